"""The command that does what the scheduled task does, or only says what it would do."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command

from reminders import services
from reminders.models import Duty, Notice
from reminders.owed import Owed
from tests.factories import NOW, TODAY
from tests.house import House

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


@pytest.fixture(autouse=True)
def _owed(house: House) -> None:
    owed = Owed(
        kind="supervision",
        key="supervision:1",
        about=house.practitioner,
        owner=house.manager,
        due_on=TODAY + dt.timedelta(days=3),
        address="/",
        rule="SUP-03",
        because="Because.",
    )
    services.settle(kind="supervision", about=house.practitioner, owed=[owed], on=TODAY, at=NOW)


def test_it_sends_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("send_reminders")
    call_command("send_reminders")
    assert capsys.readouterr().out.splitlines() == [
        "1 new reminder, 1 mail sent, 0 failed",
        "0 new reminders, 0 mails sent, 0 failed",
    ]
    assert len(mail.outbox) == 1


def test_as_on_an_earlier_day_nothing_is_due_yet() -> None:
    call_command("send_reminders", "--on", str(TODAY - dt.timedelta(days=1)))
    assert (Notice.objects.count(), len(mail.outbox)) == (0, 0)


def test_a_dry_run_says_who_and_how_many_and_writes_nothing(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    before = list(Duty.objects.values_list("next_step_on", flat=True))
    call_command("send_reminders", "--dry-run")
    assert capsys.readouterr().out.splitlines() == [
        f"{house.manager.name} <{house.manager.email}>: 1 reminder",
        "1 mail would leave; nothing was written or sent (dry run)",
    ]
    assert (Notice.objects.count(), len(mail.outbox)) == (0, 0)
    assert list(Duty.objects.values_list("next_step_on", flat=True)) == before


def test_a_dry_run_for_a_day_to_come_says_what_would_leave_by_its_end(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("send_reminders", "--dry-run", "--on", "2026-01-24")  # a Saturday
    call_command("send_reminders", "--dry-run", "--on", "2026-01-30")
    assert capsys.readouterr().out.splitlines() == [
        "0 mails would leave; nothing was written or sent (dry run)",
        f"{house.group_manager.name} <{house.group_manager.email}>: 1 reminder",
        f"{house.manager.name} <{house.manager.email}>: 1 reminder",
        "2 mails would leave; nothing was written or sent (dry run)",
    ]
