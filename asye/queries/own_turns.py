"""Whose turn it is, as each person's home says it: a part of the next meeting, and what an observation waits for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from asye.models import Meeting, MeetingPart, Observation, ObservationAccount, Portfolio
from asye.models.meeting import parties_in
from asye.queries.slots import dated_of
from workforce.access import Access
from workforce.home import Todo

AHEAD = dt.timedelta(days=28)  # how long before its first day a meeting is something to write for; it changes no date
MOST = 20
Status, Side = Observation.Status, ObservationAccount.Side


def parts_to_write(access: Access) -> Iterator[Todo]:
    """The part of a meeting that is near and asks something of this person: three queries, however many years."""
    near = Q(portfolio__practitioner=access.person)
    near |= Q(portfolio__practitioner__in=access.assesses | access.manages)
    open_ones = Meeting.objects.filter(
        near, status=Meeting.Status.PLANNED, portfolio__status=Portfolio.Status.OPEN
    ).defer("facts")
    handed_in = MeetingPart.objects.filter(meeting=OuterRef("pk"), author=access.person, handed_in_at__isnull=False)
    rows = open_ones.filter(~Exists(handed_in)).select_related(
        "programme", "portfolio__practitioner", "portfolio__stage", "portfolio__programme"
    )
    for meeting in rows.prefetch_related("portfolio__stage__pauses").order_by("opened_at")[:MOST]:
        found = dated_of(meeting)
        if found is None or found.window_from - AHEAD > access.on:
            continue
        if set(parties_in(access, meeting.portfolio)) & set(found.form.writers):
            about = meeting.portfolio.practitioner
            of = "" if about == access.person else f", {about.name}"
            title, address = f"Write your part: {meeting}{of}", meeting.get_absolute_url()
            if meeting.round > 1:
                yield Todo(title, address, "The manager or the assessor has changed, so it is agreed again")
            else:
                yield Todo(
                    title=title,
                    url=address,
                    due_on=found.due_on,
                    late=found.due_on < access.on,
                    because=f"{found.because}.",
                    rule=f"{found.rule}, CLK-05",
                )


def observations_waiting(access: Access) -> Iterator[Todo]:
    """What each observation waits for from this person: one query."""
    me = access.person
    own = Q(portfolio__practitioner=me) | Q(observer=me)
    unwritten = ObservationAccount.objects.filter(observation=OuterRef("pk"), author=me, finished_at__isnull=True)
    rows = (
        Observation.objects.filter(own, portfolio__status=Portfolio.Status.OPEN)
        .filter(
            Q(status=Status.PLANNED)
            | Q(Exists(unwritten), status=Status.WRITING)
            | Q(status=Status.OPENED, portfolio__practitioner=me)
            | Q(status=Status.RESPONDED, observer=me)
        )
        .select_related("portfolio__practitioner")
    )
    for one in rows.order_by("planned_on", "pk")[:MOST]:
        about = "" if one.portfolio.practitioner_id == me.pk else f", {one.portfolio.practitioner.name}"
        if found := _waits(one, access):
            title, address = found
            due_on = one.planned_on if one.status == Status.PLANNED else None
            yield Todo(title=f"{title}: {one.setting}{about}", url=address, due_on=due_on, when="On")


def _waits(one: Observation, access: Access) -> tuple[str, str] | None:
    """What is to be done, and where; nothing while a planned one only has to be waited for."""
    if one.status == Status.WRITING:
        return "Write your account", reverse("asye:observation_write", args=[one.pk])
    if one.status == Status.OPENED:
        return "Answer and sign", one.respond_address
    if one.status == Status.RESPONDED:
        return "Sign as the observer", one.get_absolute_url()
    if one.consent == Observation.Consent.ASKED:
        return "Ask the family", one.get_absolute_url()
    if one.planned_on <= access.on and one.consent in Observation.CONSENTED:
        return "Say that it took place", one.get_absolute_url()
    if one.consent == Observation.Consent.DECLINED:
        return "The family did not agree: ask again or cancel", one.get_absolute_url()
    return None
