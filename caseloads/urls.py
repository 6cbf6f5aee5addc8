from django.urls import path

from caseloads.views import breaches, capacity, feed, moves, offers, readiness, workers

app_name = "caseloads"
urlpatterns = [
    path("imports/", feed.imports, name="imports"),
    path("imports/send/", feed.send, name="send_file"),
    path("imports/<int:pk>/", feed.one, name="import"),
    path("imports/<int:pk>/confirm/", feed.confirm, name="confirm_file"),
    path("imports/<int:pk>/cancel/", feed.cancel, name="cancel_file"),
    path("imports/<int:pk>/faults.csv", feed.faults, name="import_faults"),
    path("allocate/", offers.choose, name="choose"),
    path("at-capacity/", capacity.say, name="say_at_capacity"),
    path("<int:pk>/", workers.worker, name="worker"),
    path("<int:pk>/allocate/", offers.allocate, name="allocate"),
    path("<int:pk>/ready/", readiness.readiness, name="readiness"),
    path("<int:pk>/capacity/", capacity.capacity, name="capacity"),
    path("capacity/<int:pk>/answer/", capacity.answer, name="answer_capacity"),
    path("capacity/<int:pk>/end/", capacity.end, name="end_capacity"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/answer/", offers.answer, name="answer_offer"),
    path("offers/<int:pk>/complete/", offers.complete, name="complete_offer"),
    path("offers/<int:pk>/decide/", offers.decide, name="decide_offer"),
    path("offers/<int:pk>/withdraw/", offers.withdraw, name="withdraw_offer"),
    path("breaches/<int:pk>/", breaches.breach, name="breach"),
    path("breaches/<int:pk>/account/", breaches.account, name="account_for_breach"),
    path("breaches/<int:pk>/confirm/", breaches.confirm, name="confirm_breach"),
    path("breaches/<int:pk>/words/", breaches.own_words, name="breach_words"),
    path("allocations/<int:pk>/transfer/", moves.transfer_to, name="transfer_to"),
    path("allocations/<int:pk>/transfer/<int:to>/", moves.transfer, name="transfer"),
    path("allocations/<int:pk>/end/", moves.end, name="end_allocation"),
]
