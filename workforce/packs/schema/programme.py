"""The programme and its clocks: length, pauses, and what else may start a clock."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from workforce.packs.schema.base import Agreeing, Code, Positive, Ruled, Words

StartsAt = Literal["employment", "registration", "programme"]


class PauseReason(Ruled):
    """One reason to stop the clock: allowed or barred, and for how long somebody must be away."""

    label: Words
    allowed: bool = True
    longer_than_days: Annotated[int, Field(ge=0)] = 0
    cap_months: Positive | None = None


class Pauses(Ruled):
    """Who agrees to a pause, how many months all pauses may come to, and whether probation is extended too.

    `agreed_by` is the role as people call it; `agreed_in_order` names all who agree, the last of whom decides.
    """

    agreed_by: Words
    agreed_in_order: tuple[Agreeing, ...] = ("lead",)
    answered_within_days: Positive | None = None
    cap_months: Positive | None = None
    probation_follows: bool = False
    reasons: dict[Code, PauseReason]


class Programme(Ruled):
    months: Positive
    starts_at: StartsAt = "programme"
    pro_rata_agreed_by: Words | None = None
    pauses: Pauses


class NamedClock(Ruled):
    """A further clock: a rule that names it counts from this start instead of the programme's."""

    label: Words
    starts_at: StartsAt
    months: Positive
