"""Slips of the pen: a word that nobody knows, one letter away from a name of a subject."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

SHORTEST = 6  # shorter words are near to too many others


@dataclass(frozen=True, slots=True)
class Speller:
    """`known` words are right as they are; `near` leads to a name, from the name and from it with one letter less."""

    known: frozenset[str] = frozenset()
    near: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Mapping[str, int], *, known: Collection[str]) -> Speller:
        """From how often each name is used: of two that are as near, the more usual one is meant."""
        long = sorted((name for name in names if len(name) >= SHORTEST), key=lambda name: (-names[name], name))
        near = {name: name for name in long}
        for name in long:
            for less in _one_letter_less(name):
                near.setdefault(less, name)
        return cls(frozenset(known), near)

    def mended(self, word: str) -> str:
        """The name with one letter more, less, other or in another place, but the same first letter; or the word."""
        if len(word) < SHORTEST or word in self.known:
            return word
        return next((self.near[near] for near in (word, *_one_letter_less(word)) if near in self.near), word)


def _one_letter_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))
