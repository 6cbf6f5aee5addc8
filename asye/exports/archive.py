"""An archive as a zip: pages that open anywhere, the tagged PDF, the files, the JSON, and a digest of each."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.template.loader import render_to_string

from asye.exports.document import lay_out
from asye.queries.archive import FORMAT, VERSION, archive_model, sections
from asye.queries.archive.kind import is_draft
from asye.queries.archive.shapes import File

Opener = Callable[[File], bytes]
MANIFEST, DATA, SCHEMA, PDF, STYLES, INDEX = (
    "manifest.json", "data/portfolio.json", "data/schema.json", "portfolio.pdf", "styles.css", "index.html",
)  # fmt: skip


@dataclass(slots=True)
class Packed:
    """What went into the zip: how many of what, and why a file is not in it."""

    holds: list[tuple[str, int]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def pack(
    archive: Any, into: IO[bytes], open_file: Opener, *, number: int, step: Callable[[], None] = lambda: None
) -> Packed:
    """Write the zip. `open_file` gives a file's bytes, ValueError where it is gone; `step` is called after the PDF."""
    packed = Packed()
    found = dict(_files(archive, open_file, packed))
    whole = _pdf(archive, open_file, number, packed)
    step()
    written: list[dict[str, Any]] = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as zipped:

        def put(path: str, content: bytes) -> None:
            zipped.writestr(_entry(path, archive.made_at), content)
            written.append({"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)})

        for path, text in _pages(archive, packed, set(found)):
            put(path, text.encode())
        put(PDF, whole)
        put(DATA, archive.model_dump_json(indent=1).encode())
        put(SCHEMA, json.dumps(archive_model().model_json_schema(), indent=1).encode())
        for path in found:
            put(path, open_file(found[path]))
        manifest = {
            "format": FORMAT, "version": VERSION, "made_at": archive.made_at.isoformat(), "files": written,
        }  # fmt: skip
        zipped.writestr(_entry(MANIFEST, archive.made_at), json.dumps(manifest, indent=1))
    packed.holds = [
        *((section["title"], _count(section)) for section in sections(archive)),
        ("Files", len(found)),
    ]
    return packed


def _files(archive: Any, open_file: Opener, packed: Packed) -> Iterator[tuple[str, File]]:
    """Each file once by its path; one that cannot be opened is named and left out."""
    for name in type(archive.records).model_fields:
        for record in getattr(archive.records, name):
            for file in record.files:
                try:
                    content = open_file(file)
                    if hashlib.sha256(content).hexdigest() != file.sha256:
                        raise ValueError("it is no longer the file that was added")
                except ValueError as why:
                    packed.left_out.append(f"{file.name}: {why}")
                else:
                    yield file.path, file


def _pdf(archive: Any, open_file: Opener, number: int, packed: Packed) -> bytes:
    """The portfolio as one PDF, without drafts."""
    by_digest = {
        file.sha256: file
        for name in type(archive.records).model_fields
        for record in getattr(archive.records, name)
        for file in record.files
    }
    told = {
        "authority": archive.portfolio.authority,
        "practitioner": archive.portfolio.practitioner,
        "status": archive.portfolio.status,
        "version": number,
        "made_for": archive.made_for,
        "made_at": archive.made_at.isoformat(),
        "sections": list(sections(archive, keep=lambda record: not is_draft(record))),
    }
    laid = lay_out(told, lambda key: open_file(by_digest[key]))
    packed.left_out += [line for line in laid.left_out if line not in packed.left_out]
    return laid.content


def _pages(archive: Any, packed: Packed, there: set[str]) -> Iterator[tuple[str, str]]:
    """An index, a page for each kind of record, and the one style sheet."""
    parts = [
        {"path": f"{_slug(section['title'])}.html", "number": _count(section), **section}
        for section in sections(archive)
    ]
    about = {"archive": archive, "parts": parts, "there": there, "left_out": packed.left_out}
    yield INDEX, render_to_string("asye/archive/index.html", about)
    for part in parts:
        yield str(part["path"]), render_to_string("asye/archive/section.html", {**about, "part": part})
    yield STYLES, render_to_string("asye/archive/styles.css")


def _count(section: Mapping[str, Any]) -> int:
    """How many records a section holds: its headings, or one."""
    return sum(block["kind"] == "heading" for block in section["blocks"]) or 1


def _slug(title: str) -> str:
    return "-".join(title.lower().split())


def _entry(path: str, at: dt.datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
