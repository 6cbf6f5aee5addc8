from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("<int:pk>/open/", views.open_notice, name="notice"),
]
