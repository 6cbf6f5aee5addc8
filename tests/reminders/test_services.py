"""One notice for each duty, step and recipient, whatever happens; a mail that says nothing about anybody."""

import datetime as dt
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from reminders import policy, services, tasks
from reminders.models import Duty, Notice
from reminders.owed import Owed
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.models import Person
from workforce.policy_in_force import pack_on

DUE = TODAY + dt.timedelta(days=3)


def owe(house: House, due_on: dt.date = DUE, owner: Person | None = None, key: str = "supervision:1") -> Duty:
    owed = Owed(
        kind="supervision",
        key=key,
        about=house.practitioner,
        owner=owner or house.manager,
        due_on=due_on,
        address="/",
        rule="SUP-03",
        because="Because.",
    )
    services.settle(kind="supervision", about=house.practitioner, owed=[owed], on=TODAY, at=NOW)
    return Duty.objects.get(key=key)


def sweep(on: dt.date = TODAY) -> None:
    services.owe_notices(on=on, at=NOW)
    services.send_unsent(at=NOW)


def test_the_first_step_is_told_once_however_often_the_sweep_runs(house: House) -> None:
    owe(house)
    for _ in range(3):
        sweep()
    assert [message.to for message in mail.outbox] == [[house.manager.email]]
    assert Notice.objects.count() == 1


def test_before_its_day_nothing_is_told(house: House) -> None:
    owe(house, TODAY + dt.timedelta(days=4))
    sweep()
    assert mail.outbox == []


def test_the_mail_says_nothing_about_anybody_and_where_to_look(house: House) -> None:
    owe(house)
    sweep()
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert house.practitioner.name not in text and "upervision" not in text
    assert "http://testserver/reminders/" in text


def test_the_next_step_goes_up_the_line(house: House) -> None:
    owe(house)
    sweep()
    sweep(DUE + dt.timedelta(days=7))
    assert set(Notice.objects.filter(step=7).values_list("recipient", flat=True)) == {
        house.manager.pk,
        house.group_manager.pk,
    }


def test_after_an_outage_only_the_newest_step_is_told(house: House) -> None:
    owe(house)
    sweep(DUE + dt.timedelta(days=30))
    assert set(Notice.objects.values_list("step", flat=True)) == {7}


def test_one_mail_for_all_that_is_new(house: House) -> None:
    for number in range(3):
        services.set_duty(
            Owed("supervision", f"k{number}", house.practitioner, house.manager, DUE, "/", "SUP-03", "Because."),
            ladder=policy.ladder(pack_on(TODAY), "supervision"),
        )
    sweep()
    assert [message.subject for message in mail.outbox] == ["You have 3 things to do"]


def test_what_is_done_meanwhile_is_not_told(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    services.settle(kind="supervision", about=house.practitioner, owed=[], on=TODAY, at=NOW)
    services.send_unsent(at=NOW)
    assert mail.outbox == []
    assert Notice.objects.get().dropped_at == NOW


def test_a_date_that_moves_starts_the_ladder_again(house: House) -> None:
    owe(house)
    sweep()
    owe(house, DUE + dt.timedelta(days=1))
    sweep(TODAY + dt.timedelta(days=1))
    assert len(mail.outbox) == 2


def test_the_same_duty_again_keeps_its_place_on_the_ladder(house: House) -> None:
    owe(house)
    sweep()
    owe(house)
    sweep()
    assert len(mail.outbox) == 1


def test_a_mail_that_fails_stops_only_itself_and_is_tried_again(house: House, monkeypatch: Any) -> None:
    owe(house)
    owe_other = Owed("supervision", "other", house.stranger_in_team, house.lead, DUE, "/", "SUP-03", "Because.")
    services.settle(kind="supervision", about=house.stranger_in_team, owed=[owe_other], on=TODAY, at=NOW)
    services.owe_notices(on=TODAY, at=NOW)
    real = EmailMessage.send

    def refuse_manager(message: Any, *args: Any) -> Any:
        if message.to == [house.manager.email]:
            raise SMTPException("mailbox full")
        return real(message, *args)

    monkeypatch.setattr(EmailMessage, "send", refuse_manager)
    assert services.send_unsent(at=NOW) == services.Sent(mails=1, failed=1)
    monkeypatch.undo()
    assert services.send_unsent(at=NOW).mails == 1
    assert {message.to[0] for message in mail.outbox} == {house.manager.email, house.lead.email}


def test_the_message_id_does_not_change(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    notices = list(Notice.objects.all())
    assert services.message_id(notices) == services.message_id(list(Notice.objects.all()))
    services.send_unsent(at=NOW)
    assert mail.outbox[0].extra_headers["Message-ID"] == services.message_id(notices)


def test_the_task_sends_and_the_recount_finds_no_drift(house: House, today: None) -> None:
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


@pytest.mark.parametrize("count", (1, 3))
def test_sending_costs_at_most_four_queries_each(house: House, count: int, django_assert_max_num_queries: Any) -> None:
    people = [house.manager, house.lead, house.chair][:count]
    for number, person in enumerate(people):
        services.set_duty(
            Owed("supervision", f"k{number}", house.practitioner, person, DUE, "/", "SUP-03", "Because."),
            ladder=policy.ladder(pack_on(TODAY), "supervision"),
        )
    services.owe_notices(on=TODAY, at=NOW)
    with django_assert_max_num_queries(2 + 4 * count):
        services.send_unsent(at=NOW)
