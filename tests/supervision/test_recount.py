"""The figures of monitoring equal an independent recount of the raw rows, and every duty equals what `explain` says.

Bounded here; RECOUNT_PEOPLE=500 RECOUNT_YEARS=3 (`script/bench recount`) asks for more.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from typing import Any

import pytest

from reminders.models import Duty
from supervision.policy.monitoring import COUNTED, Tally
from supervision.queries.monitoring import board_of, of_service, of_team, window_of
from supervision.queries.monitoring.scopes import Scope
from tests.factories import TODAY
from tests.supervision.recounting import recount, told_of_duty
from workforce.access import access_for
from workforce.clock import ONE_DAY, add_months
from workforce.generate import Plan, account, generate
from workforce.models import Person, Service, Team

PEOPLE = int(os.environ.get("RECOUNT_PEOPLE", "60"))
YEARS = int(os.environ.get("RECOUNT_YEARS", "2"))
MONTHS = YEARS * 12
EVERYBODY = Scope("Everybody", "team", None)


@pytest.fixture(scope="module")
def generated(django_db_setup: None, django_db_blocker: Any) -> Any:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        generate(Plan(people=PEOPLE, years=YEARS, seed=5, on=TODAY))
        yield
        transaction.set_rollback(True)


def figures(tally: Tally) -> dict[str, int]:
    told = {name: getattr(tally, name) for name in COUNTED} | {
        "appreciative_inquiry": tally.using("appreciative_inquiry")
    }
    return {name: value for name, value in told.items() if value}


def known(counted: Counter[str]) -> dict[str, int]:
    return {name: value for name, value in counted.items() if value}


@pytest.mark.rule("SUP-14")
def test_every_figure_equals_the_recount_from_the_raw_rows(generated: None, db: None) -> None:
    people = list(Person.objects.all())
    compared = 0
    firsts = [add_months(TODAY.replace(day=1), -back) for back in range(MONTHS)]
    for first, counted in recount(people, firsts, TODAY).items():
        window = window_of(f"{first:%Y-%m}", TODAY)
        board = board_of(EVERYBODY, window)
        assert figures(board.month) == known(counted.pop("all")), window.code
        lines = {line.pk or None: figures(line.tally) for line in board.lines}
        expected = {team: known(part) for team, part in counted.items() if known(part)}
        assert {pk: told for pk, told in lines.items() if told} == expected, window.code
        compared += len(lines)
    assert compared >= MONTHS


@pytest.mark.rule("SUP-14")
def test_the_year_drawn_is_the_months_asked_one_by_one(generated: None, db: None) -> None:
    year = board_of(EVERYBODY, window_of(f"{TODAY:%Y-%m}", TODAY))
    alone = [board_of(EVERYBODY, window_of(f"{first:%Y-%m}", TODAY)).month for first in year.window.firsts]
    assert year.months == alone


def test_the_parts_add_up_to_the_whole(generated: None, db: None) -> None:
    """A service is its teams, and a team its people, for whoever sees everybody."""
    access, window = access_for(account("chair"), TODAY), window_of(f"{add_months(TODAY, -1):%Y-%m}", TODAY)
    for service in Service.objects.all():
        whole, parts = board_of(of_service(service, access), window), Tally()
        for team in Team.objects.filter(service=service):
            board = board_of(of_team(team, access), window)
            line = next((line.tally for line in whole.lines if line.pk == team.pk), Tally())
            assert board.month == line, team.name
            people = Tally()
            for person in board.lines:
                people.add(person.tally)
            assert people == board.month
            parts.add(board.month)
        for name in set(COUNTED) - {"people", "late_people"}:
            assert getattr(parts, name) == getattr(whole.month, name)


def test_every_duty_equals_what_explain_says(generated: None, db: None) -> None:
    duties = Duty.objects.filter(kind="supervision", met_at=None).select_related("about")
    window = window_of(f"{TODAY:%Y-%m}", TODAY)
    late = {one.person: (one.due_on, one.days) for one in board_of(EVERYBODY, window).overdue}
    told: dict[int, tuple[dt.date, int]] = {}
    for duty in duties:
        answer = told_of_duty(duty.about, TODAY)
        assert answer.get("due_on") == duty.due_on.isoformat(), (duty.about.email, answer)
        if answer["overdue"]:
            told[duty.about_id] = duty.due_on, answer["days_overdue"]
    assert len(duties) > PEOPLE // 2
    assert {pk: late[pk] for pk in told} == told


def test_what_is_overdue_now_is_what_the_pages_say(generated: None, db: None) -> None:
    from supervision.queries import standing_of

    people = Person.objects.employed_on(TODAY)
    standings = standing_of(people, TODAY).values()
    board = board_of(EVERYBODY, window_of("", TODAY))
    assert {(one.person, one.due_on, one.days) for one in board.overdue} == {
        (one.person.pk, one.due.due_on, one.due.days_overdue)
        for one in standings
        if one.due is not None and one.due.overdue
    }
    assert board.window.at == TODAY and board.window.month == TODAY.replace(day=1) and TODAY > TODAY - ONE_DAY
