from django.urls import path

from reminders.views import notices

app_name = "reminders"
urlpatterns = [
    path("", notices.notices, name="notices"),
    path("<int:pk>/open/", notices.open_notice, name="notice"),
]
