"""The demonstration’s written work, self-assessments and goals, made by their people on their days."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from asye.models import Portfolio, WrittenWork
from asye.policy import written_work as policy
from asye.policy.self_assessment import level_name, why_name
from asye.queries import identifying
from asye.queries.parties import holders_of
from asye.queries.self_assessment import items_of, times_of
from asye.queries.written_work import form_for
from asye.services import assessing, goals, self_assessment, written_work
from asye.services.year_duties import refresh_year_duties
from frameworks.models import Statement
from workforce.demo import Story, moment
from workforce.facts import clock_of
from workforce.models import Person
from workforce.versions import Save

KEYS = uuid.UUID("3c0f4f0e-56b5-4d57-9d0e-6a4b2f1c7e90")
SIGNED_AFTER = (75, 165, 255)  # days of the year; each on a day when its people were at work
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Teller:
    """Does each deed as its person, on its day."""

    story: Story
    told: Told
    people: Mapping[str, Person]
    portfolios: Mapping[int, Portfolio]

    @classmethod
    def of(cls, story: Story, people: Mapping[str, Person]) -> Teller:
        told = tomllib.loads((story.folder / "written_work.toml").read_text("utf-8"))
        rows = Portfolio.objects.select_related("practitioner", "stage", "programme").order_by("pk")
        return cls(story, told, people, {portfolio.practitioner_id: portfolio for portfolio in rows})

    def events(self) -> Iterator[tuple[dt.date, Callable[[], None]]]:
        """Every piece of every year with the day on which it was signed."""
        for turn, portfolio in enumerate(self.portfolios.values()):
            clock = clock_of(portfolio.stage)
            for number, days in enumerate(SIGNED_AFTER):
                on = portfolio.started_on + dt.timedelta(days=days + turn % 9)
                if on < self.story.on and not clock.paused(on):
                    given = self.told["pieces"][(turn + number) % len(self.told["pieces"])]
                    yield on, partial(self.sign, portfolio, given, on)

    def goals(self) -> Iterator[tuple[dt.date, Callable[[], None]]]:
        """Goals of every year with the day on which each was planned; one waits for a day to come."""
        for turn, portfolio in enumerate(self.portfolios.values()):
            for number, given in enumerate(self.told["goals"]):
                on = portfolio.started_on + dt.timedelta(days=given["planned_after"] + turn % 11)
                if on < self.story.on:
                    yield on, partial(self.plan, portfolio, given, on, number)

    def plan(self, portfolio: Portfolio, given: Told, on: dt.date, number: int) -> None:
        """A goal whose day has passed was met or dropped in time."""
        if portfolio.status != Portfolio.Status.OPEN:
            return
        by, by_on = portfolio.practitioner, on + dt.timedelta(days=given["days"])
        words = {name: given[name] for name in ("what", "why", "how", "support")} | {"by_on": by_on}
        bound = Statement.objects.filter(section__framework__portfolios=portfolio, number=given["statement"])
        goal = goals.plan(
            portfolio=portfolio, words=words, statements=list(bound.select_related("section")[:1]), resources=[],
            sent_key=uuid.uuid5(KEYS, f"goal:{portfolio.practitioner.employee_number}:{number}"), by=by, on=on,
            at=moment(on, 12),
        )  # fmt: skip
        noted, ended = on + dt.timedelta(days=20), by_on - dt.timedelta(days=3)
        if noted < min(self.story.on, ended):
            goals.note(goal=goal, words=given["note"], by=by, at=moment(noted, 16))
        if ended < self.story.on:
            goals.end(goal=goal, as_=given["ended"], why=given["ended_why"], by=by, on=ended, at=moment(ended, 16))

    def views(self) -> Iterator[tuple[dt.date, Callable[[], None]]]:
        """Every self-assessment whose time has come, with the day on which it was finished."""
        for turn, portfolio in enumerate(self.portfolios.values()):
            for number, asked in enumerate(times_of(portfolio)):
                on = min(asked.on + dt.timedelta(days=5 + turn % 7), asked.due_on)
                if on < self.story.on:
                    yield on, partial(self.view, portfolio, asked.key, on, number)

    def view(self, portfolio: Portfolio, key: str, on: dt.date, number: int) -> None:
        """The levels rise as the year goes on, and each standard has a sentence of somebody's."""
        if portfolio.status != Portfolio.Status.OPEN:
            return
        by, at = portfolio.practitioner, partial(moment, on)
        made = self_assessment.begin(portfolio=portfolio, key=key, by=by, on=on, at=at(17))
        made.portfolio = portfolio
        codes, words = list(made.levels), {}
        for place, item in enumerate(items_of(portfolio, of_statements=made.of_statements)):
            level = min((place * 7 + portfolio.pk) % 3 // 2 + number, len(codes) - 1)
            said = self.told["views"][codes[level]]
            words[level_name(item.pk)] = codes[level]
            words[why_name(item.pk)] = said[(place + portfolio.pk) % len(said)] if (place + number) % 3 == 0 else ""
        self_assessment.save(made=made, words=words, save=Save(made.version), by=by, at=at(17, 40))
        self_assessment.finish(made=made, version=made.version, by=by, on=on, at=at(17, 45))

    def go_on(self) -> None:
        """What waits for somebody today; and what is owed in each year that is still running."""
        for given in self.told["now"]:
            on = self.story.on - dt.timedelta(days=given["days_ago"])
            work = self.write(self.portfolios[self.people[given["practitioner"]].pk], given, on)
            if given["state"] != WrittenWork.Status.DRAFT:
                self.hand_in(work, on)
            if given["state"] in (WrittenWork.Status.RETURNED, WrittenWork.Status.ASSESSED):
                self.read(work, given, on + dt.timedelta(days=1))
        for portfolio in self.portfolios.values():
            if portfolio.status == Portfolio.Status.OPEN:
                refresh_year_duties(portfolio, on=self.story.on, at=self.story.at)

    def read(self, work: WrittenWork, given: Told, on: dt.date) -> None:
        """The assessor gives the piece back, or finishes the form."""
        assert work.assessed_by is not None
        if given["state"] == WrittenWork.Status.RETURNED:
            assessing.return_work(work=work, why=given["why"], by=work.assessed_by, on=on, at=moment(on, 15))
        else:
            self.assess(work, given, work.assessed_by, on)

    def write(self, portfolio: Portfolio, given: Told, on: dt.date) -> WrittenWork:
        by, key = portfolio.practitioner, uuid.uuid5(KEYS, f"{portfolio.practitioner.employee_number}:{given['title']}")
        work = written_work.start(portfolio=portfolio, kind=given["kind"], sent_key=key, by=by, at=moment(on, 9))
        words = {name: given[name] for name in ("title", "about", "text")} | {"written_on": on}
        written_work.save(work=work, words=words, save=Save(work.version), by=by, at=moment(on, 9, 40))
        return work

    def hand_in(self, work: WrittenWork, on: dt.date) -> None:
        at = moment(on, 10)
        found = identifying.check(work, on=timezone.localdate(at)).passages
        reasons = {passage.clue.mark: "It names nobody" for passage in found}
        written_work.hand_in(work=work, party="assessor", reasons=reasons, by=work.author, on=on, at=at)

    def sign(self, portfolio: Portfolio, given: Told, on: dt.date) -> None:
        """The whole way of one piece in three weeks; nothing where nobody assessed then or the year was over."""
        handed_in = on - dt.timedelta(days=21)
        holders = holders_of([portfolio.practitioner], on)[portfolio.practitioner_id]
        before = holders_of([portfolio.practitioner], handed_in)[portfolio.practitioner_id]
        if portfolio.status != Portfolio.Status.OPEN or holders.get("assessor") != before.get("assessor"):
            return
        if "assessor" not in holders or handed_in < portfolio.started_on:
            return
        assessor, work = holders["assessor"].person, self.write(portfolio, given, handed_in)
        self.hand_in(work, handed_in)
        self.assess(work, given, assessor, on - dt.timedelta(days=10))
        answered = on - dt.timedelta(days=4)
        by, save = work.author, Save(work.version)
        written_work.save_response(work=work, response=given["response"], save=save, by=by, at=moment(answered, 16))
        written_work.answer(work=work, version=work.version, by=by, on=answered, at=moment(answered, 16, 5))
        assessing.countersign(work=work, by=assessor, on=on, at=moment(on, 11))

    def assess(self, work: WrittenWork, given: Told, by: Person, on: dt.date) -> None:
        form, at = form_for(work.portfolio), partial(moment, on)
        levels, judgement = list(form.levels), next(code for code, one in form.judgements.items() if one.counts)
        words = {policy.level_name(code): levels[number % 2] for number, code in enumerate(form.criteria)}
        words |= {name: given[name] for name in (policy.STRENGTHS, policy.NEXT_STEPS)} | {policy.JUDGEMENT: judgement}
        own = assessing.begin(work=work, by=by, at=at(14))
        assessing.save(assessment=own, words=words, save=Save(own.version), by=by, at=at(14, 30))
        assessing.finish(assessment=own, version=own.version, by=by, on=on, at=at(14, 35))
        work.refresh_from_db()
