"""Bytes of an export to text, whichever of the usual encodings it is in."""

from __future__ import annotations

import codecs
from pathlib import Path

from workforce.imports.faults import Fault, FileRefused

LARGEST_FILE = 64 * 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 4096


def text_of(file: Path, encoding: str) -> str:
    """Return the text of a file; its size is checked before a byte is read.

    A byte order mark decides, then UTF-16 without one, then UTF-8, then the encoding named, then Windows-1252.

    Raises:
        FileRefused: too large, not readable, or in no encoding we know.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise refused(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Export it in parts")
        raw = file.read_bytes()
    except OSError as error:
        raise refused(f"The file cannot be read: {error.strerror}") from error
    return decoded(raw, encoding)


def decoded(raw: bytes, encoding: str) -> str:
    """Return the bytes as text. Windows-1252 text is hardly ever valid UTF-8, so UTF-8 is tried first."""
    for name in _candidates(raw, encoding):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    raise refused("The letters of this file cannot be read. Export it again as CSV UTF-8")


def refused(do: str, line: int = 1) -> FileRefused:
    return FileRefused([Fault(line, "", do)])


def _candidates(raw: bytes, encoding: str) -> list[str]:
    for mark, name in MARKS:
        if raw.startswith(mark):
            return [name]
    # Latin letters in UTF-16 have a NUL in every other byte; a stray NUL elsewhere is a fault of its cell.
    sample = raw[:SAMPLE]
    if sample[1::2].count(0) * 2 > len(sample[1::2]):
        return ["utf-16-le"]
    if sample[::2].count(0) * 2 > len(sample[::2]):
        return ["utf-16-be"]
    return ["utf-8", encoding, "cp1252"]
