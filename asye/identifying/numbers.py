"""Clues with a shape of their own: numbers, codes, dates, addresses."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from asye.identifying.clue import Span
from asye.identifying.words import listed

AREAS, STREETS = sorted(listed("postcode_areas"), key=len, reverse=True), listed("streets")
POSTCODE = re.compile(rf"\b(?:{'|'.join(AREAS)})\d[A-Z\d]?[ \u00a0]{{0,2}}\d[ABD-HJLNP-UW-Z]{{2}}\b", re.I)
NHS = re.compile(r"(?<![\d+])\d{3}([ -]?)\d{3}\1\d{4}(?!\d)")
NHS_SAID = re.compile(r"\bNHS(?:\s+(?:number|no\.?|num))?\W{0,3}((?:\d[ -]?){8,11}\d)", re.I)
PHONE = re.compile(
    r"(?<![\w+])(?:\+44|0044|0)(?:[ -]?\(0?\))?(?:[ -]?\d){9,10}(?!\d)|\(0\d{3,4}\)(?:[ -]?\d){6,7}(?!\d)"
)
EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}")
ADDRESS = re.compile(
    rf"\b(?:[Ff]lat\s+\w{{1,4}},?\s+)?\d{{1,4}}[a-zA-Z]?,?\s+(?:[A-Z][\w'’-]+\s+){{1,3}}(?:{'|'.join(STREETS)})\b"
)
FLAT = re.compile(r"\b[Ff]lat\s+\d+[a-zA-Z]?,\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*")
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
DATES = [
    re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>(?:19|20)?\d{2})(?![\d/-])"),
    re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(rf"\b{DAY}\s+(?:of\s+)?(?:{MONTHS})\.?,?\s+(?P<year>(?:19|20)\d{{2}})\b", re.I),
    re.compile(rf"\b(?:{MONTHS})\.?\s+{DAY},?\s+(?P<year>(?:19|20)\d{{2}})\b", re.I),
]
# Without its year a date is a clue only where the text calls it a birthday.
SHORT_DATE = re.compile(rf"\b(?:{DAY}\s+(?:of\s+)?(?:{MONTHS})|(?:{MONTHS})\s+(?:19|20)\d{{2}})\b", re.I)
BIRTH = re.compile(
    r"\b(?:born(?:\s+on|\s+in)?|d\.?o\.?b\.?|date\s+of\s+birth|birthday(?:\s+(?:is|was))?(?:\s+on)?|b\.)"
    r"\W{0,4}(?:the\s+)?$",
    re.I,
)
# A portfolio tells of the last year or two; a full date before that is a life's, not the work's.
LONG_AGO_YEARS = 2
REFERENCE = re.compile(r"\b[A-Z]{1,5}[/_.-]?\d{3,10}(?:[/_-]\d{1,4})?\b|\b\d{5,10}\b")
SENTENCE_END = re.compile(r"[.!?]\s|\n")


def spans(text: str, *, on: dt.date) -> Iterator[Span]:
    for found in NHS.finditer(text):
        if is_nhs_number(found.group()):
            yield Span("nhs_number", *found.span())
    for found in NHS_SAID.finditer(text):
        yield Span("nhs_number", *found.span(1))
    for kind, pattern in (
        ("postcode", POSTCODE), ("phone", PHONE), ("email", EMAIL), ("address", ADDRESS), ("address", FLAT),
    ):  # fmt: skip
        yield from (Span(kind, *found.span()) for found in pattern.finditer(text))
    yield from birth_dates(text, on)


def is_nhs_number(text: str) -> bool:
    """Return whether ten digits carry the check digit of an NHS number (modulus 11)."""
    digits = [int(char) for char in text if char.isdigit()]
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return len(digits) == 10 and check != 10 and digits[9] == check % 11


def birth_dates(text: str, on: dt.date) -> Iterator[Span]:
    """Full dates of long ago, and any date the text calls a birthday."""
    for pattern in DATES:
        for found in pattern.finditer(text):
            if _is_long_ago(found, on) or BIRTH.search(text[max(0, found.start() - 30) : found.start()]):
                yield Span("birth_date", *found.span())
    for found in SHORT_DATE.finditer(text):
        if BIRTH.search(text[max(0, found.start() - 30) : found.start()]):
            yield Span("birth_date", *found.span())


def _is_long_ago(found: re.Match[str], on: dt.date) -> bool:
    year = int(found.group("year"))
    if year < 100:
        year += 2000 if year <= on.year % 100 else 1900
    month = found.groupdict().get("month")
    plausible = int(found.group("day")) <= 31 and (month is None or 1 <= int(month) <= 12)
    return plausible and year <= on.year - LONG_AGO_YEARS


def case_references(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """A reference alone is how a case is named here; in one sentence with a name it says who the case is."""
    edges = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
    starts = sorted(name.start for name in names)
    for found in REFERENCE.finditer(text):
        begins, ends = edges[bisect_right(edges, found.start()) - 1], edges[bisect_left(edges, found.end())]
        if bisect_left(starts, begins) < bisect_left(starts, ends):
            yield Span("case_reference", *found.span())
