"""Supervision: the longest gap allowed, what counts towards it, and what a session must be."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from workforce.packs.schema.bands import Band, joined
from workforce.packs.schema.base import EVERYBODY, Code, Count, Part, Positive, Ruled, Scope, SetOf, Words

Kind = Literal["one_to_one", "group"]
Gap = Literal["days", "shifts"]


class GapBand(Band):
    """At most `gap` days (or shifts worked) between sessions that count; `kept_at` where it is kept shorter."""

    gap: Positive
    unit: Gap = "days"
    counts: SetOf[Kind] = frozenset({"one_to_one", "group"})
    kept_at: Positive | None = None


class SupervisionGaps(Ruled):
    """The bands of one stage. `supervisors` is `each` where two supervisors share it and each must keep the gap."""

    stage: Code
    label: Words
    scope: Scope = EVERYBODY
    clock: Code = "programme"
    supervisors: Literal["any", "each"] = "any"
    bands: Annotated[tuple[GapBand, ...], AfterValidator(joined)]


class SessionLength(Ruled):
    """The shortest uninterrupted session; a shorter one is reported, and counts for frequency where `short_counts`."""

    minimum_minutes: Positive
    short_counts: bool = True


class Agreement(Ruled):
    reviewed_every_months: Positive


class Group(Ruled):
    """A form of group supervision: who leads it for whom, and what it is for."""

    label: Words
    led_by: Literal["manager", "assessor", "development_lead"]
    attended_by: Literal["workers", "practice_managers"] = "workers"
    purposes: tuple[Words, ...]


class Joint(Ruled):
    """Supervision of people who work on a case together; it counts as a session of another kind does.

    A shared case without one for `again_after_days` is put before whoever arranges it; null asks for one at all.
    """

    counts_as: Kind
    again_after_days: Positive | None = None


class ProfessionalSupervisor(Ruled):
    """Stages in which somebody whose line manager is no registered social worker has a registered one beside."""

    stages: SetOf[Code]
    arranged_within_days: Count


class Tool(Ruled):
    label: Words
    expected_every_months: Positive | None = None


class Supervision(Part):
    gaps: dict[Code, SupervisionGaps] = Field(default_factory=dict)
    session: SessionLength | None = None
    agreement: Agreement | None = None
    groups: dict[Code, Group] = Field(default_factory=dict)
    joint: Joint | None = None
    professional: ProfessionalSupervisor | None = None
    tools: dict[Code, Tool] = Field(default_factory=dict)
