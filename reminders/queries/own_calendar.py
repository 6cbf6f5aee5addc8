"""What this app itself puts into a person's calendar: the days by which they owe something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from reminders.calendar import Event
from reminders.models import Duty
from reminders.owed import private_kinds, title_of
from workforce.models import Person

UNSAID = "Something is due"
MOST = 500


def duties_due(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    """One's own open duties. What kind a private one is of, nobody who looks at the calendar learns."""
    private = set(private_kinds())
    owed = Duty.objects.open().filter(owner=person, due_on__range=(first, last)).order_by("due_on", "pk")
    for duty in owed[:MOST]:
        title = UNSAID if duty.kind in private else title_of(duty.kind)
        yield Event(f"duty-{duty.pk}", title, duty.due_on, duty.address)
