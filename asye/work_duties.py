"""Whose turn it is with a piece of written work, and by when (ASY-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from asye.models import Portfolio, WrittenWork
from asye.queries.parties import Holders, holders_of
from asye.queries.written_work import form_of
from reminders.owed import Owed
from workforce.clock import working_day_on_or_before
from workforce.models import Person
from workforce.sentences import count, day

WORK = "written_work"
Status = WrittenWork.Status
TURNS = {
    Status.HANDED_IN: "handed in on {day}, and is assessed within {within}",
    Status.ASSESSED: "assessed on {day}, and is answered and signed within {within}",
    Status.ANSWERED: "answered on {day}, and is signed by the assessor within {within}",
}


def work_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each piece that waits for somebody: four queries, however many people."""
    rows = WrittenWork.objects.filter(
        portfolio__practitioner__in=people, portfolio__status=Portfolio.Status.OPEN, status__in=TURNS
    ).select_related("portfolio__practitioner", "portfolio__programme", "programme", "assessed_by")
    works = list(rows)
    holders = holders_of([work.portfolio.practitioner for work in works], on)
    for work in works:
        yield _owed(work, holders[work.portfolio.practitioner_id])


def _owed(work: WrittenWork, holders: Holders) -> Owed:
    form, since = form_of(work), work.turn_since
    assert since is not None
    within = form.assess_within_days if work.status == Status.HANDED_IN else form.sign_within_days
    said = TURNS[Status(work.status)].format(day=day(since), within=count(within, "day"))
    return Owed(
        kind=WORK,
        key=f"{WORK}:{work.pk}:{work.status}",
        about=work.portfolio.practitioner,
        owner=work.portfolio.practitioner if work.status == Status.ASSESSED else _assessor(work, holders),
        due_on=working_day_on_or_before(since + dt.timedelta(days=within)),
        address=work.get_absolute_url(),
        rule=f"{form.rule}, CLK-05",
        because=f"A piece of written work was {said}.",
    )


def _assessor(work: WrittenWork, holders: Holders) -> Person:
    """Who was asked, as long as they are still of the year; else the assessor of now, else the programme lead."""
    assert work.assessed_by is not None
    if work.assessed_by_id in {holder.person.pk for holder in holders.values()}:
        return work.assessed_by
    found = holders.get("assessor") or holders.get("coordinator") or holders["nqsw"]
    return found.person
