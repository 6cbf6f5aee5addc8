"""The small TOML file that says how another system's export reads as ours."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

LARGEST_MAPPING = 256 * 1024
Word = str | bool


class MappingWrong(Exception):
    """The mapping cannot be used; the text says where and what to do."""


def _known_encoding(name: str) -> str:
    try:
        "a".encode(name)  # a lookup alone also finds what is no encoding of letters, like base64
    except LookupError as unknown:
        raise ValueError(f"no encoding is called {name}") from unknown
    return name


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileShape(Strict):
    """How the file is written. What it says about itself (a byte order mark, its header line) goes first."""

    delimiter: str = Field(default="", max_length=1)
    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    dates: str | tuple[str, ...] = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
    regulator: str = Field(default="Social Work England", max_length=60)

    @property
    def date_formats(self) -> tuple[str, ...]:
        return (self.dates,) if isinstance(self.dates, str) else self.dates


class Ignored(Strict):
    headers: tuple[str, ...] = ()


class Teams(Strict):
    academy: tuple[str, ...] = ()


class Mapping(Strict):
    """`columns`: our field to their header. `values`: for a field, their words to our code."""

    file: FileShape = FileShape()
    columns: dict[str, str] = {}
    ignore: Ignored = Ignored()
    values: dict[str, dict[str, Word]] = {}
    teams: Teams = Teams()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a mapping from a TOML file.

        Raises:
            MappingWrong: it cannot be read, is no TOML, or says something that is not understood.
        """
        try:
            if path.stat().st_size > LARGEST_MAPPING:
                raise MappingWrong(f"{path.name} is too large to be a mapping")
            return cls.parse(path.read_text("utf-8-sig"), path.name)
        except OSError as error:
            raise MappingWrong(f"{path.name} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise MappingWrong(f"{path.name} is not TOML: {error}") from error

    @classmethod
    def parse(cls, text: str, name: str = "mapping.toml") -> Self:
        """Return the mapping a TOML text says; an empty one reads our own names.

        Raises:
            MappingWrong: it is no TOML, or says something that is not understood.
        """
        try:
            return cls.model_validate(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise MappingWrong(f"{name} is not TOML: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise MappingWrong(f"{name}: {where}: {first['msg']}") from error

    @classmethod
    def for_file(cls, file: Path, given: Path | None) -> Self:
        """Return the mapping given, else the one beside the file (`staff.csv`, `staff.toml`), else our own names."""
        beside = file.with_suffix(".toml")
        if given is None and not beside.is_file():
            return cls()
        return cls.read(given or beside)
