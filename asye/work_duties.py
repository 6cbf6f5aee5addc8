"""Whose turn it is with a piece of written work, and by when (ASY-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

from asye.models import Portfolio, WrittenWork
from asye.queries.parties import Holders, holders_of
from asye.queries.work_turns import BY_STATUS, TURNS, due_of
from reminders.owed import Owed, Source
from workforce.models import Person


def work_owed(kind: str, people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One of this kind for each piece that waits so: three queries, however many people; one where nothing waits."""
    works = list(
        WrittenWork.objects.filter(
            portfolio__practitioner__in=people, portfolio__status=Portfolio.Status.OPEN, status=TURNS[kind].status
        ).select_related("portfolio__practitioner", "portfolio__programme", "programme", "assessed_by")
    )
    holders = holders_of([work.portfolio.practitioner for work in works], on) if works else {}
    for work in works:
        yield _owed(work, holders[work.portfolio.practitioner_id])


SOURCES: dict[str, Source] = {kind: partial(work_owed, kind) for kind in TURNS}


def _owed(work: WrittenWork, holders: Holders) -> Owed:
    (kind, turn), due = BY_STATUS[work.status], due_of(work)
    return Owed(
        kind=kind,
        key=f"{kind}:{work.pk}",
        about=work.portfolio.practitioner,
        owner=work.portfolio.practitioner if turn.is_authors else _assessor(work, holders),
        due_on=due.on,
        address=work.get_absolute_url(),
        rule=due.rule,
        because=due.because,
    )


def _assessor(work: WrittenWork, holders: Holders) -> Person:
    """Who was asked, as long as they are still of the year; else the assessor of now, else the programme lead."""
    assert work.assessed_by is not None
    if work.assessed_by_id in {holder.person.pk for holder in holders.values()}:
        return work.assessed_by
    found = holders.get("assessor") or holders.get("coordinator") or holders["nqsw"]
    return found.person
