from django.urls import path

from supervision.views import sessions

app_name = "supervision"
urlpatterns = [
    path("<int:pk>/", sessions.worker, name="worker"),
    path("<int:pk>/add/", sessions.add_session, name="add_session"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
]
