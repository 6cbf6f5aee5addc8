"""Concerns about progress as their readers see them; what of one is told to the final report (WRK-11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from asye.models import Portfolio, ProgressAction, ProgressConcern, ProgressSignature, ProgressStep
from asye.policy import progress as policy
from asye.queries.agreeing import holder_of
from workforce.access import Access
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sentences import day
from workforce.why import Why, why_of

READERS = {
    "nqsw": "the newly qualified social worker",
    "manager": "the practice manager",
    "assessor": "the assessor",
    "lead": "the service development lead",
    "group_manager": "the group manager",
    "hr": "HR",
    "principal": "the principal social worker",
}
PARTIES = ("nqsw", "manager", "assessor", "lead", "group_manager")
RESULTS = {
    "improved": "It is settled: practice has improved",
    "go_on": "It goes on: they meet again",
    "next": "It goes on to the next stage",
    "not_met": "The standard is not met",
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """A stage as somebody may read it."""

    step: ProgressStep
    actions: tuple[ProgressAction, ...]
    readers: tuple[str, ...]
    why: Why

    @property
    def result(self) -> str:
        return RESULTS.get(self.step.result, "")


@dataclass(frozen=True, slots=True)
class Shown:
    """A concern as somebody may read it; `hidden` counts the stages that are not theirs to read."""

    steps: tuple[StepLine, ...]
    hidden: int
    current: ProgressStep | None
    signatures: tuple[tuple[str, ProgressSignature], ...]
    waits_for: str


def concerns_of(portfolio: Portfolio, access: Access) -> QuerySet[ProgressConcern]:
    return ProgressConcern.objects.visible_to(access).filter(portfolio=portfolio).select_related("raised_by")


def listed_for(access: Access) -> QuerySet[ProgressConcern]:
    """Every concern this person may read, the open ones first."""
    rows = ProgressConcern.objects.visible_to(access).select_related("portfolio__practitioner", "raised_by")
    return rows.prefetch_related("steps").order_by("-status", "-raised_at", "-pk")


def shown_to(concern: ProgressConcern, access: Access) -> Shown:
    pack = pack_on(access.on)
    mine = ProgressStep.objects.visible_to(access).filter(concern=concern).select_related("led_by")
    steps = list(mine.prefetch_related("actions__owner"))
    lines = tuple(
        StepLine(
            step,
            tuple(step.actions.all()),
            tuple(READERS[role] for role in step.readers.strip(",").split(",")),
            why_of(step.rule, step.because, pack),
        )
        for step in steps
    )
    signed = list(concern.signatures.select_related("by"))
    party = policy.next_to_sign(pack, {one.party for one in signed}) if concern.status == "signing" else None
    return Shown(
        steps=lines,
        hidden=concern.steps.count() - len(steps),
        current=next((step for step in steps if step.ended_on is None), None),
        signatures=tuple((READERS[one.party], one) for one in signed),
        waits_for=READERS[party] if party else "",
    )


def people_of(concern: ProgressConcern, on: dt.date) -> list[Person]:
    """Who may be given an action: those of the year and its line."""
    found = [holder_of(role, concern.portfolio.practitioner, on) for role in PARTIES]
    return list(dict.fromkeys(person for person in found if person is not None))


def signs_as(concern: ProgressConcern, person: Person, on: dt.date) -> str | None:
    """The party in which this person signs now; None where it is not their turn."""
    if concern.status != ProgressConcern.Status.SIGNING:
        return None
    signed = set(concern.signatures.values_list("party", flat=True))
    party = policy.next_to_sign(pack_on(on), signed)
    return party if party and holder_of(party, concern.portfolio.practitioner, on) == person else None


def known_lines(portfolio: Portfolio) -> tuple[tuple[str, ...], str, str]:
    """What the final report is told: that there was a concern, how far it went, how it ended; not what was said."""
    lines = []
    for concern in portfolio.progress_concerns.prefetch_related("steps").order_by("raised_at"):
        last = list(concern.steps.all())[-1]
        if concern.status == ProgressConcern.Status.CLOSED and concern.ended_on:
            told = f"{concern.get_outcome_display()}, {day(concern.ended_on)}"
        else:
            told = "not settled yet"
        lines.append(
            f"Raised on {day(concern.raised_on)}; last stage: {last.label[:1].lower()}{last.label[1:]}; {told}"
        )
    because = "It runs apart from the assessment and ahead of it; how it ended is part of the final report."
    return tuple(lines), "WRK-11" if lines else "", because if lines else ""
