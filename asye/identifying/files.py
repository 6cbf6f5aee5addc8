"""Clues in a file that nobody sees on its pages: its name, and who the program says wrote it."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from asye.identifying.finding import Clue, find

if TYPE_CHECKING:
    from PIL import Image

METADATA = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
TOLD = {
    "creator": "author",
    "initial-creator": "author",
    "lastModifiedBy": "last changed by",
    "Manager": "manager",
    "Company": "company",
    "title": "title",
    "subject": "subject",
    "description": "comments",
    "category": "category",
    "keywords": "keywords",
    "keyword": "keywords",
}
PEOPLE = {"author", "last changed by", "manager"}
LARGEST_PART = 1_000_000


def clues_in_file(name: str, content: bytes, *, on: dt.date, staff: Collection[str] = ()) -> list[tuple[str, Clue]]:
    """Return where (“file name”, “author”…) and what; a file that cannot be read has only its name looked at."""
    words = re.sub(r"[_.-]+", " ", name.rpartition(".")[0] or name)
    found = [("file name", clue) for clue in find(words, on=on, staff=staff)]
    for where, text in metadata(content):
        clues = find(text, on=on, staff=staff)
        if where in PEOPLE and not clues and " " in text:
            clues = [Clue("name", 0, len(text), text)]
        found += [(where, clue) for clue in clues]
    if _says_where(content):
        found.append(("picture", Clue("address", 0, 0, "the place where it was taken")))
    return found


def metadata(content: bytes) -> Iterator[tuple[str, str]]:
    """What the file says of itself, as (where, text)."""
    if content.startswith(b"PK\x03\x04"):
        yield from _of_office(content)
    elif content.startswith(b"%PDF-"):
        yield from _of_pdf(content)
    else:
        yield from _of_picture(content)


def _of_office(content: bytes) -> Iterator[tuple[str, str]]:
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for part in set(METADATA) & set(parts.namelist()):
                if parts.getinfo(part).file_size > LARGEST_PART:
                    continue
                for element in fromstring(parts.read(part)).iter():
                    where = TOLD.get(element.tag.rpartition("}")[2])
                    if where and element.text and element.text.strip():
                        yield where, element.text.strip()
    except (zipfile.BadZipFile, ParseError, ValueError, NotImplementedError, RuntimeError):
        return


def _of_pdf(content: bytes) -> Iterator[tuple[str, str]]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            told = {str(key): str(value) for key, value in pdf.docinfo.items()}
    except (pikepdf.PdfError, ValueError, TypeError):
        return
    for key, where in (("/Author", "author"), ("/Title", "title"), ("/Subject", "subject"), ("/Keywords", "keywords")):
        if told.get(key, "").strip():
            yield where, told[key].strip()


def _of_picture(content: bytes) -> Iterator[tuple[str, str]]:
    from PIL import ExifTags

    told = _exif(content)
    for tag, where in ((ExifTags.Base.Artist, "author"), (ExifTags.Base.ImageDescription, "description")):
        if told and told.get(tag):
            yield where, str(told[tag]).strip()


def _says_where(content: bytes) -> bool:
    from PIL import ExifTags

    told = _exif(content)
    return bool(told and told.get_ifd(ExifTags.IFD.GPSInfo))


def _exif(content: bytes) -> Image.Exif | None:
    """Return what a camera wrote into a picture; nothing for another file, or one that cannot be read."""
    from PIL import Image, UnidentifiedImageError

    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        return None
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.getexif()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
