"""The demonstration's direct observations and feedback: asked for, written, answered and signed on their days."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from asye.meetings_demo import FIELDS
from asye.models import Observation, ObservationAccount, Portfolio
from asye.services import feedback, observations
from workforce.demo import Story, moment
from workforce.facts import clock_of
from workforce.imports.table import read_lines
from workforce.models import Person
from workforce.versions import Save

NAMES = ObservationAccount.WORDS
KEYS = uuid.UUID("b2f0c6a4-0d0f-4a55-9a55-0c5b0a3f7d11")
PLANNED_BEFORE, ASKED_BEFORE = dt.timedelta(days=12), dt.timedelta(days=6)
SEEN_BY_OBSERVER, SEEN_BY_SELF, ANSWERED, SIGNED = (dt.timedelta(days=days) for days in (1, 2, 4, 6))
Told = Mapping[str, Any]
Event = tuple[dt.date, Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Teller:
    """Does each deed as its person, on its day; what lies after today is not done yet."""

    story: Story
    words: Told
    asked: Told
    people: Mapping[str, Person]
    portfolios: Mapping[int, Portfolio]

    @classmethod
    def of(cls, story: Story, people: Mapping[str, Person]) -> Teller:
        words = tomllib.loads((story.folder / "observations_words.toml").read_text("utf-8"))
        asked = tomllib.loads((story.folder / "feedback.toml").read_text("utf-8"))
        rows = (
            Portfolio.objects.select_related("practitioner", "stage").prefetch_related("stage__pauses").order_by("pk")
        )
        return cls(story, words, asked, people, {portfolio.practitioner_id: portfolio for portfolio in rows})

    def events(self) -> Iterator[Event]:
        """Every observation of the file, and the feedback of each year, with the day on which it begins."""
        source = self.story.source("meetings.csv")
        lines, _ = read_lines(source, fields=FIELDS, required=FIELDS[:4])
        for turn, line in enumerate(lines):
            if line.text("kind").casefold() != "observation":
                continue
            on, number = line.date("held_on", required=True), line.reference("practitioner", required=True)
            observer = self.people[line.reference("by", required=True)]
            assert on is not None
            portfolio = self.portfolios[self.people[number].pk]
            yield on, partial(self.observed, portfolio, observer, line.text("setting"), on, turn)
        yield from self._feedback()

    def _feedback(self) -> Iterator[Event]:
        for portfolio in self.portfolios.values():
            clock = clock_of(portfolio.stage)
            for given in self.asked["given"]:
                on = portfolio.started_on + dt.timedelta(days=given["after"] + portfolio.pk % 5)
                if on < self.story.on and not clock.paused(on):
                    yield on, partial(self.given, portfolio, given, on)

    def observed(self, portfolio: Portfolio, observer: Person, setting: str, on: dt.date, turn: int) -> None:
        given = self.words["told"][turn % len(self.words["told"])]
        made = self._planned(portfolio, observer, {}, setting, on, on - PLANNED_BEFORE)
        me = portfolio.practitioner
        told = "Asked at the visit before, by the worker. They knew that they could refuse"
        at = partial(moment, on - ASKED_BEFORE)
        observations.record_consent(observation=made, consent="agreed", words=told, by=me, at=at(16))
        observations.hold(observation=made, held_on=on, by=me, on=on, at=moment(on, 17))
        sides = {
            ObservationAccount.Side.OBSERVER: (observer, "", on + SEEN_BY_OBSERVER),
            ObservationAccount.Side.PRACTITIONER: (me, "own_", on + SEEN_BY_SELF),
        }
        for side, (by, prefix, day) in sides.items():
            if day < self.story.on:
                self._written(made.accounts.get(side=side), by, {n: given[f"{prefix}{n}"].strip() for n in NAMES}, day)
        made = Observation.objects.select_related("portfolio__practitioner", "observer").get(pk=made.pk)
        if on + ANSWERED < self.story.on:
            save, at = Save(made.version), partial(moment, on + ANSWERED)
            observations.save_response(observation=made, response=given["response"], save=save, by=me, at=at(12))
            observations.respond(observation=made, version=made.version, by=me, at=at(12, 10))
        if on + SIGNED < self.story.on:
            observations.countersign(observation=made, by=observer, at=moment(on + SIGNED, 9))

    def _planned(
        self, portfolio: Portfolio, observer: Person | None, guest: Told, setting: str, on: dt.date, asked_on: dt.date
    ) -> Observation:
        return observations.plan_observation(
            portfolio=portfolio, setting=setting, planned_on=on, observer=observer, guest=guest,
            sent_key=uuid.uuid5(KEYS, f"observation:{portfolio.pk}:{on - self.story.shift}"),
            by=portfolio.practitioner, at=moment(asked_on, 10),
        )  # fmt: skip

    def _written(self, account: ObservationAccount, by: Person, words: Mapping[str, str], day: dt.date) -> None:
        save, at = Save(account.version), partial(moment, day)
        observations.save_account(account=account, words=words, save=save, by=by, at=at(14))
        observations.finish(account=account, version=account.version, by=by, at=at(14, 30))

    def given(self, portfolio: Portfolio, given: Told, on: dt.date) -> None:
        asked = self._asked(portfolio, given, on)
        day = on + dt.timedelta(days=given["answered_after"])
        if day < self.story.on:
            feedback.answer(
                feedback=asked, answers=given["answers"], role=given["role"], on=day, at=moment(day, 19, 40)
            )

    def _asked(self, portfolio: Portfolio, given: Told, on: dt.date) -> Any:
        return feedback.ask_feedback(
            portfolio=portfolio, kind=given["kind"], about=given["about"], easy_read=given.get("easy_read", False),
            sent_key=uuid.uuid5(KEYS, f"feedback:{portfolio.pk}:{given['about']}"), by=portfolio.practitioner, on=on,
            at=moment(on, 15),
        )  # fmt: skip

    def go_on(self) -> None:
        """What is planned and what is waited for today."""
        for given in self.words["planned"]:
            portfolio = self.portfolios[self.people[given["practitioner"]].pk]
            on = self.story.on + dt.timedelta(days=given["in_days"])
            observer = self.people.get(given["observer"])
            asked_on = self.story.on - dt.timedelta(days=3)
            made = self._planned(portfolio, observer, given.get("guest", {}), given["setting"], on, asked_on)
            if given["consent"] != Observation.Consent.ASKED:
                observations.record_consent(
                    observation=made, consent=given["consent"], words=given["words"], by=portfolio.practitioner,
                    at=moment(asked_on, 16),
                )  # fmt: skip
        for given in self.asked["waiting"]:
            portfolio = self.portfolios[self.people[given["practitioner"]].pk]
            self._asked(portfolio, given, self.story.on - dt.timedelta(days=given["days_ago"]))
