"""What the assessed year makes people owe: portfolios in time for the panel, and the reading of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse

from asye.models import PanelItem, Portfolio
from reminders.owed import Owed
from workforce.models import Person, Relationship

SUBMISSION, READING = "portfolio_submission", "moderation_reading"


def submissions_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Compute what assessors owe: each portfolio on the list of a panel to come and not yet submitted (MOD-02)."""
    items = (
        PanelItem.objects.filter(
            portfolio__practitioner__in=people, portfolio__status=Portfolio.Status.OPEN, panel__date__gte=on
        )
        .select_related("panel", "portfolio__practitioner")
        .order_by("panel__date")
    )
    owners = _assessors([item.portfolio.practitioner_id for item in items], on)
    for item in items:
        practitioner = item.portfolio.practitioner
        yield Owed(
            kind=SUBMISSION,
            key=f"{SUBMISSION}:{item.pk}",
            about=practitioner,
            owner=owners.get(practitioner.pk, practitioner),
            due_on=item.panel.submit_by,
            address=reverse("asye:portfolio", args=[item.portfolio_id]),
            rule="MOD-02",
            because=item.panel.submit_by_because,
        )


def readings_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Compute what moderators owe: each submitted portfolio read before its panel (MOD-05)."""
    items = PanelItem.objects.filter(
        portfolio__practitioner__in=people,
        portfolio__status=Portfolio.Status.SUBMITTED,
        moderator__isnull=False,
        panel__date__gte=on,
        decision__isnull=True,
    ).select_related("panel", "portfolio__practitioner", "moderator")
    for item in items:
        assert item.moderator is not None
        yield Owed(
            kind=READING,
            key=f"{READING}:{item.pk}:{item.moderator_id}",
            about=item.portfolio.practitioner,
            owner=item.moderator,
            due_on=item.panel.date,
            address=reverse("asye:panel_item", args=[item.pk]),
            rule="MOD-05",
            because="Moderators read each portfolio before the panel meets.",
        )


def _assessors(people: list[int], on: dt.date) -> dict[int, Person]:
    rows = Relationship.objects.open_on(on).filter(kind=Relationship.Kind.ASSESSES, person__in=people)
    return {row.person_id: row.holder for row in rows.select_related("holder")}
