"""The panels of a generated authority: who sits, what is before them, and their decisions, sealed in order."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from asye import policy
from asye.made_up.years import STATUS, Year, six_months_on
from asye.models import Decision, Panel, PanelItem, PanelMember, Portfolio, PortfolioMove, Recommendation
from workforce.clock import DAYS_IN_WEEK, working_day_on_or_before
from workforce.demo import moment
from workforce.generate import Plan, account, key, write, written
from workforce.made_up.words import Words
from workforce.models import AuditEntry, Person, Post, SealedRecord
from workforce.policy_in_force import pack_on
from workforce.seal import link, newest

Role, Job = PanelMember.Role, Post.Job
MOST_ITEMS = 12
KIND = "panel decision"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One panel to be written, with the years before it."""

    panel: Panel
    years: list[Year]
    seats: list[tuple[str, Person]]

    @property
    def chair(self) -> Person:
        return self.seats[0][1]


class Panels:
    """Writes the panels of all the years and what follows from them."""

    def __init__(self, plan: Plan, dice: random.Random) -> None:
        self.plan, self.dice, self.pack = plan, dice, pack_on(plan.on)
        self.reasons = Words(dice, 3)
        self.bench_chair, self.bench_assessor = account("chair"), account("assessor").pk
        self.people = {job: list(people_in(job)) for job in (Job.PRINCIPAL, Job.DEVELOPMENT_OFFICER, Job.PANEL_MEMBER)}
        self.lead, self.adults = next(people_in(Job.DEVELOPMENT_LEAD)), next(people_in(Job.ADULT_LEAD))

    def write(self, years: list[Year]) -> tuple[int, int]:
        """Return how many panels and how many decisions there are."""
        sittings = [
            *self.sittings([year for year in years if year.portfolio.status != STATUS.WITHDRAWN], Panel.Stage.FINAL),
            *self.sittings(years, Panel.Stage.SIX_MONTHS),
        ]
        sittings.sort(key=lambda sitting: sitting.panel.date)
        write(Panel, (sitting.panel for sitting in sittings), arranged)
        write(PanelMember, (member for sitting in sittings for member in members(sitting)))
        items = {(item.panel.stage, item.portfolio_id): item for sitting in sittings for item in self.items(sitting)}
        write(PanelItem, items.values())
        final = [sitting for sitting in sittings if sitting.panel.stage == Panel.Stage.FINAL]
        recommended = self.recommend(final)
        return len(sittings), self.decide(final, items, recommended)

    def sittings(self, years: list[Year], stage: str) -> Iterator[Sitting]:
        """A dozen portfolios a panel; those of the benchmarks' assessor are before the benchmarks' chair."""
        together: dict[tuple[dt.date, bool], list[Year]] = defaultdict(list)
        for year in years:
            day = year.panel_on if stage == Panel.Stage.FINAL else working_day_on_or_before(six_months_on(year))
            together[day, year.assessor == self.bench_assessor].append(year)
        for (day, bench), group in sorted(together.items(), key=lambda pair: pair[0]):
            for start in range(0, len(group), MOST_ITEMS):
                yield self.sitting(day, stage, group[start : start + MOST_ITEMS], bench)

    def sitting(self, day: dt.date, stage: str, years: list[Year], bench: bool) -> Sitting:
        others = [person for person in self.people[Job.PRINCIPAL] if person != self.bench_chair]
        by = policy.submit_by(self.pack, day)
        panel = Panel(
            sent_key=key(self.dice),
            date=day,
            stage=stage,
            place="County Hall",
            submit_by=by.on or day,
            submit_by_because=by.because,
        )
        seats: list[tuple[str, Person]] = [
            (Role.CHAIR, self.bench_chair if bench else self.dice.choice(others)),
            (Role.OFFICER, self.dice.choice(self.people[Job.DEVELOPMENT_OFFICER])),
            (Role.ADULT_LEAD, self.adults),
            (Role.SERVICE_USER, self.people[Job.PANEL_MEMBER][0]),
            (Role.UNIVERSITY, self.people[Job.PANEL_MEMBER][1]),
        ]
        return Sitting(panel, years, seats)

    def items(self, sitting: Sitting) -> Iterator[PanelItem]:
        for year in sitting.years:
            submitted = None
            if sitting.panel.stage == Panel.Stage.FINAL and year.portfolio.status != STATUS.OPEN:
                submitted = moment(year.submitted_on, 15)
            yield PanelItem(
                panel=sitting.panel,
                portfolio=year.portfolio,
                moderator=self.dice.choice(self.people[Job.DEVELOPMENT_OFFICER]),
                submitted_at=submitted,
            )

    def recommend(self, sittings: Iterable[Sitting]) -> dict[int, Recommendation]:
        """Write the recommendation of every portfolio that was submitted, with the move; return them by portfolio."""
        made = {}
        for year in (year for sitting in sittings for year in sitting.years):
            if year.portfolio.status != STATUS.OPEN:
                made[year.portfolio.pk] = Recommendation(
                    sent_key=key(self.dice),
                    portfolio=year.portfolio,
                    outcome="fail" if year.portfolio.status == STATUS.FAILED else "pass",
                    reasons=self.reasons.draw(),
                    by_id=year.assessor,
                    at=moment(year.submitted_on, 15),
                )
        write(Recommendation, made.values(), recommended)
        write(
            PortfolioMove,
            (moved(row.portfolio, STATUS.OPEN, STATUS.SUBMITTED, row.by_id, row.at) for row in made.values()),
        )
        return made

    def decide(
        self, sittings: list[Sitting], items: dict[Any, PanelItem], recommended: dict[int, Recommendation]
    ) -> int:
        """Seal every decision of the panels that have met, in the order of their days."""
        names = dict(Person.objects.values_list("pk", "name"))
        drafts = []
        for sitting in sittings:
            for year in sitting.years:
                if year.portfolio.status in (STATUS.PASSED, STATUS.FAILED):
                    item = items[sitting.panel.stage, year.portfolio.pk]
                    drafts.append((sitting, Decision(
                        item=item, portfolio=year.portfolio, recommendation=recommended[year.portfolio.pk],
                        outcome="pass" if year.passed else "fail", reasons=self.reasons.draw(),
                        signed_by=sitting.chair, signed_at=moment(sitting.panel.date, 15),
                    )))  # fmt: skip
        seals = list(sealed(drafts, names))
        write(SealedRecord, seals)
        for (_, decision), seal in zip(drafts, seals, strict=True):
            decision.sealed = seal
        decisions = [decision for _, decision in drafts]
        write(Decision, decisions, signed)
        write(PortfolioMove, (decided(decision) for decision in decisions))
        return len(decisions)


