"""Whose turn it is with a piece of written work, and by when, as the form of its programme has it (ASY-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from asye.models import Portfolio, WrittenWork
from asye.queries.written_work import form_of
from workforce.access import Access
from workforce.clock import working_day_on_or_before
from workforce.packs.schema.written_work import WrittenWork as Form
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day
from workforce.why import Why, why_of

Status = WrittenWork.Status


@dataclass(frozen=True, slots=True)
class Turn:
    """What a piece in one status waits for: the words of a home page, the days of the form, and whose turn it is."""

    status: str
    title: str
    within: Callable[[Form], int]
    because: str
    is_authors: bool


# By kind of duty, so that a home page and a reminder say what is to be done.
TURNS = {
    "written_work": Turn(
        Status.HANDED_IN, "Read and assess written work", lambda form: form.assess_within_days,
        "was handed in on {day}, and is assessed within {within}", is_authors=False,
    ),
    "written_work_returned": Turn(
        Status.RETURNED, "Look again at written work that came back", lambda form: form.days_to_change,
        "came back on {day} with what is to be changed, and is handed in again within {within}", is_authors=True,
    ),
    "written_work_answer": Turn(
        Status.ASSESSED, "Answer and sign your assessed written work", lambda form: form.sign_within_days,
        "was assessed on {day}, and is answered and signed within {within}", is_authors=True,
    ),
    "written_work_signature": Turn(
        Status.ANSWERED, "Sign the assessment of written work", lambda form: form.sign_within_days,
        "was answered on {day}, and is signed by the assessor within {within}", is_authors=False,
    ),
}  # fmt: skip
BY_STATUS = {turn.status: (kind, turn) for kind, turn in TURNS.items()}
ASSESSORS = [turn.status for turn in TURNS.values() if not turn.is_authors]


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of whoever's turn it is, and why."""

    on: dt.date
    rule: str
    because: str


def due_of(work: WrittenWork) -> Due:
    """When the turn of a piece that waits for somebody is over; its programmes are read with it."""
    _, turn = BY_STATUS[work.status]
    form, since = form_of(work), work.turn_since
    assert since is not None
    within = turn.within(form)
    because = turn.because.format(day=day(since), within=count(within, "day"))
    due_on = working_day_on_or_before(since + dt.timedelta(days=within))
    return Due(due_on, f"{form.rule}, CLK-05", f"“{work.kind_label}” {because}.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One piece that waits for somebody, as a list shows it."""

    work: WrittenWork
    title: str
    due_on: dt.date
    late: bool
    is_authors: bool
    why: Why


def for_assessor(access: Access) -> list[Waiting]:
    """What this person has to read or to sign, the nearest day first: one query."""
    return _waiting(access, assessors_turn(access))


def assessors_turn(access: Access) -> Q:
    """The pieces this person has to read or to sign, among those they see."""
    near = Q(assessed_by=access.person) | Q(portfolio__practitioner__in=access.assesses)
    return near & Q(status__in=ASSESSORS, portfolio__status=Portfolio.Status.OPEN)


def of_year(portfolio: Portfolio, access: Access) -> list[Waiting]:
    """What waits for somebody among what this reader sees of one year: one query; none once it is submitted."""
    if portfolio.status != Portfolio.Status.OPEN:
        return []
    return _waiting(access, Q(portfolio=portfolio, status__in=BY_STATUS))


def _waiting(access: Access, wanted: Q) -> list[Waiting]:
    rows = WrittenWork.objects.visible_to(access).filter(wanted)
    rows = rows.select_related("author", "portfolio__programme", "programme").defer("text", "about", "response")
    found = [_shown(work, access) for work in rows]
    return sorted(found, key=lambda one: (one.due_on, one.work.pk))


def _shown(work: WrittenWork, access: Access) -> Waiting:
    due, (_, turn) = due_of(work), BY_STATUS[work.status]
    why = why_of(due.rule, due.because, pack_on(access.on))
    return Waiting(work, turn.title, due.on, due.on < access.on, turn.is_authors, why)
