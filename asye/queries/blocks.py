"""The plain pieces a document is made of. Tables of facts and words only, so that a snapshot can be kept as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from django.utils import timezone
from django.utils.dateformat import format as formatted

from asye.models import Attachment


class Block(TypedDict, total=False):
    """One piece: `words` have a text, `facts` have rows of two, a `table` has headers, `files` name attachments."""

    kind: Literal["heading", "words", "facts", "table", "list", "files"]
    title: str
    by: str
    text: str
    headers: list[str]
    rows: list[list[str]]
    files: list[dict[str, str | int]]


class Section(TypedDict):
    title: str
    blocks: list[Block]


def heading(title: str, by: str = "") -> Block:
    return {"kind": "heading", "title": title, "by": by}


def words(title: str, text: str, by: str = "") -> Block:
    return {"kind": "words", "title": title, "text": text, "by": by}


def facts(rows: Iterable[Sequence[str]], title: str = "") -> Block:
    return {"kind": "facts", "title": title, "rows": [list(row) for row in rows]}


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    return {"kind": "table", "title": title, "headers": list(headers), "rows": [list(row) for row in rows]}


def bullets(title: str, rows: Iterable[Sequence[str]]) -> Block:
    return {"kind": "list", "title": title, "rows": [list(row) for row in rows]}


def files(attachments: Iterable[Attachment]) -> Block:
    listed: list[dict[str, str | int]] = [
        {"pk": file.pk, "name": file.name, "media_type": file.media_type, "sha256": file.sha256} for file in attachments
    ]
    return {"kind": "files", "title": "Files", "files": listed}


def said(day: dt.date | dt.datetime | None) -> str:
    """Return a day as it is written in a document: 3 March 2026; empty for none."""
    if day is None:
        return ""
    return formatted(timezone.localdate(day) if isinstance(day, dt.datetime) else day, "j F Y")
