"""The assessed year: reviews and other milestones, evidence, moderation and the panel."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from workforce.packs.schema.base import Code, Count, Part, Positive, Ruled, SetOf, Words
from workforce.packs.schema.self_assessment import SelfAssessment
from workforce.packs.schema.templates import BeginsWith, Template
from workforce.packs.schema.written_work import WrittenWork

Outcome = Literal["pass", "fail"]


class Milestone(Ruled):
    """A day of the programme, `after_months` whole months from the start; a deadline moves to a working day (CLK-05).

    The window is the days before and after in which a review may be held. A milestone keeps its place in the year
    when the programme is longer (`pro_rata`).
    """

    label: Words
    after_months: Count
    deadline: bool = True
    pro_rata: bool = True
    window_days_before: Count = 0
    window_days_after: Count = 0
    review: bool = False
    final: bool = False


class Evidence(Ruled):
    """How many pieces of one kind, and of those how many by the assessor; over the year, or by a milestone."""

    label: Words
    minimum: Positive
    by_assessor: Count = 0
    by_milestone: Code | None = None
    observers: SetOf[Code] = frozenset()

    @model_validator(mode="after")
    def share_fits(self) -> Evidence:
        if self.by_assessor > self.minimum:
            raise ValueError(f"{self.by_assessor} by the assessor are more than the {self.minimum} asked for")
        return self


class LeadTime(Ruled):
    """How long before the panel, or after the anniversary of the start, portfolios are submitted."""

    lead: Count
    unit: Literal["days", "working_days"] = "days"
    anchor: Literal["before_panel", "after_anniversary"] = "before_panel"


class Moderation(Ruled):
    stages: tuple[Code, ...]
    same_moderator: bool = True
    reading_days_before_panel: Count = 0
    external_sample_percent: Count | None = None
    outcomes: dict[Code, Words]


class PanelRole(Ruled):
    label: Words
    required: bool = False


class ChecklistItem(Ruled):
    """An experience; a kind of case, once held, or a day on the rota shows it by itself, the rest is noted by hand."""

    label: Words
    case_types: SetOf[Code] = frozenset()
    rota: Code | None = None


class PathwayItem(Ruled):
    """One thing the year's training asks for: so often or so many days, or as an entitlement has it, by a month's end.

    Empty `programmes` is all. Duty is counted by the rota, from a month on, and has no day by which it is done.
    """

    label: Words
    kind: Literal["course", "study", "workshop", "duty"] = "course"
    amount: Positive | None = None
    entitlement: Code | None = None
    from_month: Positive | None = None
    by_month: Positive | None = None
    mandatory: bool = True
    programmes: SetOf[Code] = frozenset()

    @model_validator(mode="after")
    def one_amount(self) -> PathwayItem:
        if (self.amount is None) == (self.entitlement is None):
            raise ValueError("give an amount, or name the entitlement it follows")
        return self


class Experience(Ruled):
    """What somebody notes on the checklist is agreed by the assessor within so many days."""

    agreed_within_days: Positive


class Moves(Ruled):
    """A year on trial in another programme or other editions is confirmed or put back within so many days."""

    decided_within_days: Positive


class Completion(Ruled):
    """Whether an unfinished year bars a permanent post, and whether recorded exceptional circumstances lift that."""

    bars_permanent_post: bool
    exceptional_circumstances: bool


class Asye(Part):
    milestones: dict[Code, Milestone] = Field(default_factory=dict)
    steps: dict[Code, Milestone] = Field(default_factory=dict)
    evidence: dict[Code, Evidence] = Field(default_factory=dict)
    submission: LeadTime | None = None
    moderation: Moderation | None = None
    panel: dict[Code, PanelRole] = Field(default_factory=dict)
    checklist: dict[Code, ChecklistItem] = Field(default_factory=dict)
    training: dict[Code, PathwayItem] = Field(default_factory=dict)
    experience: Experience | None = None
    moves: Moves | None = None
    completion: Completion | None = None
    self_assessment: SelfAssessment | None = None
    written_work: WrittenWork | None = None
    begins_with: BeginsWith | None = None
    programmes: dict[Code, Template] = Field(default_factory=dict)

    @model_validator(mode="after")
    def named_milestones_exist(self) -> Asye:
        known = {*self.milestones, *self.steps}
        asked = {item.by_milestone for item in self.evidence.values() if item.by_milestone}
        asked |= set(self.moderation.stages) if self.moderation else set()
        if unknown := sorted(asked - known):
            raise ValueError(f"no milestone is called {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def programmes_are_dated(self) -> Asye:
        known = {*self.milestones, *self.steps}
        for code, template in self.programmes.items():
            for key, meeting in template.meetings.items():
                if meeting.after_months is None and key not in known:
                    raise ValueError(f"{code}: {key} needs after_months, as no milestone is called that")
            if unknown := sorted(set(template.evidence) - set(self.evidence)):
                raise ValueError(f"{code}: no evidence is called {', '.join(unknown)}")
        times = self.self_assessment.times if self.self_assessment else {}
        for code, template in self.programmes.items():
            if template.self_assessment is None and (unknown := sorted(set(template.self_assessments) - set(times))):
                raise ValueError(f"{code}: no time of self-assessment is called {', '.join(unknown)}")
        if self.begins_with and self.begins_with.template not in self.programmes:
            raise ValueError(f"no programme is called {self.begins_with.template}")
        return self
