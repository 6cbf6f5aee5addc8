"""One notice for each duty, due date, step and recipient, whatever happens."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from reminders import services, tasks
from reminders.models import Digest, Duty, Notice
from reminders.owed import kinds
from tests.factories import NOW, TODAY, PersonFactory, RelationshipFactory
from tests.house import House
from tests.reminders.owing import DAY, DUE, owe, sweep
from workforce.models import Relationship
from workforce.policy_in_force import pack_on

# Days between the last reminders, where they are not weekly: about an allegation nobody waits a week, a slot passes,
# and what a person plans for herself is not nagged for.
AGAIN = {
    "allegation": 1,
    "rota_gap": None,
    "rota_swap": None,
    "protected_time": 14,
    "training_course": 28,
    "training_flag": 14,
    "development_goal": 28,
    "experience": 28,
    "self_assessment": 14,
    "year_move_trial": 14,
}


def told(duty: Duty) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for step, person in Notice.objects.filter(duty=duty).values_list("step", "recipient_id"):
        found.setdefault(step, set()).add(person)
    return found


def test_every_kind_the_code_knows_has_a_ladder_from_the_day_at_the_latest_that_comes_again(db: None) -> None:
    ladders = pack_on(TODAY).reminders
    assert set(kinds()) - set(ladders) == set()
    for kind, ladder in ladders.items():
        days = [step.days for step in ladder.steps]
        assert (days[0] <= 0, 0 in days, ladder.steps[-1].every) == (True, True, AGAIN.get(kind, 7)), kind


def test_a_step_is_told_once_however_often_it_is_owed(house: House) -> None:
    duty = owe(house)
    assert [services.owe_notices(on=TODAY, at=NOW) for _ in range(3)] == [1, 0, 0]
    Duty.objects.update(next_step_on=TODAY)  # as if the day of the next step had been lost
    assert services.owe_notices(on=TODAY, at=NOW) == 0
    assert told(duty) == {-3: {house.manager.pk}}


def test_before_its_day_nothing_is_owed(house: House) -> None:
    owe(house, DUE + DAY)
    assert services.owe_notices(on=TODAY, at=NOW) == 0


def test_a_notice_is_in_the_app_before_its_mail_leaves(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW.replace(hour=1))
    services.send_unsent(at=NOW.replace(hour=1))
    assert (Notice.objects.unread().filter(recipient=house.manager).count(), mail.outbox) == (1, [])


def test_up_the_line_and_then_every_week(house: House) -> None:
    duty = owe(house)
    for days in range(60):
        services.owe_notices(on=TODAY + days * DAY, at=NOW)
    line = {house.manager.pk, house.group_manager.pk}
    assert told(duty) == {-3: {house.manager.pk}, 0: {house.manager.pk}, 1: {house.manager.pk}, 7: line} | {
        step: line | {house.chair.pk} for step in range(14, 57, 7)
    }
    assert Notice.objects.filter(step=14).order_by("pk").values_list("told_as", flat=True)[0] == "owner"


def test_where_nobody_has_a_part_the_next_one_up_is_told(house: House) -> None:
    Relationship.objects.filter(kind="group_manages").delete()
    duty = owe(house)
    services.owe_notices(on=DUE + 7 * DAY, at=NOW)
    assert told(duty) == {7: {house.manager.pk, house.chair.pk}}


def test_who_has_left_is_told_nothing_and_the_next_one_up_is(house: House) -> None:
    duty = owe(house)
    house.manager.posts.update(ended_on=TODAY - DAY)
    services.owe_notices(on=TODAY, at=NOW)
    assert told(duty) == {-3: {house.group_manager.pk}}


def test_about_somebody_who_has_left_nothing_is_told(house: House) -> None:
    owe(house)
    house.practitioner.posts.update(ended_on=TODAY - DAY)
    assert services.owe_notices(on=TODAY, at=NOW) == 0


def test_the_group_manager_is_that_of_the_service_of_today(house: House) -> None:
    """An old post in another service names nobody."""
    other = PersonFactory()
    RelationshipFactory(kind="group_manages", holder=other, service=house.stranger_outside.posts.get().team.service)
    post = house.stranger_outside.posts.get()
    post.pk, post.person, post.ended_on = None, house.practitioner, TODAY - DAY
    post.save()
    duty = owe(house)
    services.owe_notices(on=DUE + 7 * DAY, at=NOW)
    assert told(duty) == {7: {house.manager.pk, house.group_manager.pk}}


@pytest.mark.parametrize(("days", "step"), [(2, 1), (6, 1), (7, 7), (13, 7), (14, 14), (30, 28), (35, 35)])
def test_after_an_outage_only_the_newest_step_is_owed(house: House, days: int, step: int) -> None:
    duty = owe(house)
    services.owe_notices(on=DUE + days * DAY, at=NOW)
    assert list(told(duty)) == [step]
    duty.refresh_from_db()
    assert duty.next_step_on == DUE + (7 if step == 1 else step + 7) * DAY


def test_a_date_that_moves_starts_the_ladder_again_and_back_is_nothing_new(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    owe(house, DUE + DAY)
    assert services.owe_notices(on=TODAY + DAY, at=NOW) == 1
    owe(house, DUE)
    assert services.owe_notices(on=TODAY + DAY, at=NOW) == 0


def test_a_notice_dropped_unsent_that_holds_again_is_taken_up_again(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    owe(house, DUE + 9 * DAY)
    services.send_unsent(at=NOW)
    assert Notice.objects.get().dropped_at == NOW
    owe(house, DUE)
    sweep()
    assert (Notice.objects.get().dropped_at, Notice.objects.get().sent_at, len(mail.outbox)) == (None, NOW, 1)


@pytest.mark.parametrize("people", (1, 4))
def test_owing_costs_the_same_however_many(house: House, people: int, django_assert_max_num_queries: Any) -> None:
    for number, person in enumerate((house.manager, house.lead, house.chair, house.hr)[:people]):
        owe(house, owner=person, key=f"k{number}")
    with django_assert_max_num_queries(22):
        assert services.owe_notices(on=TODAY, at=NOW) == people


def test_with_nothing_due_a_sweep_asks_twice(house: House, django_assert_num_queries: Any) -> None:
    owe(house, DUE + DAY)
    with django_assert_num_queries(2):
        sweep()


def test_the_task_sends_and_the_recount_finds_no_drift(house: House, at_ten: None) -> None:
    from supervision.services import refresh_duty

    refresh_duty(worker=house.practitioner, on=TODAY, at=NOW)
    tasks.sweep()
    assert len(mail.outbox) >= 1
    drift = [
        found for found in services.recount(on=TODAY) if found.key.startswith(f"supervision:{house.practitioner.pk}")
    ]
    assert drift == []


def test_the_recount_reports_a_duty_that_is_wrong(house: House) -> None:
    from supervision.services import refresh_duty

    refresh_duty(worker=house.practitioner, on=TODAY, at=NOW)
    Duty.objects.filter(about=house.practitioner).update(due_on=TODAY)
    found = {drift.key: drift.stored for drift in services.recount(on=TODAY)}
    assert found[f"supervision:{house.practitioner.pk}"] == TODAY


def test_at_night_a_notice_in_no_digest_is_given_one(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    Digest.objects.all().delete()
    assert services.send_unsent(at=NOW).mails == 0
    assert (services.gather_strays(at=NOW), services.gather_strays(at=NOW)) == (1, 0)
    assert services.send_unsent(at=NOW).mails == 1
    assert dt.timedelta(0) == NOW - Digest.objects.get().opened_at
