"""Caseloads: limits by band, conditions on kinds of case, weights and time standards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from workforce.packs.schema.bands import At, Band, joined
from workforce.packs.schema.base import (
    EVERYBODY,
    Amount,
    Code,
    Count,
    Part,
    Positive,
    Ruled,
    Scope,
    SetOf,
    Stage,
    Words,
    in_order,
)
from workforce.packs.schema.rota import RotaKind, RotaMonths, Swaps

CountedIn = Literal["children", "cases", "points", "percent_of_team_average", "percent_of_full_load", "fte_multiplier"]
Rounding = Literal["down", "up", "nearest", "none"]
Ground = Literal["role_co", "experienced_colleague", "discussed", "pm_agreed", "registered", "joint"]
Authoriser = Literal["group_manager", "principal", "lead"]


class Measure(Part):
    """A figure or a range in one unit. What a measure leaves out it does not limit."""

    counted_in: CountedIn = "children"
    minimum: Amount | None = None
    maximum: Amount | None = None
    own_minimum: Amount | None = None
    own_maximum: Amount | None = None
    rounding: Rounding = "down"
    scales_with_fte: bool = True

    @model_validator(mode="after")
    def the_right_way_up(self) -> Measure:
        in_order(self.minimum, self.maximum, "range")
        in_order(self.own_minimum, self.own_maximum, "range of own children")
        return self


class LimitBand(Band, Measure):
    """What may be held in one stretch; `rising` says the maximum is reached by its end; `also` adds measures."""

    rising: bool = False
    also: tuple[Measure, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self, *self.also)


class CaseloadLimit(Ruled):
    stage: Stage
    scope: Scope = EVERYBODY
    clock: Code = "programme"
    bands: Annotated[tuple[LimitBand, ...], AfterValidator(joined)]


class CaseCondition(Ruled):
    """What must hold before a case of these kinds is given to somebody in these stages.

    No `case_types` means every kind, no `to` all year; `any_of` lifts the condition with one ground, `all_of`
    asks for every one; both empty bars it. `unregistered_only` narrows it to people without registration.
    """

    case_types: SetOf[str] = frozenset()
    stages: SetOf[Stage]
    scope: Scope = EVERYBODY
    clock: Code = "programme"
    to: At | None = None
    any_of: SetOf[Ground] = frozenset()
    all_of: SetOf[Ground] = frozenset()
    unregistered_only: bool = False
    message: Words


class FullLoad(Ruled):
    """A full caseload of an experienced worker."""

    children: Positive
    cases: Positive | None = None
    points: Amount | None = None


class Weights(Ruled):
    """Points a child of each kind of case counts for, times the complexity's factor.

    `complexity_from` says from which figure of the case system on a case is of each complexity.
    """

    case_types: dict[str, Amount]
    complexity: dict[Code, Amount]
    complexity_from: dict[Code, Count] = Field(default_factory=dict)

    @model_validator(mode="after")
    def every_complexity_has_a_factor(self) -> Weights:
        if unknown := sorted(set(self.complexity_from) - set(self.complexity)):
            raise ValueError(f"no factor is set for complexity {', '.join(unknown)}")
        return self


class Week(Ruled):
    """What is taken out of a full-time week before cases are held, by stage."""

    hours: Amount
    protected_percent: dict[Stage, Amount] = Field(default_factory=dict)
    supervision_hours_a_month: dict[Stage, Amount] = Field(default_factory=dict)
    study_days_a_year: dict[Stage, Amount] = Field(default_factory=dict)
    weeks_worked_a_year: Positive = 44


class Benchmark(Ruled):
    """What a full-time worker of a service holds when the work is shared well: children, and points as weighted."""

    children: Amount
    points: Amount


class Allegations(Ruled):
    """An allegation that only the case system tells of falls to the group manager of the service that takes them."""

    allocated_within_hours: Positive
    taken_by: Code | None = None


class Academy(Ruled):
    """Grades of the social worker who supports an academy team's newly qualified ones, and where that person has no
    cases."""

    grades: SetOf[Positive]
    no_cases_in: SetOf[Code] = frozenset()


class CaseNotes(Ruled):
    child_protection_within_hours: Positive
    others_within_days: Positive


class CaseType(Ruled):
    label: Words


class TransferDecision(Ruled):
    """What is decided and recorded when a case moves on."""

    options: tuple[Words, ...]


class CapacityReply(Ruled):
    """Days in which a worker who says they are at capacity is answered."""

    answered_within_days: Positive


class Feed(Ruled):
    """The case system's file: it asks before it closes more than this share of the open cases."""

    asks_above_percent: Annotated[int, Field(ge=1, le=100)]


class OverLimit(Ruled):
    """What is put down when a limit is passed: who may authorise it, how soon, for how long at most."""

    authorised_by: SetOf[Authoriser]
    completed_within_days: Positive
    longest_days: Positive


class Offers(Ruled):
    """Days in which a worker, and then a manager who is asked to agree, answer about a case offered."""

    answered_within_days: Positive


class Contingency(Ruled):
    """From which share of the team's capacity on (in percent) a contingency action with an owner is called for."""

    demand_percent: Positive


class Forecast(Ruled):
    """How many months a forecast looks ahead; over how many months back the trend of open cases is measured, and how
    many months of record it takes."""

    months: Positive
    trend_months: Positive
    trend_least_months: Positive = 1


class Averages(Ruled):
    """From how many workers on a team's average is published: that of fewer would tell whose it is."""

    small_team: Count


class VisitsAlone(Ruled):
    case_types: SetOf[str]
    recorded_by: Words


class Caseloads(Part):
    case_types: dict[str, CaseType] = Field(default_factory=dict)
    limits: dict[Code, CaseloadLimit] = Field(default_factory=dict)
    conditions: dict[Code, CaseCondition] = Field(default_factory=dict)
    full: FullLoad | None = None
    weights: Weights | None = None
    allegations: Allegations | None = None
    academy: Academy | None = None
    notes: CaseNotes | None = None
    transfer: TransferDecision | None = None
    capacity: CapacityReply | None = None
    feed: Feed | None = None
    visits_alone: VisitsAlone | None = None
    over_limit: OverLimit | None = None
    offers: Offers | None = None
    week: Week | None = None
    benchmarks: dict[str, Benchmark] = Field(default_factory=dict)
    contingency: Contingency | None = None
    forecast: Forecast | None = None
    averages: Averages | None = None
    rota: dict[Code, RotaKind] = Field(default_factory=dict)
    rota_months: dict[Code, RotaMonths] = Field(default_factory=dict)
    swaps: Swaps | None = None
