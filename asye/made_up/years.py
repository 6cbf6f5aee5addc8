"""One portfolio for every assessed year, bound to the editions of its day, with its reflections and their answers."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asye.models import (
    AssessorResponse,
    Portfolio,
    Reflection,
    ReflectionMove,
    ReflectionVersion,
    Tag,
)
from asye.services.portfolios import LEVEL
from frameworks.models import Framework, Statement
from workforce.clock import add_months
from workforce.demo import moment
from workforce.generate import CHUNK, Plan, write, written
from workforce.made_up.words import Words
from workforce.models import AuditEntry, Relationship, Stage

STATUS, SHARED = Portfolio.Status, Reflection.Status
EACH = 8  # reflections in a year
APART = dt.timedelta(days=34)
STATEMENTS = 4
WAITING = (SHARED.ACCEPTED, SHARED.SHARED, SHARED.SHARED, SHARED.SHARED, SHARED.RETURNED, SHARED.DRAFT)
ANSWERED_AFTER = dt.timedelta(days=6)
SUBMITTED_BEFORE = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Year:
    """One assessed year with the people around it; `panel_on` is when the final panel meets or met."""

    portfolio: Portfolio
    assessor: int
    panel_on: dt.date
    passed: bool

    @property
    def submitted_on(self) -> dt.date:
        return self.panel_on - SUBMITTED_BEFORE


def make_years(plan: Plan, panel_on: dict[dt.date, dt.date]) -> list[Year]:
    """Write a portfolio for each assessed year; `panel_on` holds the final panel's day by the day a year began."""
    assessors = dict(Relationship.objects.filter(kind="assesses").values_list("person", "holder"))
    followed = set(Stage.objects.filter(kind=Stage.Kind.SOCIAL_WORKER).values_list("person", flat=True))
    stages = Stage.objects.filter(kind=Stage.Kind.NQSW).select_related("person").order_by("started_on", "pk")
    years = []
    for number, stage in enumerate(stages):
        day = panel_on[stage.started_on]
        status = status_of(stage, stage.person_id in followed, day, number, plan)
        portfolio = Portfolio(practitioner=stage.person, stage=stage, started_on=stage.started_on, status=status)
        years.append(Year(portfolio, assessors[stage.person_id], day, status == STATUS.PASSED))
    write(Portfolio, (year.portfolio for year in years), opened)
    bind(years)
    return years


def status_of(stage: Stage, followed: bool, panel_on: dt.date, number: int, plan: Plan) -> str:
    """A year that ended is passed where a stage follows it; else every third was given up before the panel."""
    if stage.ended_on is not None:
        if followed:
            return STATUS.PASSED
        return STATUS.WITHDRAWN if number % 3 == 0 else STATUS.FAILED
    return STATUS.SUBMITTED if panel_on - SUBMITTED_BEFORE <= plan.on else STATUS.OPEN


def bind(years: Iterable[Year]) -> None:
    editions: dict[dt.date, list[int]] = {}
    rows = []
    through = Portfolio.frameworks.through
    for year in years:
        day = year.portfolio.started_on
        if day not in editions:
            editions[day] = list(Framework.objects.binding(on=day, level=LEVEL).values_list("pk", flat=True))
        rows += [through(portfolio_id=year.portfolio.pk, framework_id=pk) for pk in editions[day]]
    through.objects.bulk_create(rows, batch_size=CHUNK)


def opened(portfolio: Portfolio) -> AuditEntry:
    return written(None, "asye.open_portfolio", portfolio, moment(portfolio.started_on, 9))


