from django.urls import path

from caseloads.views import workers

app_name = "caseloads"
urlpatterns = [
    path("<int:pk>/", workers.worker, name="worker"),
    path("<int:pk>/allocate/", workers.allocate, name="allocate"),
]
