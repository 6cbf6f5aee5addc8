"""The rota: kinds of slot, and in which month of their stage people may take which seat of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from workforce.packs.schema.bands import Band, joined
from workforce.packs.schema.base import EVERYBODY, Amount, Code, Positive, Ruled, Scope, Stage, Words

Seat = Literal["main", "shadow", "extra"]
Part = Literal["day", "am", "pm"]


class RotaKind(Ruled):
    """A kind of slot, such as duty: the parts of a day it is planned in, and the seats there are.

    With `registered` nobody sits in it who is not registered with the regulator.
    """

    label: Words
    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = ("day",)
    seats: Annotated[tuple[Seat, ...], Field(min_length=1)] = ("main",)
    registered: bool = False

    @model_validator(mode="after")
    def each_once(self) -> RotaKind:
        for names in (self.parts, self.seats):
            if len(set(names)) != len(names):
                raise ValueError("something is named twice")
        return self


class SeatBand(Band):
    """The seats that may be taken in one stretch; none: the kind is not taken then."""

    seats: tuple[Seat, ...] = ()


class RotaMonths(Ruled):
    """Who may take a kind of slot when. `days_a_week` is what they are to do of it, from their first seat on."""

    kind: Code
    stage: Stage
    scope: Scope = EVERYBODY
    clock: Code = "programme"
    days_a_week: Amount | None = None
    bands: Annotated[tuple[SeatBand, ...], AfterValidator(joined)]


class Swaps(Ruled):
    """Days in which a colleague, and then the manager, answer about a slot that somebody cannot hold."""

    answered_within_days: Positive
