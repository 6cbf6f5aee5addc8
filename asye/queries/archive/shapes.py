"""What an archive's JSON may hold, shape by shape. docs/portfolio-archive.md and its schema are written from these."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

FORMAT = "assessed-year-archive"
VERSION = 1
MOST_RECORDS = 5_000
MOST_ROWS = 2_000


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text holds a null character, which no database keeps")
    return text


Line = Annotated[str, Field(max_length=300), AfterValidator(_storable)]
Words = Annotated[str, Field(max_length=120_000), AfterValidator(_storable)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9._-]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Shape(BaseModel):
    """Strict on the way in: a field too many, a number for a text or a missing field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Seal(Shape):
    """The seal of the authority it was signed at: the digest of `previous` and the sealed record there."""

    number: Count
    sha256: Sha256
    signed_at: dt.datetime
    signed_by: Line


class Tag(Shape):
    """A statement by the code and level of its edition and its number, with the author's sentence of why."""

    framework: Code
    level: Code
    number: Code
    words: Words
    why: Words = ""


class File(Shape):
    """A file of the archive by its path in it; `name` is what its owner called it."""

    path: Annotated[str, Field(max_length=120, pattern=r"^files/[a-z0-9][a-z0-9.-]*$")]
    name: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
    media_type: Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9.+/-]+$")]
    sha256: Sha256
    size: Annotated[int, Field(gt=0, le=10 * 1024 * 1024)]


class Answer(Shape):
    """One question and what was written under it."""

    asked: Words
    answer: Words


class Record(Shape):
    """What every record has. `origin` is the authority it was written at, `by` its author as text."""

    uid: uuid.UUID
    title: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_storable)]
    origin: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
    on: dt.date | None = None
    by: Line = ""
    seal: Seal | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=MOST_ROWS)] = ()
    files: Annotated[tuple[File, ...], Field(max_length=MOST_ROWS)] = ()


class Edition(Shape):
    """One edition the portfolio is bound to."""

    framework: Code
    level: Code
    title: Line


class Programme(Shape):
    code: Code
    label: Line
    months: Annotated[int, Field(ge=1, le=60)]


class Pause(Shape):
    from_on: dt.date
    to_on: dt.date
    reason: Code


class Portfolio(Shape):
    """Whose year it is and where it stands: `done_days` of the programme were done by the end of `as_of`."""

    uid: uuid.UUID
    authority: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
    practitioner: Annotated[str, Field(min_length=1, max_length=150), AfterValidator(_storable)]
    registration: Line = ""
    started_on: dt.date
    ends_on: dt.date
    as_of: dt.date
    left_on: dt.date | None = None
    done_before: Annotated[int, Field(ge=0, le=3_650)] = 0
    done_days: Annotated[int, Field(ge=0, le=3_650)]
    month: Annotated[int, Field(ge=-1_200, le=1_200)]
    status: Line
    programme: Programme | None = None
    frameworks: Annotated[tuple[Edition, ...], Field(max_length=50)] = ()
    pauses: Annotated[tuple[Pause, ...], Field(max_length=100)] = ()


class Head(BaseModel):
    """What is read first: an archive of another version is refused before anything else of it is looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    format: Literal["assessed-year-archive"]
    version: int


class Listed(Shape):
    """One file of the manifest."""

    path: Annotated[str, Field(min_length=1, max_length=200)]
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]


class Manifest(Shape):
    format: Literal["assessed-year-archive"]
    version: int
    made_at: dt.datetime
    files: Annotated[tuple[Listed, ...], Field(max_length=5_000)]
