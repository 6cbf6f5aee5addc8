"""What people without an account are asked: read from fixtures/forms/feedback.toml, which says what each part means."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

FACES = (("yes", "Yes"), ("partly", "Sometimes"), ("no", "No"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `answer` is “faces” for one of FACES, or “words”."""

    name: str
    ask: str
    easy: str
    answer: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of person who is asked."""

    name: str
    label: str
    hint: str
    thanks: str
    questions: tuple[Question, ...]


@lru_cache
def kinds() -> dict[str, Kind]:
    return {
        name: Kind(
            name=name,
            label=told["label"],
            hint=told["hint"],
            thanks=told["thanks"],
            questions=tuple(Question(**question) for question in told["questions"]),
        )
        for name, told in _file()["kinds"].items()
    }


def expires_after_days() -> int:
    return int(_file()["expires_after_days"])


@lru_cache
def _file() -> dict:
    with (settings.BASE_DIR / "fixtures/forms/feedback.toml").open("rb") as file:
        return tomllib.load(file)
