from django.urls import path

from reminders.views import calendar, coming, delivery, notices, wishes

app_name = "reminders"
urlpatterns = [
    path("", notices.notices, name="notices"),
    path("calendar/", calendar.my_calendar, name="calendar"),
    path("calendar/<int:pk>/revoke/", calendar.revoke, name="revoke_calendar_address"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("<int:pk>/open/", notices.open_notice, name="notice"),
    path("read/", notices.read_all, name="read_all"),
    path("coming/", coming.coming, name="coming"),
    path("coming/export.csv", coming.coming_csv, name="coming_csv"),
    path("mail/", wishes.wishes, name="wishes"),
    path("mail/quiet-days/add/", wishes.add_quiet_days, name="add_quiet_days"),
    path("mail/quiet-days/<int:pk>/remove/", wishes.remove_quiet_days, name="remove_quiet_days"),
    path("delivery/", delivery.trouble, name="delivery"),
    path("delivery/<int:pk>/again/", delivery.again, name="again"),
]
