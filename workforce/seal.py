"""Seal what was signed: canonical JSON, SHA-256, chained. Verify the chain from the first record to the last."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workforce.models import Person, SealedRecord

BEGINNING = "0" * 64


def canonical(snapshot: Mapping[str, Any]) -> str:
    """Return JSON that is the same for the same facts: keys in order, no spaces, dates in ISO form."""
    return json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def digest(previous: str, content: str) -> str:
    """Return the SHA-256 that binds a record to the one before it."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def seal(*, kind: str, snapshot: Mapping[str, Any], signer: Person, at: dt.datetime) -> SealedRecord:
    """Add a record to the chain, inside the caller's transaction.

    Raises:
        IntegrityError: another record took this number at the same moment; the caller's transaction is undone.
    """
    sealed = link(kind=kind, snapshot=snapshot, signer=signer, at=at, after=newest())
    sealed.save(force_insert=True)
    return sealed


def newest() -> SealedRecord | None:
    """Return the end of the chain."""
    return SealedRecord.objects.order_by("-number").defer("content").first()


def link(
    *, kind: str, snapshot: Mapping[str, Any], signer: Person, at: dt.datetime, after: SealedRecord | None
) -> SealedRecord:
    """Return the record that follows `after` (null: the first of all), not stored yet."""
    number, previous = (after.number + 1, after.sha256) if after else (1, BEGINNING)
    content = canonical(
        {"kind": kind, "number": number, "signed_at": at, "signer": {"id": signer.pk, "name": signer.name}}
        | {"snapshot": snapshot}
    )
    return SealedRecord(
        number=number,
        kind=kind,
        content=content,
        previous_sha256=previous,
        sha256=digest(previous, content),
        signer=signer,
        signed_at=at,
    )


@dataclass(frozen=True, slots=True)
class Break:
    """The place where the chain does not hold, and how it can be seen."""

    number: int
    reason: str


def breaks() -> Iterator[Break]:
    """Read every sealed record in order and yield each place that does not prove itself."""
    previous, expected = BEGINNING, 1
    for sealed in SealedRecord.objects.order_by("number").iterator(chunk_size=500):
        if sealed.number != expected:
            yield Break(expected, "a record is missing")
        elif sealed.previous_sha256 != previous:
            yield Break(sealed.number, "it does not follow from the record before it")
        elif digest(sealed.previous_sha256, sealed.content) != sealed.sha256:
            yield Break(sealed.number, "its content is not what was signed")
        previous, expected = sealed.sha256, sealed.number + 1


def _plain(value: object) -> str:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
