"""Self-assessment against the standards: what is looked at, how it is said, and at which times of the year."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from workforce.packs.schema.base import Code, Count, Part, Positive, Ruled, Words


class Time(Part):
    """A time of the year: `after_months` whole months from the start, done within so many days of that."""

    label: Words
    after_months: Count
    within_days: Positive


class SelfAssessment(Ruled):
    """`of` says whether each statement is looked at, or each domain or standard as a whole. Levels go upwards."""

    label: Words
    of: Literal["section", "statement"] = "section"
    levels: dict[Code, Words]
    times: dict[Code, Time]

    @model_validator(mode="after")
    def can_be_said(self) -> SelfAssessment:
        if len(self.levels) < 2:
            raise ValueError("levels: name at least two")
        if not self.times:
            raise ValueError("times: name at least one")
        return self
