"""The library as people have it at hand: what they saved, what they may do, what needs their care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from asye.models import SavedResource
from asye.rules import KEEPS_LIBRARY
from frameworks.models import Resource, Statement
from frameworks.shown import Deed
from supervision.agenda import Line
from workforce.access import Access, may
from workforce.home import Place, Todo
from workforce.models import Person

MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody saved and has not done yet, for each purpose, and what is done."""

    to_learn: list[SavedResource]
    for_supervision: list[SavedResource]
    done: list[SavedResource]


def plan_of(person: Person, access: Access) -> Plan:
    """One query, however much was saved."""
    rows = list(
        SavedResource.objects.visible_to(access)
        .filter(person=person)
        .select_related("resource", "gap__section__framework")
    )
    still = [row for row in rows if row.done_at is None]
    return Plan(
        to_learn=[row for row in still if row.purpose == SavedResource.Purpose.PLAN],
        for_supervision=[row for row in still if row.purpose == SavedResource.Purpose.SUPERVISION],
        done=[row for row in rows if row.done_at is not None],
    )


def for_supervision(worker: Person, since: dt.date | None, on: dt.date, access: Access) -> Iterator[Line]:
    """What the worker wants to talk about from the library, for the agenda of a session, until it is done."""
    rows = SavedResource.objects.visible_to(access).filter(
        person=worker, purpose=SavedResource.Purpose.SUPERVISION, done_at=None, resource__withdrawn_at=None
    )
    for saved in rows.select_related("resource", "gap__section__framework")[:MOST_AT_ONCE]:
        detail = f"for {saved.gap.number} of {saved.gap.section.framework}" if saved.gap else ""
        yield Line(f"From the library: {saved.resource}", detail)


def deeds(access: Access, subject: Statement | Resource | None, gap: Statement | None) -> Iterator[Deed]:
    """What this person may do with a statement or a resource; with the library as a whole, where that is null."""
    if subject is None:
        yield from _about_the_library(access)
    elif isinstance(subject, Resource):
        yield from _about_a_resource(access, subject, gap)
    elif may("asye.edit_crosswalk", access):
        yield Deed("Edit the links to other frameworks", reverse("asye:crosswalk_statement", args=[subject.pk]))


def _about_the_library(access: Access) -> Iterator[Deed]:
    yield Deed("My development plan", reverse("asye:plan"))
    if may("asye.keep_library", access):
        yield Deed("Add a resource", reverse("asye:resource_add"))
    if may("asye.edit_crosswalk", access):
        yield Deed("Edit the crosswalk", reverse("asye:crosswalk"))


def _about_a_resource(access: Access, subject: Resource, gap: Statement | None) -> Iterator[Deed]:
    values = (("gap", str(gap.pk)),) if gap else ()
    save, purposes = reverse("asye:resource_save", args=[subject.pk]), SavedResource.Purpose
    own = SavedResource.objects.visible_to(access).filter(person=access.person, resource=subject, done_at=None)
    saved = set(own.values_list("purpose", flat=True))
    for purpose, offer, done in (
        (purposes.PLAN, "Save to my development plan", "It is in your development plan"),
        (purposes.SUPERVISION, "Take to my next supervision", "It is kept for your next supervision"),
    ):
        if purpose in saved:
            yield Deed(done, reverse("asye:plan"))
        else:
            yield Deed(offer, save, post=True, values=(*values, ("purpose", purpose.value)))
    if (subject.link or subject.file) and not subject.broken_since:
        yield Deed("Report that it does not open", reverse("asye:resource_report", args=[subject.pk]), post=True)
    if may("asye.keep_library", access):
        yield Deed("Edit this resource", reverse("asye:resource_edit", args=[subject.pk]))


def todos(access: Access) -> Iterator[Todo]:
    """What is broken or overdue for review, for whoever looks after it by name or by role."""
    if not access.jobs & KEEPS_LIBRARY:
        return
    by_role = Q(owner_role__in=access.jobs) & (Q(care=None) | Q(care__person=None))
    rows = (
        Resource.objects.visible_to(access)
        .needing_care(access.on)
        .filter(by_role | Q(care__person=access.person))
        .order_by("review_on", "pk")
    )
    for row in rows[:MOST_AT_ONCE]:
        yield Todo(
            title=f"Look at “{row}” in the library",
            url=reverse("asye:resource_edit", args=[row.pk]),
            detail="Somebody reported that it does not open" if row.broken_since else "Its review is overdue",
            due_on=row.review_on,
            when="Review by",
            late=row.is_overdue(access.on),
            mark="Review",
        )


def places(access: Access) -> Iterator[Place]:
    yield Place(75, "Library", reverse("frameworks:library"))
