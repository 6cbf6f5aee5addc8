"""Words as people use them: what they look for when they type something, and what a text speaks about.

A list that is data (fixtures/frameworks/synonyms.toml) says what people call one thing. Each group of it is a subject
with a token: rows keep the tokens of their texts, a question asks for the token instead of for every name. So a
question in other words costs the database no more than one in the same words.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from frameworks.policy.spelling import Speller

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
NUMBER = re.compile(r"\d{1,2}(\.\d{1,2})?")
MOST_WORDS = 12
SHORTEST = 3  # letters of a word that may lose an ending
ENDINGS = ("ing", "ed")
SHIPPED = Path(__file__).resolve().parent.parent.parent / "fixtures" / "frameworks"
SYNONYMS = "synonyms.toml"
TOKEN = "subject"  # begins the token of a subject, so that no word people type is one
Phrase = tuple[str, ...]  # one word or several


def words_of(text: str) -> list[str]:
    return [word.replace("’", "'") for word in WORD.findall(text.lower())]


def singular(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) <= SHORTEST or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`small` words say nothing, `common` ones little; `subjects` maps a name to the tokens of what it means.

    `forms` are the words of the names.
    """

    small: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    subjects: Mapping[Phrase, tuple[str, ...]] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()
    speller: Speller = field(default_factory=Speller)
    longest: int = 1

    def form(self, word: str) -> str:
        """The form of a word that the names have: "houses" is no form of "housing", but "recorded" is of "record"."""
        one = singular(word)
        if one in self.forms:
            return one
        for ending in ENDINGS:
            if one.endswith(ending) and len(one) >= SHORTEST + len(ending):
                stem = one.removesuffix(ending)
                undoubled = stem[:-1] if stem[-1] == stem[-2] else stem
                return next((form for form in (stem, f"{stem}e", undoubled) if form in self.forms), one)
        return one


def read_vocabulary(text: str, *, spelt: Iterable[str] = ()) -> Vocabulary:
    """From TOML: `small`, `common`, and `groups`, each a list of words and phrases that people use for one thing.

    `spelt` are texts whose words are taken to be spelt rightly, beside those of the groups.
    """
    given = tomllib.loads(text)
    subjects: dict[Phrase, tuple[str, ...]] = {}
    for group in given["groups"]:
        token = TOKEN + "".join(words_of(group[0])).replace("'", "")
        for name in group:
            phrase = tuple(singular(word) for word in words_of(name))
            subjects[phrase] = tuple(dict.fromkeys((*subjects.get(phrase, ()), token)))
    names = Counter(word for phrase in subjects for word in phrase)
    spelt_rightly = {word for source in (text, *spelt) for word in words_of(source)}
    return Vocabulary(
        small=frozenset(given["small"]),
        common=frozenset(given["common"]),
        subjects=subjects,
        forms=frozenset(names),
        speller=Speller.of(names, known=spelt_rightly | names.keys()),
        longest=max(map(len, subjects), default=1),
    )


@cache
def vocabulary() -> Vocabulary:
    others = (path.read_text("utf-8") for path in sorted(SHIPPED.glob("*.toml")) if path.name != SYNONYMS)
    return read_vocabulary((SHIPPED / SYNONYMS).read_text("utf-8"), spelt=others)


@dataclass(frozen=True, slots=True)
class Sought:
    """One word or phrase to look for: `terms` are single words or tokens, any of which will do; `typed` if mended."""

    name: str
    terms: tuple[str, ...]
    typed: str = ""
    is_common: bool = False


def sought(typed: str, known: Vocabulary | None = None) -> list[Sought]:
    """What to look for, in order, each once; names of the vocabulary are taken whole, slips of the pen mended."""
    known = vocabulary() if known is None else known
    words = words_of(typed)
    meant = [word if singular(word) in known.speller.known else known.speller.mended(word) for word in words]
    found: dict[tuple[str, ...], Sought] = {}
    for start, size, tokens in _parts(meant, known):
        as_typed, name = " ".join(words[start : start + size]), " ".join(meant[start : start + size])
        if not tokens and name in known.small:
            continue
        mended = as_typed if as_typed != name else ""
        terms = tokens or ((name, as_typed) if mended else (name,))
        found.setdefault(terms, Sought(name, terms, mended, is_common=name in known.common))
    return list(found.values())[:MOST_WORDS]


def telling(words: Sequence[Sought]) -> list[Sought]:
    """Without the words that stand in very many texts, unless there are no others."""
    return [word for word in words if not word.is_common] or list(words)


@lru_cache(maxsize=4096)
def subjects_of(text: str) -> str:
    """The tokens of what a text speaks about, as often as it does, between spaces."""
    return " ".join(token for _, _, tokens in _parts(words_of(text), vocabulary()) for token in tokens)


def _parts(words: Sequence[str], known: Vocabulary) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each word or name begins, how many words it has, and the tokens of what it means: the longest wins."""
    forms = [known.form(word) for word in words]
    at = 0
    while at < len(words):
        for size in range(min(known.longest, len(words) - at), 0, -1):
            tokens = known.subjects.get(tuple(forms[at : at + size]), ())
            if tokens:
                break
        yield at, size, tokens
        at += size


def is_number(typed: str) -> bool:
    """Whether somebody asks for statements by their official number."""
    return NUMBER.fullmatch(typed.strip()) is not None
