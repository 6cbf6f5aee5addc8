"""What the demonstration's people owe today, the notices of the last days, and when some want their mail."""

from __future__ import annotations

import datetime as dt

from reminders.models import Digest, Duty, Notice
from reminders.services import owe_notices
from reminders.services.gathering import message_id
from reminders.services.wishes import add_quiet_days, choose
from reminders.settling import settle_people
from workforce.demo import ACCOUNTS, DOMAIN, DUTIES, Story
from workforce.models import Person

ORDER = DUTIES
TOLD_BEFORE = 7  # days
WISHES = {"manager": (16, "12345"), "lead": (7, "1234"), "assessor": (9, "135")}
REFUSED = "SMTPRecipientsRefused 550", "SMTPServerDisconnected"


def load(story: Story) -> str:
    settle_people(Person.objects.all(), story.on, story.at)
    _choose(story)
    for days in range(TOLD_BEFORE, 0, -1):
        before = dt.timedelta(days=days)
        owe_notices(on=story.on - before, at=story.at - before)
    told = Notice.objects.all()
    told.update(sent_at=story.at - dt.timedelta(days=1), read_at=story.at - dt.timedelta(days=1))
    Digest.objects.all().delete()
    notices = owe_notices(on=story.on, at=story.at)
    _refuse(story)
    return f"{Duty.objects.open().count()} duties, {notices} new reminders"


def _choose(story: Story) -> None:
    for name, (hour, weekdays) in WISHES.items():
        choose(person=_person(name), hour=hour, weekdays=weekdays, at=story.at)
    away = story.on + dt.timedelta(days=10)
    add_quiet_days(person=_person("nqsw"), first_on=away, last_on=away + dt.timedelta(days=4), at=story.at)


def _refuse(story: Story) -> None:
    """Two mails that could not be sent: one address that will never do, one server that did not answer."""
    others = Person.objects.exclude(email__in=[f"{name}@{DOMAIN}" for name in ACCOUNTS]).order_by("employee_number")
    for person, fault in zip(others, REFUSED, strict=False):
        final = fault.endswith("550")
        Digest.objects.create(
            person=person,
            message_id=message_id(),
            opened_at=story.at,
            formed_at=story.at,
            failed_at=story.at,
            next_at=story.at + dt.timedelta(minutes=15),
            tries=1 if final else 2,
            fault=fault,
            outcome=Digest.Outcome.GIVEN_UP if final else "",
            ended_at=story.at if final else None,
        )


def _person(name: str) -> Person:
    return Person.objects.get(email=f"{name}@{DOMAIN}")
