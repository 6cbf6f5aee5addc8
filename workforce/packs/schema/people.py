"""People: services, registration, probation, appraisal, absence, entitlements, retention of records."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from workforce.packs.schema.base import Agreeing, Amount, Code, Count, Part, Positive, Ruled, SetOf, Words
from workforce.sentences import count

Tier = Literal["manager", "supervisor", "group_manager", "lead", "principal"]

ProgressReader = Literal["nqsw", "manager", "assessor", "lead", "group_manager", "hr", "principal"]


class Service(Ruled):
    label: Words
    short: Words


class Registration(Ruled):
    """The regulators by the day they took over, and how many days before expiry people are reminded."""

    regulators: dict[Code, date]
    required_for: SetOf[Code]
    remind_days_before: tuple[Count, ...]


class StartOfAsye(Ruled):
    needs_registration: bool


class Probation(Ruled):
    months: Positive
    first_review_months: Positive
    second_review_months: Positive

    @model_validator(mode="after")
    def in_order(self) -> Probation:
        if not self.first_review_months < self.second_review_months <= self.months:
            raise ValueError("the first review comes before the second, and both within the probation")
        return self


class Appraisal(Ruled):
    every_months: Positive
    review_after_months: Positive


class AbsenceTriggers(Ruled):
    """Working days in one rolling window, occasions in another; part-time, so many of the worker's own weeks."""

    days: Positive
    days_window_months: Positive
    own_weeks: Positive
    full_time_days: Annotated[int, Field(ge=1, le=7)] = 5
    occasions: Positive
    occasions_window_months: Positive


class Entitlement(Ruled):
    """One thing a stage is entitled to, as an amount in a unit."""

    stage: Code
    label: Words
    amount: Amount
    unit: Words
    from_month: Positive | None = None


class RecordClass(Ruled):
    """How long one kind of record is kept, in years or in days after an event."""

    label: Words
    years: Positive | None = None
    days: Positive | None = None
    after: Literal["leaving", "decision", "record"]

    @property
    def length(self) -> str:
        """As it is said: 6 years, 30 days."""
        return count(self.years, "year") if self.years else count(self.days or 0, "day")

    @model_validator(mode="after")
    def years_or_days(self) -> RecordClass:
        if (self.years is None) == (self.days is None):
            raise ValueError("give years or days, one of the two")
        return self


class Authorisation(Ruled):
    """Who has to agree, and after how often within how many months somebody is told.

    `agreed_by` are the roles as people call them, `agreed_in_order` name who is asked, one after the other.
    """

    agreed_by: tuple[Words, ...]
    agreed_in_order: tuple[Agreeing, ...]
    answered_within_days: Positive
    looked_at_within_days: Positive
    flagged_to: Words
    flagged_after: Positive
    within_months: Positive


class ConcernStage(Ruled):
    """One stage of a concern about progress: who leads it, who reads it, by when they meet and look again."""

    label: Words
    led_by: Agreeing
    read_by: Annotated[tuple[ProgressReader, ...], Field(min_length=1)]
    meet_within_days: Positive
    review_within_days: Positive


class ProgressConcerns(Ruled):
    """The stages in their order, who signs how it ended, and whether it ends before the final assessment (WRK-11)."""

    signed_by: Annotated[tuple[Literal["nqsw", "manager", "assessor", "lead"], ...], Field(min_length=1)]
    sign_within_days: Positive
    before_final: bool = True
    stages: dict[Code, ConcernStage]

    @model_validator(mode="after")
    def leads_read(self) -> ProgressConcerns:
        for key, stage in self.stages.items():
            if stage.led_by not in stage.read_by:
                raise ValueError(f"{key}: whoever leads a stage reads it")
        return self


class ProtectedTime(Ruled):
    """How the time kept for development is reckoned, and when somebody falls behind in it.

    The share is the entitlement named, where it is of the stage, else that of the working week. What was taken in the
    weeks that are over is compared with what was owed in them.
    """

    entitlement: Code | None = None
    bank_holidays_count: bool = False
    behind_below_percent: Annotated[int, Field(ge=1, le=100)]
    behind_after_weeks: Positive


class Concerns(Ruled):
    """Who a worker's concern may be put to, lowest first, and the days they answer in.

    Totals smaller than `totals_shown_from` are shown to nobody.
    """

    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    answered_within_days: Positive
    totals_shown_from: Positive

    @model_validator(mode="after")
    def each_once(self) -> Concerns:
        if len(set(self.tiers)) != len(self.tiers):
            raise ValueError("a tier is named twice")
        return self


class People(Part):
    registration: Registration | None = None
    start_of_asye: StartOfAsye | None = None
    probation: Probation | None = None
    appraisal: Appraisal | None = None
    absence: AbsenceTriggers | None = None
    entitlements: dict[Code, Entitlement] = Field(default_factory=dict)
    protected_time: ProtectedTime | None = None
    courses: Authorisation | None = None
    concerns: Concerns | None = None
    progress_concerns: ProgressConcerns | None = None