class Writing:
    """Writes the reflections of many years, so many at a time."""

    def __init__(self, plan: Plan, dice: random.Random) -> None:
        self.plan, self.dice = plan, dice
        self.title, self.quarter, self.feedback = Words(dice, 1), Words(dice, 6), Words(dice, 5)
        self.statements: dict[int, list[int]] = {}

    def write(self, years: list[Year]) -> int:
        made: list[tuple[Year, Reflection]] = [
            (year, reflection) for year in years for reflection in self.reflections(year)
        ]
        for start in range(0, len(made), CHUNK):
            self.write_some(made[start : start + CHUNK])
        return len(made)

    def write_some(self, made: list[tuple[Year, Reflection]]) -> None:
        write(Reflection, (reflection for _, reflection in made), saved)
        shared = [(year, reflection) for year, reflection in made if reflection.shared_at]
        write(ReflectionVersion, (as_shared(reflection) for _, reflection in shared))
        write(AssessorResponse, (self.response(*pair) for pair in shared if is_answered(pair[1])))
        write(ReflectionMove, (move for pair in shared for move in moves(*pair)))
        write(Tag, (tag for year, reflection in made for tag in self.tags(year, reflection)))

    def reflections(self, year: Year) -> Iterator[Reflection]:
        """About one in five weeks; of a year still running the newest are not answered yet."""
        began, until = year.portfolio.started_on, min(self.plan.on, year.submitted_on)
        days = [day for number in range(EACH) if (day := began + APART * number + dt.timedelta(days=10)) < until]
        running = year.portfolio.status == STATUS.OPEN
        if running and len(days) < EACH and (until - began).days > 60:
            days += [until - dt.timedelta(days=n) for n in range(EACH - len(days), 0, -1)]
        for number, day in enumerate(days):
            from_end = len(days) - number
            status = WAITING[-from_end] if running and from_end <= len(WAITING) else SHARED.ACCEPTED
            yield self.reflection(year, day, status)

    def reflection(self, year: Year, day: dt.date, status: str) -> Reflection:
        return Reflection(
            portfolio=year.portfolio,
            author_id=year.portfolio.practitioner_id,
            status=status,
            title=self.title.draw(),
            happened_on=day - dt.timedelta(days=self.dice.randrange(1, 9)),
            what_happened=self.quarter.draw(),
            feelings=self.quarter.draw(),
            analysis=self.quarter.draw(),
            what_next=self.quarter.draw(),
            created_at=moment(day, 9),
            saved_at=moment(day, 17),
            shared_at=None if status == SHARED.DRAFT else moment(day, 18),
            version=self.dice.randrange(2, 40),
        )

    def response(self, year: Year, reflection: Reflection) -> AssessorResponse:
        at = answered_at(reflection)
        return AssessorResponse(
            reflection=reflection,
            author_id=year.assessor,
            notes=self.title.draw(),
            feedback=self.feedback.draw(),
            outcome=reflection.status,
            started_at=at,
            saved_at=at,
            released_at=at,
        )

    def tags(self, year: Year, reflection: Reflection) -> Iterator[Tag]:
        known = self.statements_of(year.portfolio)
        for statement in self.dice.sample(known, min(STATEMENTS, len(known))):
            yield Tag(reflection=reflection, statement_id=statement)

    def statements_of(self, portfolio: Portfolio) -> list[int]:
        day = portfolio.started_on.toordinal()
        if day not in self.statements:
            bound = Statement.objects.filter(section__framework__portfolios=portfolio).order_by("pk")
            self.statements[day] = list(bound.values_list("pk", flat=True))
        return self.statements[day]


def is_answered(reflection: Reflection) -> bool:
    return reflection.status in (SHARED.ACCEPTED, SHARED.RETURNED)


def shared_at(reflection: Reflection) -> dt.datetime:
    assert reflection.shared_at is not None
    return reflection.shared_at


def answered_at(reflection: Reflection) -> dt.datetime:
    return shared_at(reflection) + ANSWERED_AFTER


def as_shared(reflection: Reflection) -> ReflectionVersion:
    words = {name: str(getattr(reflection, name) or "") for name in Reflection.WORDS}
    return ReflectionVersion(reflection=reflection, kind="shared", words=words, at=shared_at(reflection))


def moves(year: Year, reflection: Reflection) -> Iterator[ReflectionMove]:
    author, at = year.portfolio.practitioner_id, shared_at(reflection)
    yield ReflectionMove(reflection=reflection, from_status=SHARED.DRAFT, to_status=SHARED.SHARED, by_id=author, at=at)
    if is_answered(reflection):
        yield ReflectionMove(
            reflection=reflection,
            from_status=SHARED.SHARED,
            to_status=reflection.status,
            by_id=year.assessor,
            at=answered_at(reflection),
        )


def saved(reflection: Reflection) -> AuditEntry:
    return written(reflection.author_id, "asye.save_reflection", reflection, reflection.saved_at)


def six_months_on(year: Year) -> dt.date:
    return add_months(year.portfolio.started_on, 6)
