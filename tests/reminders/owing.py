"""What the tests of reminders share: a duty, a sweep at a moment, a mail server that says no."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from reminders import services
from reminders.models import Duty
from reminders.owed import Owed
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.models import Person

DUE = TODAY + dt.timedelta(days=3)  # its first reminder is today, a Tuesday
DAY = dt.timedelta(days=1)


def owe(
    house: House,
    due_on: dt.date = DUE,
    *,
    owner: Person | None = None,
    about: Person | None = None,
    kind: str = "supervision",
    key: str = "supervision:1",
) -> Duty:
    owed = Owed(
        kind=kind,
        key=key,
        about=about or house.practitioner,
        owner=owner or house.manager,
        due_on=due_on,
        address="/",
        rule="SUP-03",
        because="Because.",
    )
    services.set_duty(owed, ladder=services.duties.policy.ladder(services.duties.pack_on(TODAY), kind))
    return Duty.objects.get(key=key)


def sweep(at: dt.datetime = NOW) -> services.Sent:
    services.owe_notices(on=at.date(), at=at)
    return services.send_unsent(at=at)


def written_to() -> list[str]:
    return [message.to[0] for message in mail.outbox]


def refuse(monkeypatch: Any, whom: Callable[[str], bool], fault: Exception) -> None:
    """Let the mail server refuse some addresses."""
    real = EmailMessage.send

    def send(message: EmailMessage, *args: Any) -> int:
        if whom(message.to[0]):
            raise fault
        return real(message, *args)

    monkeypatch.setattr(EmailMessage, "send", send)
