from django.urls import path

from supervision.views import agreements, bookings, kept, parts, records, sessions, signing

app_name = "supervision"
urlpatterns = [
    path("<int:pk>/", sessions.worker, name="worker"),
    path("<int:pk>/add/", sessions.add_session, name="add_session"),
    path("<int:pk>/book/", bookings.book, name="book"),
    path("<int:pk>/rhythm/", kept.rhythm, name="rhythm"),
    path("<int:pk>/rhythm/keep/", kept.keep, name="keep_gap"),
    path("kept/<int:pk>/end/", kept.end, name="end_kept_gap"),
    path("<int:pk>/agreement/", agreements.agreement, name="agreement"),
    path("<int:pk>/agreement/draw-up/", agreements.draw_up, name="draw_up_agreement"),
    path("agreements/<int:pk>/sign/", agreements.sign, name="sign_agreement"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/held/", bookings.held, name="session_held"),
    path("sessions/<int:pk>/not-held/", bookings.not_held, name="session_not_held"),
    path("sessions/<int:pk>/record/", records.open_record, name="open_record"),
    path("records/<int:pk>/", records.record, name="record"),
    path("records/<int:pk>/edit/", records.edit, name="record_edit"),
    path("records/<int:pk>/autosave/", records.autosave_record, name="record_autosave"),
    path("records/<int:pk>/versions/<int:version>/", records.compare, name="record_compare"),
    path("records/<int:pk>/cases/add/", parts.add_discussion, name="add_discussion"),
    path("discussions/<int:pk>/remove/", parts.remove_discussion, name="remove_discussion"),
    path("records/<int:pk>/actions/add/", parts.add_action, name="add_action"),
    path("actions/<int:pk>/close/", parts.close_action, name="close_action"),
    path("records/<int:pk>/sign/", signing.sign, name="record_sign"),
    path("records/<int:pk>/addendum/", signing.add_addendum, name="add_addendum"),
]
