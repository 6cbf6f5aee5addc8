"""What the aid finds in what is about to be shared: in its words, in its files, and where each may stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asye.identifying import Clue, clues_in_file, find
from asye.models import Reflection, WrittenWork
from workforce.models import Person

PARTS = {
    "title": "Title",
    "quick_note": "Quick note",
    "what_happened": "What happened",
    "feelings": "Feelings and thoughts at the time",
    "analysis": "What to make of it",
    "what_next": "What next",
}
WORK_PARTS = {"title": "Title", "about": "What it was for", "text": "The text"}


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing found, told once: `clue` as first met, `where` it stands, and the reason kept for it, if any."""

    clue: Clue
    where: tuple[str, ...]
    times: int
    why: str

    @property
    def place(self) -> str:
        times = f", {self.times} times" if self.times > 1 else ""
        return f"{', '.join(self.where)}{times}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `clue` where it is marked."""

    text: str
    clue: Clue | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what was written, cut where it is marked."""

    title: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Check:
    """A text as the aid reads it: its parts with marks, and each passage once."""

    parts: Sequence[Part]
    passages: Sequence[Passage]

    @property
    def unexplained(self) -> list[Passage]:
        return [passage for passage in self.passages if not passage.why]


def check(written: Reflection | WrittenWork, *, on: dt.date) -> Check:
    """Read a reflection, or written work, with its files: three queries."""
    staff = frozenset(Person.objects.values_list("name", flat=True))
    whys = dict(written.justifications.values_list("mark", "why"))
    parts, met = [], []
    for name, title in (PARTS if isinstance(written, Reflection) else WORK_PARTS).items():
        text = str(getattr(written, name) or "")
        clues = find(text, on=on, staff=staff)
        met += [(title, clue) for clue in clues]
        if text:
            parts.append(Part(title, tuple(_pieces(text, clues))))
    met += list(_in_files(written, on, staff))
    return Check(parts, _told_once(met, whys))


def _in_files(written: Reflection | WrittenWork, on: dt.date, staff: frozenset[str]) -> Iterator[tuple[str, Clue]]:
    for attachment in written.attachments.all():
        with attachment.file.open() as file:
            clues = clues_in_file(attachment.name, file.read(), on=on, staff=staff)
        yield from ((f"{attachment.name}: {where}", clue) for where, clue in clues)


def _pieces(text: str, clues: Sequence[Clue]) -> Iterator[Piece]:
    at = 0
    for clue in clues:
        if clue.start > at:
            yield Piece(text[at : clue.start])
        yield Piece(clue.text, clue)
        at = clue.end
    if at < len(text):
        yield Piece(text[at:])


def _told_once(met: Sequence[tuple[str, Clue]], whys: dict[str, str]) -> list[Passage]:
    marks: dict[str, list[tuple[str, Clue]]] = {}
    for where, clue in met:
        marks.setdefault(clue.mark, []).append((where, clue))
    return [
        Passage(found[0][1], tuple(dict.fromkeys(where for where, _ in found)), len(found), whys.get(mark, ""))
        for mark, found in marks.items()
    ]
