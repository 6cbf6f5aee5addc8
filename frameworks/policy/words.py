"""What somebody typed as words to look for: small words left out, words of the trade widened by a list that is data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
NUMBER = re.compile(r"\d{1,2}(\.\d{1,2})?")
MOST_WORDS = 12
SYNONYMS = Path(__file__).resolve().parent.parent.parent / "fixtures" / "frameworks" / "synonyms.toml"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`small` words say nothing about a subject; `wider` maps a word or phrase to what else it is called."""

    small: frozenset[str] = frozenset()
    wider: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        return max((len(phrase.split()) for phrase in self.wider), default=1)


def read_vocabulary(text: str) -> Vocabulary:
    """From TOML: `small`, and `groups`, each a list of words and phrases that people use for one thing."""
    given = tomllib.loads(text)
    wider: dict[str, tuple[str, ...]] = {}
    for group in given["groups"]:
        for name in group:
            wider[name] = wider.get(name, ()) + tuple(other for other in group if other != name)
    return Vocabulary(small=frozenset(given["small"]), wider=wider)


@cache
def vocabulary() -> Vocabulary:
    return read_vocabulary(SYNONYMS.read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Sought:
    """One word or phrase that was typed, with what else it is called."""

    typed: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.typed, *self.also)


def sought(typed: str, known: Vocabulary | None = None) -> list[Sought]:
    """The words to look for, in order, each once; phrases of the vocabulary are taken whole."""
    known = vocabulary() if known is None else known
    words = [word.lower().replace("’", "'") for word in WORD.findall(typed)]
    found: dict[str, Sought] = {}
    at = 0
    while at < len(words) and len(found) < MOST_WORDS:
        size = _phrase(words[at : at + known.longest], known)
        name = " ".join(words[at : at + size])
        if size > 1 or name not in known.small:
            found.setdefault(name, Sought(name, known.wider.get(name, ())))
        at += size
    return list(found.values())


def _phrase(words: Sequence[str], known: Vocabulary) -> int:
    for size in range(len(words), 1, -1):
        if " ".join(words[:size]) in known.wider:
            return size
    return 1


def is_number(typed: str) -> bool:
    """Whether somebody asks for statements by their official number."""
    return NUMBER.fullmatch(typed.strip()) is not None
