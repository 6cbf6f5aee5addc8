"""One kind of record in an archive: what of it a person takes along, how it reads, who may read it once brought."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from asye.models import Attachment, BroughtRecord, Portfolio
from asye.queries.archive.shapes import File, Record, Seal
from asye.queries.archive.shapes import Tag as TagShape
from asye.queries.blocks import Block, bullets, facts, said
from frameworks.models import Statement
from workforce.access import Access
from workforce.models import SealedRecord

Readers = Sequence[Access]
Reach = BroughtRecord.Reach
NAMES = uuid.UUID("5c2f1f2e-6a0d-4c59-9f5b-0a7f6f4f1a01")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind registers itself in `asye.queries.archive.KINDS`; `name` is its place in the JSON and never changes.

    `gather` yields what every one of the readers may see, `show` says it in the blocks of a document without asking
    the database, `reach` who reads it once it is brought, `counts_as` the evidence it counts as (empty: none).
    `meeting_key` is the meeting of a programme that need not be held again.
    """

    name: str
    title: str
    shape: type[Record]
    gather: Callable[[Portfolio, Readers], Iterable[Record]]
    show: Callable[[Any], Iterable[Block]]
    reach: Callable[[Any], str]
    counts_as: Callable[[Any], str] = lambda record: ""
    meeting_key: Callable[[Any], str] = lambda record: ""


def seen(rows: Any, readers: Readers) -> Any:
    """The rows that each of these readers may see."""
    found = rows.all()
    for access in readers:
        found = found.visible_to(access)
    return found


def is_draft(record: Record) -> bool:
    """Whether it was begun and never shared: a kind that has drafts says so in a field `draft`."""
    return bool(getattr(record, "draft", False))


def uid_of(label: str, *parts: object) -> uuid.UUID:
    """A name that the same record has in every archive made of it here, and no other record anywhere."""
    return uuid.uuid5(NAMES, "|".join(map(str, (settings.AUTHORITY_NAME, label, *parts))))


def origin() -> str:
    return str(settings.AUTHORITY_NAME)


def seal_of(sealed: SealedRecord | None) -> Seal | None:
    """The seal as it can be held against the chain of the authority that signed it."""
    if sealed is None:
        return None
    return Seal(
        number=sealed.number, sha256=sealed.sha256, signed_at=sealed.signed_at, signed_by=str(sealed.signer.name)
    )


def tag_of(statement: Statement, why: str = "") -> TagShape:
    framework = statement.section.framework
    return TagShape(
        framework=framework.code, level=framework.level, number=statement.number, words=statement.text, why=why
    )


def files_of(attachments: Iterable[Attachment]) -> tuple[File, ...]:
    return tuple(
        file_of(name=one.name, media_type=one.media_type, sha256=one.sha256, size=one.size) for one in attachments
    )


def file_of(*, name: str, media_type: str, sha256: str, size: int) -> File:
    return File(path=path_of(name, sha256), name=name, media_type=media_type, sha256=sha256, size=size)


def path_of(name: str, sha256: str) -> str:
    """A path that every machine can write: plain letters of the name, and enough of the digest to be its own."""
    stem, _, ending = name.rpartition(".")
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in (stem or ending).lower())
    words = "-".join(filter(None, plain.split("-")))[:60] or "file"
    safe = "".join(letter for letter in ending.lower() if letter.isascii() and letter.isalnum())[:8] if stem else ""
    return f"files/{words}-{sha256[:12]}" + (f".{safe}" if safe else "")


def also(record: Record) -> Iterator[Block]:
    """What every kind shows at its end: its statements, its files, its seal, where it was written."""
    if record.tags:
        rows = [(f"{tag.framework} {tag.number}", tag.words, tag.why) for tag in record.tags]
        yield bullets("Evidence for", rows)
    if record.files:
        listed: list[dict[str, str | int]] = [
            {
                "pk": file.sha256,
                "name": file.name,
                "media_type": file.media_type,
                "sha256": file.sha256,
                "path": file.path,
            }
            for file in record.files
        ]
        yield {"kind": "files", "title": "Files", "files": listed}
    if record.seal:
        told = f"{record.seal.number}, SHA-256 {record.seal.sha256}"
        signed = f"{record.origin}, {said(record.seal.signed_at)}, last by {record.seal.signed_by}"
        yield facts([("Signed at", signed), ("Sealed record", told)])
