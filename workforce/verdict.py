"""What a rule answers with: yes or no, a figure, or a date, always with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

Figure: TypeAlias = str | int | float | date | None


class Refused(Exception):
    """The rules say no; the text is fit to show to the user."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no under one rule; false when the rule says no, so `if verdict:` reads as it should."""

    ok: bool
    rule: str
    because: str

    def __bool__(self) -> bool:
        return self.ok

    def require(self) -> None:
        """Raise Refused with the reason when the rule says no."""
        if not self.ok:
            raise Refused(self.because)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What every dated or numbered rule gives back.

    `rules` are IDs of the rule book, `because` one sentence a manager would say, `figures` the values
    it was worked out from, and `silent` is true where the pack leaves a gap: then no figure is guessed.
    """

    rules: tuple[str, ...]
    because: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    silent: bool = False
