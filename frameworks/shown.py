"""The door to the pages of the standards and the library: what apps above add for the person who looks.

Evidence stands on the page of a statement; deeds (edit, save, report) stand on the page of a statement, of a resource
or, about nothing yet, of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from frameworks.models import Resource, Statement


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of somebody's own evidence; `through` is the related statement it was given for, null if direct."""

    title: str
    url: str
    on: date
    status: str
    through: Statement | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Something this person may do here: a link to a page or, with `post`, a button with hidden `values`."""

    label: str
    url: str
    post: bool = False
    values: tuple[tuple[str, str], ...] = ()


EvidenceSource = Callable[[Any, Statement, Mapping[int, Statement]], Iterable[Evidence]]
Subject = Statement | Resource | None
DeedSource = Callable[[Any, Subject, Statement | None], Iterable[Deed]]
_evidence: list[EvidenceSource] = []
_deeds: list[DeedSource] = []


def add_evidence(source: EvidenceSource) -> None:
    """Add a source: it is given the access, the statement and its relatives by key. Called once from `ready`."""
    _evidence.append(source)


def add_deeds(source: DeedSource) -> None:
    """Add a source: it is given the access, what is shown, and the gap somebody came from. Called once from `ready`."""
    _deeds.append(source)


def evidence_for(access: Any, statement: Statement, relatives: Mapping[int, Statement]) -> list[Evidence]:
    """What this person has themselves against a statement: direct evidence first, then the latest first."""
    found = [piece for source in _evidence for piece in source(access, statement, relatives)]
    return sorted(found, key=lambda piece: (piece.through is not None, -piece.on.toordinal(), piece.title))


def deeds_on(access: Any, subject: Subject, gap: Statement | None = None) -> list[Deed]:
    return [deed for source in _deeds for deed in source(access, subject, gap)]
