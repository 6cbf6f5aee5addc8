"""The demonstration's assessed years: pauses, reflections with answers, panels, recommendations, one decision."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone

from asye import meetings_demo, observations_demo, pieces_demo
from asye.models import Panel, PanelItem, PanelMember, Portfolio, Reflection
from asye.queries import identifying
from asye.queries.parties import holders_of
from asye.services import decisions, panels, pauses, portfolios, reflections, responses
from frameworks.models import Statement
from frameworks.services import load_shipped
from workforce.clock import is_working_day
from workforce.demo import Story, moment, people_by_number
from workforce.models import Person
from workforce.versions import Save

FRAMEWORKS, YEARS = 10, 50
KEYS = uuid.UUID("6f1d3a52-9f0e-4c69-8f0b-2f6b7d0c9a11")
ASKED_BEFORE = dt.timedelta(days=3)
ARRANGED_BEFORE = dt.timedelta(weeks=6)
ARRANGED_AT_LEAST = dt.timedelta(weeks=1)
WORDS = ("title", "quick_note", "what_happened", "feelings", "analysis", "what_next")
Told = Mapping[str, Any]


def load_frameworks(story: Story) -> str:
    return f"{load_shipped(at=story.at).frameworks} frameworks"


def load_years(story: Story) -> str:
    """Tell the years in the order a portfolio allows: written while it is open, then submitted, then decided."""
    with (story.folder / "asye.toml").open("rb") as file:
        told = tomllib.load(file)
    teller = Teller(story, people_by_number(), {p.practitioner_id: p for p in Portfolio.objects.all()})
    for pause in told["pauses"]:
        teller.pause(pause)
    written = [tomllib.loads(path.read_text("utf-8")) for path in sorted((story.folder / "reflections").glob("*.toml"))]
    meetings = meetings_demo.Teller.of(story, teller.people)
    events: list[tuple[dt.date, Callable[[], None]]] = []
    events += [(story.day(given["created_on"]), partial(teller.reflect, given)) for given in written]
    pieces = pieces_demo.Teller.of(story, teller.people)
    seen = observations_demo.Teller.of(story, teller.people)
    events += [*meetings.events(), *pieces.events(), *pieces.views(), *pieces.goals(), *seen.events()]
    for _, event in sorted(events, key=lambda pair: pair[0]):
        event()
    arranged = teller.arrange(told)
    for recommendation in told["recommendations"]:
        teller.recommend(recommendation, told)
    for decision in told["decisions"]:
        teller.decide(decision, arranged[decision["panel"]])
    meetings.go_on()
    pieces.go_on()
    seen.go_on()
    return f"{len(teller.portfolios)} portfolios, {len(written)} reflections, {len(arranged)} panels"


@dataclass(frozen=True, slots=True)
class Teller:
    """Does each deed as its person, on its day."""

    story: Story
    people: Mapping[str, Person]
    portfolios: Mapping[int, Portfolio]

    def portfolio(self, number: str) -> Portfolio:
        return self.portfolios[self.people[number].pk]

    def pause(self, given: Told) -> None:
        """Asked for by the manager of the day; agreed where the story says who agreed and when."""
        portfolio, agreed_on = self.portfolio(given["practitioner"]), given.get("approved_on")
        asked_on = self.story.day(given["asked_on"]) if agreed_on is None else self.story.day(agreed_on) - ASKED_BEFORE
        manager = holders_of([portfolio.practitioner], asked_on)[portfolio.practitioner_id]["manager"].person
        request = pauses.ask(
            portfolio=portfolio,
            kind="new",
            pause=None,
            reason=given["reason"],
            from_on=self.story.day(given["from"]),
            to_on=self.story.day(given["to"]),
            note=given["note"],
            sent_key=_key("pause", given["practitioner"]),
            by=manager,
            on=asked_on,
            at=moment(asked_on, 11),
        )
        if agreed_on is not None:
            on, by = self.story.day(agreed_on), self.people[given["approved_by"]]
            pauses.agree(request=request, by=by, on=on, at=moment(on, 11))

    def reflect(self, given: Told) -> None:
        author, portfolio = self.people[given["author"]], self.portfolio(given["author"])
        at = partial(moment, self.story.day(given["created_on"]))
        reflection = reflections.start_reflection(portfolio=portfolio, by=author, at=at(17, 20))
        words = {name: given.get(name, "").strip() for name in WORDS}
        words["happened_on"] = self.story.day(given["happened_on"])
        save = Save(version=reflection.version)
        reflections.save_reflection(reflection=reflection, words=words, save=save, by=author, at=at(18, 5))
        chosen = _statements(portfolio, given["statements"])
        reflections.tag_statements(reflection=reflection, statements=chosen, by=author, at=at(18, 10))
        if given["status"] != Reflection.Status.DRAFT:
            self.share(reflection, author, moment(self.story.day(given["shared_on"]), 18, 15))
        for response in given.get("responses", ()):
            self.answer(reflection, response)

    def share(self, reflection: Reflection, author: Person, at: dt.datetime) -> None:
        found = identifying.check(reflection, on=timezone.localdate(at)).passages
        reasons = {passage.clue.mark: "A colleague, who agreed to be named" for passage in found}
        reflections.share(reflection=reflection, by=author, at=at, reasons=reasons)

    def answer(self, reflection: Reflection, given: Told) -> None:
        by, at = self.people[given["by"]], partial(moment, self.story.day(given["on"]))
        response = responses.begin_response(reflection=reflection, by=by, at=at(10))
        words = {"notes": given.get("notes", "").strip(), "feedback": given["feedback"].strip()}
        save = Save(version=response.version)
        response = responses.save_response(response=response, words=words, save=save, by=by, at=at(10, 35))
        responses.release(response=response, outcome=given["outcome"], by=by, at=at(10, 40))

    def arrange(self, told: Told) -> dict[str, Panel]:
        """Set up the panels with their seats, and put before each what is before it."""
        lead = self.lead(told)
        made: dict[str, Panel] = {}
        for given in told["panels"]:
            day, on = self.panel_day(given["date"]), self.arranged_on(given["date"])
            seats = [seat for seats in told["seats"] if given["key"] in seats["panels"] for seat in seats["members"]]
            chair = next(self.people[seat["person"]] for seat in seats if seat["role"] == PanelMember.Role.CHAIR)
            panel = panels.arrange_panel(
                date=day, stage=given["stage"], place=given["place"], chair=chair,
                sent_key=_key("panel", given["key"]), by=lead, on=on, at=moment(on, 9, 30),
            )  # fmt: skip
            for seat in seats:
                panels.seat(
                    panel=panel, person=self.people[seat["person"]], role=seat["role"], by=lead, at=moment(on, 9, 40)
                )
            for item in told["items"]:
                if item["panel"] == given["key"]:
                    self.put_before(panel, item, lead, on)
            made[given["key"]] = panel
        return made

    def put_before(self, panel: Panel, given: Told, by: Person, on: dt.date) -> None:
        moderator = self.people.get(given.get("moderator", ""))
        portfolio = self.portfolio(given["practitioner"])
        item = panels.put_before(
            panel=panel, portfolio=portfolio, moderator=moderator, by=by, on=on, at=moment(on, 9, 50)
        )
        if given.get("concerns"):
            PanelItem.objects.filter(pk=item.pk).update(concerns=True)

    def recommend(self, given: Told, told: Told) -> None:
        """Recommend and submit in one deed, on the day the portfolio went to the panel."""
        number, by = given["practitioner"], self.people[given["by"]]
        item = next(item for item in told["items"] if item["practitioner"] == number and "submitted_on" in item)
        on = self.story.day(item["submitted_on"])
        portfolios.recommend(
            portfolio=self.portfolio(number),
            outcome=given["outcome"],
            reasons=given["reasons"].strip(),
            panel=Panel.objects.get(sent_key=_key("panel", item["panel"])),
            sent_key=_key("recommendation", number),
            by=by,
            on=on,
            at=moment(on, 15),
        )

    def decide(self, given: Told, panel: Panel) -> None:
        """Write, check, sign in again, sign: as the chair does it, on the day of the panel."""
        by, at = self.people[given["signed_by"]], partial(moment, panel.date)
        portfolio = self.portfolio(given["practitioner"])
        item = PanelItem.objects.select_related("panel", "portfolio__stage", "portfolio__practitioner").get(
            panel=panel, portfolio=portfolio
        )
        panels.note_attendance(
            item=item, came=given["assessor_came"], words="", read="", by=by, on=panel.date, at=at(14)
        )
        draft = decisions.draft_decision(item=item, outcome=given["outcome"], by=by, at=at(14, 30))
        save = Save(version=draft.version)
        draft = decisions.save_draft(draft=draft, reasons=given["reasons"].strip(), save=save, at=at(14, 50))
        decisions.check_draft(draft=draft, at=at(15))
        decisions.sign_decision(
            draft=draft, version=draft.version, signed_in_at=at(15, 2), by=by, on=panel.date, at=at(15, 3)
        )

    def lead(self, told: Told) -> Person:
        deputy = next(m for s in told["seats"] for m in s["members"] if m["role"] == PanelMember.Role.DEPUTY)
        return self.people[deputy["person"]]

    def panel_day(self, told: dt.date) -> dt.date:
        """Panels meet on working days: the shift may have moved one to a weekend."""
        day = self.story.day(told)
        while not is_working_day(day):
            day += dt.timedelta(days=1)
        return day

    def arranged_on(self, told: dt.date) -> dt.date:
        return min(self.panel_day(told) - ARRANGED_BEFORE, self.story.on - ARRANGED_AT_LEAST)


def _statements(portfolio: Portfolio, keys: list[str]) -> list[Statement]:
    """Return the statements named as `pcf-2018/asye 2.4`, without those of editions the portfolio is not bound to."""
    rows = Statement.objects.filter(section__framework__portfolios=portfolio).select_related("section__framework")
    return [row for row in rows if row.key in keys]


def _key(kind: str, name: str) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"{kind}:{name}")
