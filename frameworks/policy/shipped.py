"""What a shipped file of a framework may say, typed: numbers in order, none missing, a summary for each."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Nation = Literal["england", "wales", "northern-ireland", "scotland", "uk"]
Kind = Literal["capabilities", "knowledge", "occupational", "proficiency", "conduct", "employer"]
SectionKind = Literal["domain", "standard", "key-role", "unit", "focal-area", "list"]
Heading = Literal["communication", "developing", "ethics", "assessment", "lifecourse"]
Line = Annotated[str, Field(min_length=3, max_length=400)]


class FileWrong(ValueError):
    """A framework file cannot be used; the text names the file and what to put right."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Section(Strict):
    """A domain, standard, unit or list; `statements` maps official number to summary, in the source's order."""

    number: str = ""
    kind: SectionKind
    title: Annotated[str, Field(min_length=3, max_length=200)]
    about: str = ""
    parent: str = ""  # the number of the key role or focal area it stands under
    statements: dict[str, Line] = {}
    topics: dict[str, list[str]] = {}

    @model_validator(mode="after")
    def numbers_run_from_one(self) -> Section:
        prefix = f"{self.number}." if self.number else ""
        wanted = [f"{prefix}{n}" for n in range(1, len(self.statements) + 1)]
        for wants, has in zip(wanted, self.statements, strict=True):
            if wants != has:
                raise ValueError(f"section {self.number or self.title}: expected statement {wants}, found {has}")
        if unknown := set(self.topics) - set(self.statements):
            raise ValueError(f"topics are given for statements that are not there: {', '.join(sorted(unknown))}")
        return self


class Topic(Strict):
    slug: Annotated[str, Field(pattern=r"^[a-z][a-z-]+$")]
    heading: Heading
    title: Annotated[str, Field(min_length=3, max_length=120)]
    about: str = ""  # a sentence with the words people look for it by


class ShippedFramework(Strict):
    code: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z0-9]+)+$")]
    level: Literal["", "asye", "social-worker", "experienced"] = ""
    order: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(min_length=3, max_length=200)]
    edition: Annotated[str, Field(min_length=4, max_length=20)]
    nation: Nation
    kind: Kind
    in_force_from: date
    in_force_to: date | None = None
    supersedes: str = ""  # code, or code/level
    source: Annotated[str, Field(min_length=3, max_length=200)]
    topics: list[Topic] = []
    sections: Annotated[list[Section], Field(min_length=1)]

    @property
    def key(self) -> str:
        return f"{self.code}/{self.level}" if self.level else self.code

    @model_validator(mode="after")
    def parts_fit(self) -> ShippedFramework:
        if self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError("in_force_to is before in_force_from")
        keys = [(section.kind, section.number) for section in self.sections]
        if len(keys) != len(set(keys)):
            raise ValueError("two sections of one kind share a number")
        numbers = [number for section in self.sections for number in section.statements]
        if len(numbers) != len(set(numbers)):
            raise ValueError("two statements share a number")
        parents = {s.number for s in self.sections if not s.statements}
        if lost := {s.parent for s in self.sections if s.parent} - parents:
            raise ValueError(f"there is no section {', '.join(sorted(lost))} to stand under")
        known = {topic.slug for topic in self.topics}
        used = {slug for s in self.sections for slugs in s.topics.values() for slug in slugs}
        if unknown := used - known:
            raise ValueError(f"unknown topics: {', '.join(sorted(unknown))}")
        return self


def read_shipped(text: str, *, name: str) -> ShippedFramework:
    """One framework from TOML. Raises FileWrong naming the file and the first few faults."""
    try:
        return ShippedFramework.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise FileWrong(f"{name}: {error}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:5]]
        raise FileWrong(f"{name}: {'; '.join(faults)}") from error
