"""What every part of a pack shares: frozen, no unknown keys, a rule of the book and a source for each value."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from workforce.packs.rulebook import rules


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def known_rule(rule_id: str) -> str:
    """The ID itself; ValueError where the book has no such rule."""
    if rule_id not in rules():
        raise ValueError(f"the rule book has no rule {rule_id}")
    return rule_id


RuleId = Annotated[str, AfterValidator(known_rule)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
Words = Annotated[str, Field(min_length=1)]
Party = Literal["nqsw", "manager", "assessor", "coordinator"]
# Who agrees to something in the year of somebody, by what they are to them.
Agreeing = Literal["manager", "assessor", "group_manager", "lead"]
Count = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(ge=0)] | Count
Stage = Literal["nqsw", "trainee", "experienced"]
Member = TypeVar("Member")
# Written in order, so that the same pack always reads the same.
SetOf = Annotated[frozenset[Member], PlainSerializer(sorted)]


class Ruled(Part):
    """A value, or a group of values that stand or fall together, with the rule it carries out and where it is from."""

    rule: RuleId
    source: Words
    note: str = ""


class Scope(Part):
    """For whom a rule holds. An empty scope is everybody; each condition given narrows it."""

    services: SetOf[str] = frozenset()
    teams: SetOf[str] = frozenset()
    job_types: SetOf[str] = frozenset()
    contracts: SetOf[str] = frozenset()
    started_on_or_after: date | None = None
    started_before: date | None = None
    exempt_teams: SetOf[str] = frozenset()

    @model_validator(mode="after")
    def dates_in_order(self) -> Scope:
        first, end = self.started_on_or_after, self.started_before
        if first and end and first >= end:
            raise ValueError("started_on_or_after is not before started_before: nobody could be in this scope")
        return self

    @property
    def narrowness(self) -> int:
        """How many conditions it sets: of two rules that hold, the narrower wins."""
        asked = (
            self.services,
            self.teams,
            self.job_types,
            self.contracts,
            self.started_on_or_after,
            self.started_before,
        )
        return sum(1 for condition in asked if condition)


EVERYBODY = Scope()


def in_order(low: float | None, high: float | None, what: str) -> None:
    """ValueError where a range is upside down."""
    if low is not None and high is not None and low > high:
        raise ValueError(f"the {what} is upside down: from {low} to {high}")
