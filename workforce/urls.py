from django.urls import path

from workforce.views import absences, keeping, people, policy, set_aside, technical

app_name = "workforce"
urlpatterns = [
    path("me/", people.me, name="me"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/absences/", absences.person, name="absences_of"),
    path("people/<int:pk>/absences/record/", absences.record, name="record_absence"),
    path("absences/", absences.absences, name="absences"),
    path("absences/<int:pk>/change/", absences.change, name="change_absence"),
    path("absences/<int:pk>/back/", absences.back, name="absence_back"),
    path("absences/<int:pk>/remove/", absences.remove, name="remove_absence"),
    path("policy/desk/", policy.desk, name="policy_desk"),
    path("policy/try/", policy.try_pack, name="policy_try"),
    path("policy/rules/", policy.rules_in_force, name="policy_rules"),
    path("kept-words/save/", keeping.save, name="keep_words"),
    path("kept-words/discard/", keeping.discard, name="discard_kept"),
    path("set-aside/", set_aside.listed, name="asides"),
    path("set-aside/<int:pk>/", set_aside.set_aside, name="set_aside"),
    path("technical/mail/", technical.mail, name="mail"),
    path("health/", technical.health, name="health"),
]
