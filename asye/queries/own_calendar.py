"""What the assessed year puts into a person's own calendar: the panels they sit on, the reviews of their own year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from asye.meeting_duties import AGREEMENT, REVIEW
from asye.models import PanelItem, PanelMember
from reminders.calendar import Event
from reminders.models import Duty
from workforce.models import Person, Relationship


def panels_of(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    seats = PanelMember.objects.filter(person=person, panel__date__range=(first, last))
    for pk, on in seats.order_by("panel__date").values_list("panel", "panel__date"):
        yield Event(f"panel-{pk}", "Moderation panel", on, reverse("asye:panel", args=[pk]))


def panels_to_answer(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    """The panels at which an assessor answers for the people they assess (MOD-07); each once, without a name."""
    theirs = Relationship.objects.open_on(first).filter(kind=Relationship.Kind.ASSESSES, holder=person)
    items = PanelItem.objects.filter(
        portfolio__practitioner__in=theirs.order_by().values("person"), panel__date__range=(first, last)
    ).exclude(panel__members__person=person)
    for pk, on in items.order_by("panel__date", "panel").values_list("panel", "panel__date").distinct():
        yield Event(
            f"panel-assessor-{pk}", "Moderation panel: answer for people you assess", on, reverse("asye:people")
        )


def reviews_of(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    """The days by which the meetings of one's own year are held, where somebody else convenes them."""
    owed = Duty.objects.open().filter(about=person, kind__in=(AGREEMENT, REVIEW), due_on__range=(first, last))
    for duty in owed.exclude(owner=person).order_by("due_on", "pk"):
        yield Event(f"review-{duty.pk}", "Review due", duty.due_on, duty.address)
