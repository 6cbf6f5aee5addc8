from django.urls import path

from reminders.views import calendar, notices

app_name = "reminders"
urlpatterns = [
    path("", notices.notices, name="notices"),
    path("calendar/", calendar.my_calendar, name="calendar"),
    path("calendar/<int:pk>/revoke/", calendar.revoke, name="revoke_calendar_address"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("<int:pk>/open/", notices.open_notice, name="notice"),
]
