"""Both shipped programmes, awkward first days, with and without pauses: every date of a year is the one explained."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from asye.meeting_duties import meetings_owed
from asye.models import Portfolio
from asye.queries.cohort import of_the_year, rows_of
from asye.queries.meetings import lines_of
from asye.queries.own_calendar import reviews_of
from asye.queries.self_assessment import times_of
from asye.queries.year import year_of
from asye.services import meetings, programmes
from reminders.settling import settle_people
from tests.factories import LONG_AGO, NOW, AuthorityFactory, PortfolioFactory, RegistrationFactory, StageFactory
from tests.house import House, Job, person
from workforce import explain
from workforce.access import access_for
from workforce.clock import is_working_day
from workforce.models import Pause, Relationship
from workforce.packs import load_pack

PACK = "west-sussex"
STARTS = (
    dt.date(2025, 8, 31),  # its months end on the 30th, or in February on the 28th
    dt.date(2024, 2, 29),  # and has no day of that name a year later
    dt.date(2025, 12, 24),  # every milestone near a bank holiday
    dt.date(2026, 3, 2),
)
PAUSES = {
    "none": (),
    "month 4": ((100, 155, "sickness"),),
    "two that meet": ((95, 150, "absence"), (151, 270, "maternity")),
}
Pauses = tuple[tuple[int, int, str], ...]


def begun(house: House, start: dt.date, pauses: Pauses, programme: str) -> Portfolio:
    AuthorityFactory()
    house.team.service.authority.__class__.objects.update(pack=PACK)
    newly = person("Her Year", Job.SOCIAL_WORKER, house.team, started_on=start)
    RegistrationFactory(person=newly, started_on=LONG_AGO)
    stage = StageFactory(person=newly, started_on=start)
    Relationship.objects.create(kind="assesses", holder=house.assessor, person=newly, started_on=start)
    for first, last, reason in pauses:
        Pause.objects.create(
            stage=stage, started_on=start + dt.timedelta(days=first), ended_on=start + dt.timedelta(days=last),
            reason=reason, approved_by=house.lead, approved_at=NOW,
        )  # fmt: skip
    portfolio = PortfolioFactory(practitioner=newly, stage=stage, started_on=start)
    programmes.bind_to(portfolio, load_pack(PACK), programme, NOW)
    at = timezone.make_aware(dt.datetime.combine(start, dt.time(10)))
    meetings.open_meeting(portfolio=portfolio, key="agreement", by=None, on=start, at=at)
    settle_people([newly], on=start, at=at)
    return of_the_year(Portfolio.objects.filter(pk=portfolio.pk)).get()


def explained(start: dt.date, on: dt.date, pauses: Pauses) -> dict[str, Any]:
    told = [
        {"from": str(start + dt.timedelta(days=first)), "to": str(start + dt.timedelta(days=last)), "reason": reason}
        for first, last, reason in pauses
    ]
    return dict(explain.answer("asye-clock", {"pack": PACK, "start": str(start), "on": str(on), "pauses": told}))


@pytest.mark.rule("CLK-01", "CLK-02", "CLK-03", "CLK-04", "CLK-05", "ASY-02", "ASY-09")
@pytest.mark.parametrize("programme", ["asye-classic", "asye-2022"])
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("pauses", PAUSES.values(), ids=PAUSES)
def test_every_date_is_the_one_that_is_explained(house: House, programme: str, start: dt.date, pauses: Pauses) -> None:
    portfolio = begun(house, start, pauses, programme)
    for after in (0, 99, 160, 300):
        on = start + dt.timedelta(days=after)
        told = explained(start, on, pauses)
        due = {key: dt.date.fromisoformat(day) for key, day in told["due"][programme].items()}
        access = access_for(house.assessor, on)
        lines = {line.dated.key: line for line in lines_of(portfolio, access)}
        optional = {key for key, line in lines.items() if line.dated.optional}
        wanted = {key: day for key, day in due.items() if key not in optional}
        assert {key: line.dated.due_on for key, line in lines.items()} == due
        assert {key: str(line.dated.on) for key, line in lines.items()} == told["programmes"][programme]

        year = year_of(portfolio, on)
        assert (year.month, year.week, str(year.ends_on)) == (told["month"], told["week"], told["ends_on"])
        steps = {"Move on to a main practice group": dt.date.fromisoformat(told["steps"]["move_on"])}
        labels = {lines[key].dated.label: day for key, day in wanted.items()}
        assert {mark.label: mark.date for mark in year.marks} == labels | steps
        assert [month.number for month in year.months] == list(range(1, 13))

        (row,) = rows_of([portfolio], access)
        assert row.next is not None and row.next.due_on == min(wanted.values())
        assert {one.key: one.due_on for one, _ in row.dots} == wanted
        owed = {duty.due_on for duty in meetings_owed([portfolio.practitioner], on)}
        assert owed == set(wanted.values())
        assert {one.key: str(one.due_on) for one in times_of(portfolio)} == told["self_assessments"][programme]
    assert {event.on for event in reviews_of(portfolio.practitioner, start, dt.date.max)} == set(wanted.values())
    assert all(is_working_day(day) for day in wanted.values())
