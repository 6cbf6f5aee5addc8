"""An archive of another authority, read and checked whole before anything of it is used. It trusts nothing.

What is refused: what is no zip or was cut off; names that lead out of it, twice the same, of odd letters; links,
encrypted entries, archives within it; more, larger or more tightly packed files than a portfolio has; a file that is
not in the manifest or not what the manifest says; another version; JSON that is not what the schema asks for.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from pydantic import ValidationError

from asye.exports.archive import DATA, MANIFEST
from asye.queries.archive import KINDS, VERSION, archive_model
from asye.queries.archive.shapes import File, Head, Manifest, Record
from asye.uploads import SIGNS

MOST_FILES = 2_000
MOST_BYTES = 400 * 1024 * 1024
MOST_JSON = 24 * 1024 * 1024
MOST_OF_MANIFEST = 1024 * 1024
MOST_PACKED = 200  # times: text packs tightly, a bomb a thousand times
PACKED_FROM = 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ASK_AGAIN = "Ask the other authority for a new one"


class ArchiveRefused(Exception):
    """The archive cannot be used; the text says why and what to do, fit to show."""


class Opened:
    """An archive whose names, sizes and digests hold. `archive` is its JSON as the schema reads it."""

    def __init__(self, zipped: zipfile.ZipFile, archive: Any) -> None:
        self._zipped, self.archive = zipped, archive
        self.paths = frozenset(zipped.namelist())

    def content(self, file: File) -> bytes:
        return self._zipped.read(file.path)

    def records(self) -> Iterator[tuple[str, int, Record]]:
        """Each record with the name of its kind and its place in it."""
        for kind in KINDS:
            for place, record in enumerate(getattr(self.archive.records, kind.name)):
                yield kind.name, place, record


def open_archive(file: IO[bytes]) -> Opened:
    """Read and check an archive whole.

    Raises:
        ArchiveRefused: it cannot be used.
    """
    try:
        zipped = zipfile.ZipFile(file)
        entries = _entries(zipped)
        manifest = _manifest(zipped, entries)
        _check_digests(zipped, entries, manifest)
        archive = _archive(zipped)
        _check_files(zipped, archive, {one.path: one.sha256 for one in manifest.files})
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as broken:
        if isinstance(broken, RecursionError):
            raise ArchiveRefused(f"Its data is nested too deeply. {ASK_AGAIN}") from broken
        raise ArchiveRefused(f"This is not a whole zip file: it is damaged or was cut off. {ASK_AGAIN}") from broken
    return Opened(zipped, archive)


def _entries(zipped: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    listed = zipped.infolist()
    if len(listed) > MOST_FILES:
        raise ArchiveRefused(f"It holds {len(listed):,} files; a portfolio has at most {MOST_FILES:,}")
    if sum(entry.file_size for entry in listed) > MOST_BYTES:
        raise ArchiveRefused(f"Unpacked it is larger than {MOST_BYTES // 1024 // 1024} MB")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        _check_entry(entry)
        if entry.filename.lower() in found:
            raise ArchiveRefused("It holds two files of the same name")
        found[entry.filename.lower()] = entry
    return {entry.filename: entry for entry in found.values()}


def _check_entry(entry: zipfile.ZipInfo) -> None:
    # The name as it stands in the file: `filename` ends at a null character.
    if not NAME.fullmatch(entry.orig_filename) or ".." in entry.filename or entry.is_dir():
        raise ArchiveRefused("It holds a file whose name is not one that a portfolio has, or that leads out of it")
    if entry.flag_bits & 0x1:
        raise ArchiveRefused("It is encrypted. Ask for one without a password, sent in a safe way")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ArchiveRefused("It holds a link or a device instead of a file")
    if entry.compress_type not in METHODS:
        raise ArchiveRefused("It is packed in a way that portfolios are not")
    if entry.file_size > PACKED_FROM and entry.file_size > MOST_PACKED * max(entry.compress_size, 1):
        raise ArchiveRefused("A file in it unpacks to far more than it should")


def _manifest(zipped: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> Manifest:
    if MANIFEST not in entries or DATA not in entries:
        raise ArchiveRefused("This is a zip file, but no archive of an assessed year: its list of files is missing")
    if entries[MANIFEST].file_size > MOST_OF_MANIFEST or entries[DATA].file_size > MOST_JSON:
        raise ArchiveRefused("Its data is larger than a portfolio's can be")
    text = zipped.read(MANIFEST)
    _check_version(text)
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as wrong:
        raise ArchiveRefused(f"Its list of files cannot be read: {_first(wrong)}. {ASK_AGAIN}") from wrong
    paths = [one.path for one in manifest.files]
    if len(set(paths)) != len(paths) or {MANIFEST, *paths} != set(entries):
        raise ArchiveRefused(f"The files in it are not those of its list. {ASK_AGAIN}")
    return manifest


def _check_version(text: bytes) -> None:
    try:
        head = Head.model_validate_json(text)
    except ValidationError as wrong:
        raise ArchiveRefused(f"This is no archive of an assessed year that can be read: {_first(wrong)}") from wrong
    if head.version != VERSION:
        raise ArchiveRefused(
            f"It is of version {head.version}; this service reads version {VERSION}. "
            "Ask for an archive of that version, or for this service to be brought up to date"
        )


def _check_digests(zipped: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], manifest: Manifest) -> None:
    for one in manifest.files:
        digest = hashlib.sha256()
        size = 0
        with zipped.open(entries[one.path]) as held:
            while piece := held.read(1 << 16):
                digest.update(piece)
                size += len(piece)
        if digest.hexdigest() != one.sha256 or size != one.size:
            raise ArchiveRefused(f"The file {one.path} is not the one that was packed. {ASK_AGAIN}")


def _archive(zipped: zipfile.ZipFile) -> Any:
    text = zipped.read(DATA)
    _check_version(text)
    try:
        archive = archive_model().model_validate_json(text)
        # What cannot be written as text again (half a character of two) would fail at the end instead.
        json.dumps(archive.model_dump(mode="json")).encode()
        archive.model_dump_json().encode()
    except ValidationError as wrong:
        raise ArchiveRefused(f"Its data is not what an archive holds: {_first(wrong)}. {ASK_AGAIN}") from wrong
    told = archive.portfolio
    if not told.started_on <= told.as_of or told.ends_on < told.started_on:
        raise ArchiveRefused(f"The dates of its year are not in order. {ASK_AGAIN}")
    return archive


def _check_files(zipped: zipfile.ZipFile, archive: Any, digests: dict[str, str]) -> None:
    known = {media_type: sign for sign, media_type in SIGNS.values()}
    uids = set()
    for kind in KINDS:
        for record in getattr(archive.records, kind.name):
            if record.uid in uids:
                raise ArchiveRefused(f"The same record is in it twice. {ASK_AGAIN}")
            uids.add(record.uid)
            for file in record.files:
                if file.path not in digests:
                    continue  # named in it, but it could not be packed: the preview says so
                if digests[file.path] != file.sha256:
                    raise ArchiveRefused(f"The file {file.path} is not the one its record names. {ASK_AGAIN}")
                with zipped.open(file.path) as held:
                    start = held.read(16)
                if file.media_type not in known or not start.startswith(known[file.media_type]):
                    raise ArchiveRefused(f"The file {file.path} is of a kind that is not taken, or not what it says")


def _first(wrong: ValidationError) -> str:
    """Where the first fault is and what it is, without the value: it may be anything."""
    fault = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in fault["loc"][:6])
    return f"{where[:120]}: {fault['msg'][:160]}" if where else fault["msg"][:160]