def people_in(job: str) -> Iterator[Person]:
    return iter(Person.objects.filter(posts__job=job).order_by("pk"))


def members(sitting: Sitting) -> Iterator[PanelMember]:
    return (PanelMember(panel=sitting.panel, person=person, role=role) for role, person in sitting.seats)


def sealed(drafts: Iterable[tuple[Sitting, Decision]], names: dict[int, str]) -> Iterator[SealedRecord]:
    """Chain the decisions as `workforce.seal` does it one by one."""
    last = newest()
    for sitting, decision in drafts:
        told, at = snapshot(sitting, decision, names), decision.signed_at
        last = link(kind=KIND, snapshot=told, signer=decision.signed_by, at=at, after=last)
        yield last


def snapshot(sitting: Sitting, decision: Decision, names: dict[int, str]) -> dict[str, Any]:
    portfolio, recommendation = decision.portfolio, decision.recommendation
    return {
        "outcome": decision.outcome,
        "reasons": decision.reasons,
        "practitioner": {"id": portfolio.practitioner_id, "name": names[portfolio.practitioner_id]},
        "portfolio": {"id": portfolio.pk, "started_on": portfolio.started_on},
        "panel": {
            "date": sitting.panel.date,
            "stage": sitting.panel.stage,
            "members": [f"{person.name}, {Role(role).label}" for role, person in sitting.seats],
        },
        "recommendation": {
            "outcome": recommendation.outcome,
            "reasons": recommendation.reasons,
            "by": names[recommendation.by_id],
            "at": recommendation.at,
        },
        "reflections": [],
    }


def moved(portfolio: Portfolio, was: str, to: str, by: int, at: dt.datetime) -> PortfolioMove:
    return PortfolioMove(portfolio=portfolio, from_status=was, to_status=to, by_id=by, at=at)


def decided(decision: Decision) -> PortfolioMove:
    return moved(
        decision.portfolio, STATUS.SUBMITTED, decision.portfolio.status, decision.signed_by_id, decision.signed_at
    )


def arranged(panel: Panel) -> AuditEntry:
    weeks = dt.timedelta(days=DAYS_IN_WEEK * 8)
    return written(None, "asye.arrange_panel", panel, moment(panel.date - weeks, 9))


def recommended(row: Recommendation) -> AuditEntry:
    return written(row.by_id, "asye.recommend", row, row.at)


def signed(row: Decision) -> AuditEntry:
    return written(row.signed_by_id, "asye.sign_decision", row, row.signed_at)
