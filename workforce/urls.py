from django.urls import path

from workforce.views import keeping, people, technical

app_name = "workforce"
urlpatterns = [
    path("me/", people.me, name="me"),
    path("people/<int:pk>/", people.person, name="person"),
    path("kept-words/discard/", keeping.discard, name="discard_kept"),
    path("technical/mail/", technical.mail, name="mail"),
    path("health/", technical.health, name="health"),
]
