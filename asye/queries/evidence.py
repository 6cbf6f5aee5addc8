"""What counts as evidence against statements, whichever page shows it: one query, scoped to the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from asye.models import BroughtRecord, BroughtTag, Feedback, Reflection, Tag, WorkTag, WrittenWork
from frameworks.models import Statement
from frameworks.shown import Evidence
from workforce.access import Access

REFLECTION = "Reflection"
WORK = "Written work"
BROUGHT = "Brought from elsewhere"
ADDRESSES = {REFLECTION: "asye:reflection", WORK: "asye:written_work", BROUGHT: "asye:brought_record"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence for one statement; `source` says what kind of evidence it is."""

    source: str
    pk: int
    title: str
    on: dt.date
    status: str
    statement_id: int

    @property
    def url(self) -> str:
        return reverse(ADDRESSES.get(self.source, "asye:feedback"), args=[self.pk])


def pieces(reflections: QuerySet[Reflection], statements: Collection[int] | None = None) -> list[Piece]:
    """Each tag of these reflections, which the caller has scoped; of some statements only, if given."""
    rows: Any = Tag.objects.filter(reflection__in=reflections.order_by().values("pk"))
    if statements is not None:
        rows = rows.filter(statement__in=statements)
    rows = rows.order_by("reflection", "pk").values_list(
        "reflection",
        "reflection__title",
        "reflection__happened_on",
        F("reflection__saved_at"),
        "reflection__status",
        "statement",
    )
    return [
        Piece(REFLECTION, pk, title or "Untitled reflection", on or timezone.localdate(saved_at), status, statement)
        for pk, title, on, saved_at, status, statement in rows
    ]


def feedback_pieces(feedback: QuerySet[Feedback]) -> list[Piece]:
    """Each statement that answered feedback, which the caller has scoped, was said to be evidence for: one query."""
    rows = feedback.filter(answered_at__isnull=False, statements__isnull=False).order_by("pk", "statements")
    return [
        Piece(f"Feedback: {Feedback.Kind(kind).label.lower()}", pk, about or "Feedback", timezone.localdate(at), "", to)
        for pk, kind, about, at, to in rows.values_list("pk", "kind", "about", "answered_at", "statements")
    ]


def work_pieces(work: QuerySet[WrittenWork]) -> list[Piece]:
    """Each statement of written work that is signed and counts, which the caller has scoped: one query."""
    counted = work.filter(status=WrittenWork.Status.SIGNED, counts=True).order_by().values("pk")
    rows = WorkTag.objects.filter(work__in=counted).order_by("work", "pk")
    fields = ("work", "work__title", "work__written_on", "work__signed_at", "statement")
    return [
        Piece(WORK, pk, title, on or timezone.localdate(signed_at), "", statement)
        for pk, title, on, signed_at, statement in rows.values_list(*fields)
    ]


def brought_pieces(records: QuerySet[BroughtRecord]) -> list[Piece]:
    """Each statement a brought record, which the caller has scoped, was tagged with where it was written: one query.

    As of what is written here: a goal shows nothing yet, and written work only once it counts.
    """
    shows = records.exclude(kind="goals").exclude(kind="written_work", counts_as="")
    rows = BroughtTag.objects.filter(record__in=shows.order_by().values("pk")).order_by("record", "pk")
    told = rows.values_list("record", "record__title", "record__on", "record__received__at", "statement")
    return [Piece(BROUGHT, pk, title, on or timezone.localdate(at), "", to) for pk, title, on, at, to in told]


def own_evidence(access: Access, statement: Statement, relatives: Mapping[int, Statement]) -> Iterator[Evidence]:
    """One's own evidence for the page of a statement; each once, direct where it is tagged with this very one."""
    own = Reflection.objects.visible_to(access).filter(author=access.person)
    asked = {statement.pk, *relatives}
    work = work_pieces(WrittenWork.objects.visible_to(access).filter(author=access.person))
    found = [*pieces(own, asked), *(piece for piece in work if piece.statement_id in asked)]
    best: dict[tuple[str, int], Piece] = {}
    for piece in found:
        if (piece.source, piece.pk) not in best or piece.statement_id == statement.pk:
            best[piece.source, piece.pk] = piece
    for piece in best.values():
        status = str(Reflection.Status(piece.status).label) if piece.status else "Signed by both"
        yield Evidence(piece.title, piece.url, piece.on, status, relatives.get(piece.statement_id))
