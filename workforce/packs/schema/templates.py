"""A programme as data: its parts, its meetings with their windows, the forms they fill, the evidence they ask for.

A portfolio keeps the template it began with, so a template says everything about itself once it is resolved.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from workforce.packs.schema.base import Code, Count, Part, Party, Positive, Ruled, Words
from workforce.packs.schema.self_assessment import SelfAssessment
from workforce.packs.schema.written_work import WrittenWork

MeetingKind = Literal["agreement", "review", "final"]


class Prompt(Part):
    """One question of a form, and who answers it."""

    label: Words
    asked_of: Party
    help: str = ""
    required: bool = False


class Form(Ruled):
    """What is written at a meeting and who signs it, in order, each within so many days of their turn."""

    label: Words
    prompts: dict[Code, Prompt]
    signed_by: tuple[Party, ...]
    sign_within_days: Positive

    @model_validator(mode="after")
    def everybody_signs_once(self) -> Form:
        if not self.signed_by:
            raise ValueError("nobody signs this form: name who does, in order")
        if len(set(self.signed_by)) != len(self.signed_by):
            raise ValueError("the same party signs twice")
        return self

    def asked_of(self, party: str) -> dict[str, Prompt]:
        """The questions one party answers, in order."""
        return {code: prompt for code, prompt in self.prompts.items() if prompt.asked_of == party}

    @property
    def writers(self) -> tuple[str, ...]:
        """The parties that have something to answer."""
        return tuple(dict.fromkeys(prompt.asked_of for prompt in self.prompts.values()))


class YearPart(Part):
    """A part of the year, its first and last month, and what its reflection log asks."""

    label: Words
    from_month: Positive
    to_month: Positive
    asks: tuple[Words, ...] = ()


class Asked(Part):
    """So many pieces of evidence of one kind; `label` is the pack's where it is empty."""

    minimum: Positive
    by_assessor: Count = 0
    label: str = ""


class Meeting(Ruled):
    """One meeting of the year. One that bears the name of a milestone of the pack is on the milestone's day."""

    label: Words
    kind: MeetingKind = "review"
    form: Code
    part: Code
    after_months: Count | None = None
    deadline: bool = True
    pro_rata: bool = True
    window_days_before: Count = 0
    window_days_after: Count = 0
    optional: bool = False
    evidence: dict[Code, Positive] = Field(default_factory=dict)


class Template(Ruled):
    """One programme. `evidence` is for the whole year; a meeting may ask how much of it there is by then."""

    label: Words
    edition: Words
    months: Positive
    parts: dict[Code, YearPart]
    forms: dict[Code, Form]
    meetings: dict[Code, Meeting]
    evidence: dict[Code, Asked] = Field(default_factory=dict)
    self_assessments: tuple[Words, ...] = ()
    self_assessment: SelfAssessment | None = None
    written_work: WrittenWork | None = None

    @model_validator(mode="after")
    def assesses_oneself_at_known_times(self) -> Template:
        known = self.self_assessment.times if self.self_assessment else self.self_assessments
        if unknown := sorted(set(self.self_assessments) - set(known)):
            raise ValueError(f"no time of self-assessment is called {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def hangs_together(self) -> Template:
        for key, meeting in self.meetings.items():
            if meeting.form not in self.forms:
                raise ValueError(f"{key}: no form is called {meeting.form}")
            if meeting.part not in self.parts:
                raise ValueError(f"{key}: no part is called {meeting.part}")
            if unknown := sorted(set(meeting.evidence) - set(self.evidence)):
                raise ValueError(f"{key}: this programme asks for no evidence called {', '.join(unknown)}")
        kinds = [meeting.kind for meeting in self.meetings.values()]
        if kinds.count("agreement") != 1 or kinds.count("final") != 1:
            raise ValueError("a programme has one agreement and one final review")
        return self


class BeginsWith(Ruled):
    """The programme that years begun under this policy follow."""

    template: Code
