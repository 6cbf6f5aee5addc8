"""The pieces of generated years beside reflections: self-assessments, goals, written work that waits."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator

from asye.made_up.years import STATUS, Year
from asye.models import Goal, GoalEntry, Portfolio, SelfAssessment, WrittenWork, WrittenWorkMove
from asye.policy.self_assessment import level_name, why_name
from asye.queries.self_assessment import form_for, items_of, times_of
from asye.queries.written_work import form_for as work_form_for
from workforce.demo import moment
from workforce.generate import Plan, write, written
from workforce.made_up.words import Words
from workforce.models import AuditEntry

DONE_AFTER = dt.timedelta(days=6)
GOALS = (20, 90, 160)  # days of the year on which one is planned
TAKES = dt.timedelta(days=75)
WAITS = dt.timedelta(days=3)


class Pieces:
    """Writes them for many years at once."""

    def __init__(self, plan: Plan, dice: random.Random) -> None:
        self.plan, self.dice = plan, dice
        self.title, self.sentence = Words(dice, 1), Words(dice, 2)
        self.items: dict[int, list[int]] = {}

    def write(self, years: list[Year]) -> int:
        views = write(SelfAssessment, (one for year in years for one in self.views(year)), finished)
        goals = [goal for year in years for goal in self.goals(year)]
        write(Goal, goals, planned)
        write(GoalEntry, (entry for goal in goals for entry in self.entries(goal)))
        works = [work for year in years for work in self.works(year)]
        write(WrittenWork, works, handed_in)
        write(WrittenWorkMove, map(move, works))
        return views + len(goals) + len(works)

    def views(self, year: Year) -> Iterator[SelfAssessment]:
        portfolio, form = year.portfolio, form_for(year.portfolio)
        for number, asked in enumerate(times_of(portfolio)):
            on = min(asked.on + DONE_AFTER, asked.due_on)
            if form is None or on >= self.plan.on:
                continue
            codes, words = list(form.levels), {}
            for pk in self.items_of(portfolio, of_statements=form.of == "statement"):
                words[level_name(pk)] = codes[min(number + self.dice.randrange(2), len(codes) - 1)]
                words[why_name(pk)] = ""
            at = moment(on, 17)
            yield SelfAssessment(
                portfolio=portfolio, author_id=portfolio.practitioner_id, key=asked.key, label=asked.label,
                levels=form.levels, words=words, of_statements=form.of == "statement", begun_at=at, saved_at=at,
                finished_at=at, sealed=True, version=3,
            )  # fmt: skip

    def items_of(self, portfolio: Portfolio, *, of_statements: bool) -> list[int]:
        day = portfolio.started_on.toordinal()
        if day not in self.items:
            self.items[day] = [item.pk for item in items_of(portfolio, of_statements=of_statements)]
        return self.items[day]

    def goals(self, year: Year) -> Iterator[Goal]:
        """What is past its day was met."""
        for days in GOALS:
            on = year.portfolio.started_on + dt.timedelta(days=days)
            if on >= min(self.plan.on, year.submitted_on):
                continue
            met = on + TAKES < self.plan.on
            yield Goal(
                portfolio=year.portfolio, author_id=year.portfolio.practitioner_id, what=self.title.draw()[:200],
                why=self.sentence.draw(), how=self.sentence.draw(), by_on=on + TAKES, planned_at=moment(on, 12),
                saved_at=moment(on, 12), status="met" if met else "open",
                ended_at=moment(on + TAKES, 12) if met else None, sent_key=self.key(),
            )  # fmt: skip

    def entries(self, goal: Goal) -> Iterator[GoalEntry]:
        if goal.ended_at is not None:
            yield GoalEntry(goal=goal, kind="met", words=self.sentence.draw(), by_id=goal.author_id, at=goal.ended_at)

    def works(self, year: Year) -> Iterator[WrittenWork]:
        """One that waits for the assessor in each year that is running."""
        on = self.plan.on - WAITS
        if year.portfolio.status != STATUS.OPEN or year.portfolio.started_on >= on:
            return
        kind, told = next(iter(work_form_for(year.portfolio).kinds.items()))
        yield WrittenWork(
            portfolio=year.portfolio, author_id=year.portfolio.practitioner_id, assessed_by_id=year.assessor,
            kind=kind, kind_label=told.label, status="handed_in", title=self.title.draw()[:200],
            about=self.sentence.draw(), text=self.sentence.draw(), started_at=moment(on, 9), saved_at=moment(on, 9),
            handed_in_at=moment(on, 10), turn_since=on, version=2, sent_key=self.key(),
        )  # fmt: skip

    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128), version=4)


def finished(made: SelfAssessment) -> AuditEntry:
    return written(made.author_id, "asye.finish_self_assessment", made, made.saved_at)


def planned(goal: Goal) -> AuditEntry:
    return written(goal.author_id, "asye.plan_goal", goal, goal.planned_at)


def handed_in(work: WrittenWork) -> AuditEntry:
    return written(work.author_id, "asye.hand_in_written_work", work, work.saved_at)


def move(work: WrittenWork) -> WrittenWorkMove:
    return WrittenWorkMove(
        work=work, from_status="draft", to_status="handed_in", by_id=work.author_id, at=work.saved_at
    )
