"""A passage that one of the finders marks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    kind: str
    start: int
    end: int
