from django.urls import path

from caseloads.views import feed, workers

app_name = "caseloads"
urlpatterns = [
    path("imports/", feed.imports, name="imports"),
    path("imports/send/", feed.send, name="send_file"),
    path("imports/<int:pk>/", feed.one, name="import"),
    path("imports/<int:pk>/confirm/", feed.confirm, name="confirm_file"),
    path("imports/<int:pk>/cancel/", feed.cancel, name="cancel_file"),
    path("imports/<int:pk>/faults.csv", feed.faults, name="import_faults"),
    path("<int:pk>/", workers.worker, name="worker"),
    path("<int:pk>/allocate/", workers.allocate, name="allocate"),
]
