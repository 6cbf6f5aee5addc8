"""What a question is: its fields, its answer, and the timeline an answer is part of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

Payload: TypeAlias = Mapping[str, Any]
Reply: TypeAlias = dict[str, Any]
FieldKind = Literal[
    "pack", "date", "integer", "number", "boolean", "choice", "codes", "pauses", "absences", "sessions", "case", "grade"
]


class BadQuestion(Exception):
    """The payload cannot be answered; the text names the field and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload. `default` is what an optional field is taken as when it is left out, for a reader."""

    name: str
    kind: FieldKind
    about: str
    required: bool = True
    choices: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days over which one band holds; `to_on` is None for the last. `figure` is its height where one is drawn."""

    from_on: date
    to_on: date | None
    label: str
    said: str
    figure: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of its own, such as a milestone."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What an answer is part of, from the start on: bands in order, and days. `unit` is what the figures count."""

    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that can be asked. `timeline` lays it out over time, where it has one."""

    name: str
    about: str
    fields: tuple[Field, ...]
    ask: Callable[[Payload], Reply]
    timeline: Callable[[Payload], Timeline] | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)


PACK = Field("pack", "pack", "the name of a shipped pack, or the path of a pack file")
START = Field("start", "date", "the first day")
ON = Field("on", "date", "the day asked about")
PAUSES = Field("pauses", "pauses", "pauses of the clock: from, to (both included) and reason", False, default="none")
