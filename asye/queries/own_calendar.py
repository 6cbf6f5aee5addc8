"""What the assessed year puts into a person's own calendar: the panels they sit on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from asye.models import PanelMember
from reminders.calendar import Event
from workforce.models import Person


def panels_of(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    seats = PanelMember.objects.filter(person=person, panel__date__range=(first, last))
    for pk, on in seats.order_by("panel__date").values_list("panel", "panel__date"):
        yield Event(f"panel-{pk}", "Moderation panel", on, reverse("asye:panel", args=[pk]))
