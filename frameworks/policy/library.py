"""The shipped library of learning resources as a file: kinds of resource in our own words (FRW-10)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from frameworks.policy.shipped import FileWrong, Strict

REVIEW_MONTHS = 12


class ShippedResource(Strict):
    """One resource; `statements` maps a framework (`pcf-2018/asye`) to the numbers it helps with."""

    slug: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,78}$")]
    title: Annotated[str, Field(min_length=5, max_length=160)]
    kind: Literal[
        "guide", "example", "checklist", "template", "exercise", "reading", "course", "shadowing", "discussion"
    ]
    summary: Annotated[str, Field(min_length=20, max_length=600)]
    link: Annotated[str, Field(pattern=r"^(/.*)?$")] = ""  # shipped resources lead to pages of this service, or nowhere
    minutes: Annotated[int, Field(ge=1, le=2400)]
    owner: Literal["development_lead", "development_officer"] = "development_officer"
    review_months: Annotated[int, Field(ge=1, le=60)] = REVIEW_MONTHS
    topics: Annotated[list[str], Field(min_length=1)]
    statements: dict[str, list[str]] = {}


class LibraryFile(Strict):
    resources: list[ShippedResource]


def read_library(
    text: str, *, name: str, held: Mapping[str, Sequence[str]], topics: Collection[str]
) -> list[ShippedResource]:
    """The resources of a file.

    Raises FileWrong, naming the file and the key of each fault: an unknown topic, framework or number, a slug twice.
    """
    try:
        resources = LibraryFile.model_validate(tomllib.loads(text)).resources
    except tomllib.TOMLDecodeError as error:
        raise FileWrong(f"{name}: {error}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:5]]
        raise FileWrong(f"{name}: {'; '.join(faults)}") from error
    slugs = [resource.slug for resource in resources]
    faults = [f"resources: {slug} is there twice" for slug in sorted({s for s in slugs if slugs.count(s) > 1})]
    faults += [f"resources.{n}.{fault}" for n, given in enumerate(resources) for fault in _faults(given, held, topics)]
    if faults:
        raise FileWrong(f"{name}: {'; '.join(faults[:10])}")
    return resources


def _faults(given: ShippedResource, held: Mapping[str, Sequence[str]], topics: Collection[str]) -> Iterable[str]:
    for slug in given.topics:
        if slug not in topics:
            yield f"topics: there is no topic {slug}"
    for framework, numbers in given.statements.items():
        if framework not in held:
            yield f"statements: no framework {framework} is held"
            continue
        for number in numbers:
            if number not in held[framework]:
                yield f"statements: {framework} has no statement {number}"
