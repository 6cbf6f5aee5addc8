"""All clues of a text, in order, each with the reason it was marked."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from asye.identifying import named, numbers
from asye.identifying.clue import Span

KINDS = {
    "nhs_number": ("NHS number", "Take it out: a case-system reference is enough"),
    "postcode": ("Postcode", "Take it out, or name the kind of area"),
    "address": ("Address", "Take it out, or say what kind of home it is"),
    "birth_date": ("Date of birth, or a full date long ago", "Give an age instead"),
    "phone": ("Phone number", "Take it out"),
    "email": ("E-mail address", "Take it out"),
    "case_reference": ("Case reference beside a name", "Keep the reference or the initial, not both"),
    "staff_name": ("Name of somebody who works here", "Use their role: my manager, a colleague"),
    "place": ("Named school, surgery or service", "Use its function: her school, the GP"),
    "name": ("Looks like a name", "Use an initial or a role: the mother, Child A"),
}


@dataclass(frozen=True, slots=True)
class Clue:
    """One passage: `start` and `end` are positions in the text, `kind` a key of KINDS."""

    kind: str
    start: int
    end: int
    text: str

    @property
    def label(self) -> str:
        return KINDS[self.kind][0]

    @property
    def advice(self) -> str:
        return KINDS[self.kind][1]

    @property
    def mark(self) -> str:
        """Return what stands for this kind and these words, without holding them: 16 characters."""
        return hashlib.sha256(f"{self.kind}|{' '.join(self.text.casefold().split())}".encode()).hexdigest()[:16]


def find(text: str, *, on: dt.date, staff: Collection[str] = ()) -> list[Clue]:
    """Return the clues in a text, in order and without overlap; `staff` are full names, `on` the day it is read."""
    spans = [*numbers.spans(text, on=on), *named.spans(text, staff=staff)]
    spans += numbers.case_references(text, [span for span in spans if span.kind in {"name", "staff_name"}])
    return [Clue(span.kind, span.start, span.end, text[span.start : span.end]) for span in _apart(spans, len(text))]


def _apart(spans: Iterable[Span], length: int) -> list[Span]:
    """Return the spans by place; of those that overlap, the one whose kind comes first in KINDS, then the longest."""
    rank = {kind: place for place, kind in enumerate(KINDS)}
    taken = bytearray(length)
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (rank[span.kind], span.start - span.end)):
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
