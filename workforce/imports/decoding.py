"""Which of the usual encodings an export is in, found without holding the file."""

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
PIECE = 1024 * 1024


def encoding_of(file: Path, encoding: str) -> str:
    """Return the name of the encoding that reads the whole file; its size is checked before a byte is read.

    A byte order mark decides, then UTF-16 without one, then UTF-8, then the encoding named, then Windows-1252, whose
    text is hardly ever valid UTF-8.

    Raises:
        FileRefused: too large, not readable, or in no encoding we know.
    """
    check_size(file)
    try:
        with file.open("rb") as raw:
            names = _candidates(raw.read(SAMPLE), encoding)
        found = next((name for name in names if _reads(file, name)), None)
    except OSError as error:
        raise unreadable(error) from error
    if found is None:
        raise refused("The letters of this file cannot be read. Export it again as CSV UTF-8")
    return found


def check_size(file: Path) -> None:
    """Refuse a file that is too large or cannot be reached."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise refused(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Export it in parts")
    except OSError as error:
        raise unreadable(error) from error


def unreadable(error: OSError) -> FileRefused:
    return refused(f"The file cannot be read: {error.strerror}")


def refused(do: str, line: int = 1) -> FileRefused:
    return FileRefused([Fault(line, "", do)])


def _reads(file: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with file.open("rb") as raw:
            while piece := raw.read(PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _candidates(sample: bytes, encoding: str) -> list[str]:
    for mark, name in MARKS:
        if sample.startswith(mark):
            return [name]
    # Latin letters in UTF-16 have a NUL in every other byte; a stray NUL elsewhere is a fault of its cell.
    if sample[1::2].count(0) * 2 > len(sample[1::2]):
        return ["utf-16-le"]
    if sample[::2].count(0) * 2 > len(sample[::2]):
        return ["utf-16-be"]
    return ["utf-8", encoding, "cp1252"]
