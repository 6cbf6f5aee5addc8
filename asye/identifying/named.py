"""Names: of staff, of people by the words around them, and pairs of capitals that look like one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from asye.identifying.clue import Span
from asye.identifying.words import GIVEN, GIVEN_OR_WORD, NO_NAMES, listed

SPACE = "[ \u00a0]+"
WORD = r"(?:(?:Mc|Mac|O['’]|D['’])?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:['’-][A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)*)"
BETWEEN = r"(?:de|van|von|bin|al|el|da|dos|di|la|le)"
ONE = re.compile(rf"\b{WORD}\b")
# A name has a few words; without a limit a page in capitals would be one.
PAIR = re.compile(rf"\b{WORD}(?:{SPACE}(?:{BETWEEN}{SPACE})?{WORD}){{1,4}}\b")
SHOUTED = re.compile(r"\b[A-Z]{3,}(?:[ -]+[A-Z]{3,}){1,3}\b")
SMALL = re.compile(r"\b[a-z]{3,}\b")
TITLE = re.compile(rf"\b(?:{'|'.join(listed('titles'))})\.?{SPACE}({WORD}(?:{SPACE}{WORD})?)")
KIN = re.compile(
    rf"\b(?:{'|'.join(listed('kin'))}|name is|name was|known as)[,:]?{SPACE}[\"“‘']?({WORD})"
    rf"(?:{SPACE}and{SPACE}({WORD}))?"
)
PLACE = re.compile(
    rf"\b(?:(?:St\.?|Saint|Our Lady|{WORD})['’]?s?{SPACE}){{1,4}}"
    rf"(?:(?:C of E|{'|'.join(listed('kinds_of_school'))}){SPACE}){{0,3}}(?:{'|'.join(listed('places'))})\b"
)
KIND_OF_PLACE = frozenset([*listed("places"), *listed("kinds_of_school")])
MONTHS = frozenset({"April", "May", "June", "August"})
BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|of|by|since|until|till|from|to|last|next|every|early|late|mid|this|and|or|before|after|during)[ -]"
    r"|\d(?:st|nd|rd|th)? )$",
    re.I,
)
# "Bowlby (1969)", "Kolb and Fry, 1975", "Munro et al", "(Ferguson, 2011)": whom one has read may be named.
YEAR = r"(?:19|20)\d\d[a-z]?\b"
CITED = re.compile(
    rf"(?:{SPACE}(?:and|&){SPACE}{WORD})?(?:['’]s?)?,?[ \u00a0]*(?:\([^)]{{0,12}}?\b{YEAR}|et al|{YEAR})"
)
IN_BRACKETS = re.compile(rf"[^.)]{{0,30}}{YEAR}")
SENTENCE_START = re.compile(r"(?:^|[.!?:;…][\"”’')]*\s+|\n\s*|[\"“‘(\[•–—-]\s*)$")


def spans(text: str, *, staff: Collection[str] = ()) -> Iterator[Span]:
    yield from staff_names(text, staff)
    yield from places(text)
    for pattern in (TITLE, KIN):
        for found in pattern.finditer(text):
            yield from _people(found)
    for found in PAIR.finditer(text):
        yield from _pair(text, found)
    for found in ONE.finditer(text):
        if _is_given(text, found) and not _is_cited(text, found):
            yield Span("name", *found.span())
    for found in SHOUTED.finditer(text):
        if any(word.capitalize() in GIVEN for word in re.split("[ -]+", found.group())):
            yield Span("name", *found.span())
    for found in SMALL.finditer(text):
        if found.group().capitalize() in GIVEN:
            yield Span("name", *found.span())


def staff_names(text: str, staff: Collection[str]) -> Iterator[Span]:
    """Full names of staff, and their first names where those are no everyday word or stand inside a sentence."""
    full = {name for name in staff if " " in name}
    first = {name.split()[0] for name in full}
    for found in PAIR.finditer(text):
        for start, end, words in _runs(found):
            if words in full:
                yield Span("staff_name", start, end)
    for found in ONE.finditer(text):
        if found.group() in first and (found.group() not in GIVEN_OR_WORD or not _begins_sentence(text, found.start())):
            yield Span("staff_name", *found.span())


def _words(found: re.Match[str]) -> list[tuple[int, str]]:
    """The words of a match, each with the place in the text where it begins."""
    return [(found.start() + word.start(), word.group()) for word in re.finditer(r"[^ \u00a0]+", found.group())]


def _runs(found: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of two or more words inside a run of capitals."""
    words = _words(found)
    for first, (start, _) in enumerate(words):
        for begins, last in words[first + 1 :]:
            end = begins + len(last)
            yield start, end, " ".join(found.string[start:end].split())


def places(text: str) -> Iterator[Span]:
    for found in PLACE.finditer(text):
        words = _words(found)
        while words and words[0][1] in KIND_OF_PLACE | NO_NAMES:
            words.pop(0)
        if any(word not in KIND_OF_PLACE | NO_NAMES for _, word in words):
            yield Span("place", words[0][0], found.end())


def _people(found: re.Match[str]) -> Iterator[Span]:
    for group in range(1, found.re.groups + 1):
        word = found.group(group)
        if word and len(word) > 1 and word.split()[0] not in NO_NAMES:
            yield Span("name", *found.span(group))


def _pair(text: str, found: re.Match[str]) -> Iterator[Span]:
    """Two or more capitals in a row without words of the trade; or a given name with the capital that follows it."""
    if _is_cited(text, found):
        return
    words = _words(found)
    for place, (start, word) in enumerate(words[:-1]):
        if word in GIVEN:
            after, surname = words[place + 1]
            yield Span("name", start, after + len(surname))
    if _begins_sentence(text, found.start()) and words[0][1].endswith("ing"):
        words.pop(0)
    while words and words[0][1] in NO_NAMES:
        words.pop(0)
    while words and words[-1][1] in NO_NAMES:
        words.pop()
    if len(words) > 1 and not any(word in NO_NAMES for _, word in words):
        yield Span("name", words[0][0], words[-1][0] + len(words[-1][1]))


def _is_given(text: str, found: re.Match[str]) -> bool:
    word = found.group()
    if word in GIVEN:
        return True
    if word in MONTHS and BEFORE_MONTH.search(text[max(0, found.start() - 12) : found.start()]):
        return False
    return word in GIVEN_OR_WORD and not _begins_sentence(text, found.start())


def _begins_sentence(text: str, start: int) -> bool:
    return bool(SENTENCE_START.search(text[max(0, start - 6) : start])) or start == 0


def _is_cited(text: str, found: re.Match[str]) -> bool:
    if CITED.match(text, found.end()):
        return True
    before = text[max(0, found.start() - 3) : found.start()].rstrip()
    return before.endswith(("(", ";", ",")) and bool(IN_BRACKETS.match(text, found.end()))
