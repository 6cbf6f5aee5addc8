"""One line of a file: each field read as what it should be, each fault kept with its place."""

from __future__ import annotations

import datetime as dt
import re
import time
import unicodedata
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from workforce.imports.faults import Fault
from workforce.imports.mapping import Word

LONGEST_CELL = 2_000
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
ISO = "%Y-%m-%d"
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
SHORT_YEAR = re.compile(r"^\d{1,2}[/.\- ]\w{1,9}[/.\- ]\d{2}$")
SPREADSHEET_NUMBER = re.compile(r"^\d(\.\d+)?[eE]\+\d+$")
DAY_NUMBER = re.compile(r"^[2-7]\d{4}(\.\d+)?$")
MAY_BE_NAME = re.compile(r"[^\W\d_]{4,}|[A-Z][^\W\d_A-Z]{2,}")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u00ad\u2060"))
RUNS = ("=", "+", "@", "＝", "＋", "＠")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cells of one file have in common: headers by field, words by field, the shape of dates."""

    headers: dict[str, str]
    words: Dict[str, Dict[str, Word]]
    date_formats: tuple[str, ...]
    shift: dt.timedelta = dt.timedelta()
    hides_names: bool = False
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One row. A method that finds a fault keeps it and returns nothing, so that a row shows all its faults at once."""

    number: int
    cells: Dict[str, str]
    reading: Reading

    def fault(self, name: str, do: str) -> None:
        self.reading.faults.append(Fault(self.number, self.reading.headers.get(name, name), do))

    def has(self, name: str) -> bool:
        """Say whether the file has this column at all."""
        return name in self.cells

    def text(self, name: str, *, required: bool = False, longest: int = 120) -> str:
        """Return the text, trimmed, in one line and in one Unicode form."""
        raw = self.cells.get(name, "")
        if not raw:
            if required:
                self.fault(name, "Fill this in")
            return ""
        wrong = _wrong(raw)
        value = "" if wrong else _clean(raw)
        if wrong or len(value) > longest:
            self.fault(name, wrong or f"Shorten this to {longest} characters: it has {len(value):,}")
            return ""
        if required and not value:
            self.fault(name, "Fill this in")
        return value

    def date(self, name: str, *, required: bool = False) -> dt.date | None:
        """Return the day, moved by the file's shift. Day before month; years have four digits."""
        value = self.text(name, required=required)
        if not value:
            return None
        day = _date(value, self.reading.date_formats)
        if day is None:
            self.fault(name, _about_date(value, self.quoted(value)))
        elif not EARLIEST <= day <= LATEST:
            self.fault(name, f"Check the year: {day.year:04d} cannot be right")
        else:
            return day + self.reading.shift
        return None

    def moment(self, name: str) -> dt.datetime | None:
        """Return a day with its time, in our own time zone; a day alone is its beginning."""
        value = self.text(name)
        if not value:
            return None
        day, _, clock = value.replace("T", " ", 1).partition(" ")
        on, time_of_day = _date(day, self.reading.date_formats), _clock(clock)
        if on is None or time_of_day is None:
            self.fault(name, f"Enter a date and a time, for example 31/01/2026 14:30, not {self.quoted(value)}")
        elif not EARLIEST <= on <= LATEST:
            self.fault(name, f"Check the year: {on.year:04d} cannot be right")
        else:
            return timezone.make_aware(dt.datetime.combine(on + self.reading.shift, time_of_day))
        return None

    def quoted(self, value: str) -> str:
        """Return the value as a message may repeat it: where names must not get in, nothing that may be one."""
        if self.reading.hides_names and MAY_BE_NAME.search(value):
            return "a value that may be a name"
        return f"“{shown(value)}”"

    def whole(self, name: str, *, lowest: int, highest: int, required: bool = False) -> int | None:
        value = self.text(name, required=required)
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) < 10 and lowest <= int(value) <= highest:
            return int(value)
        self.fault(name, f"Enter a whole number from {lowest} to {highest}, not {self.quoted(value)}")
        return None

    def share(self, name: str) -> Decimal | None:
        """Return a share of full time: more than 0, at most 1, two decimals; nothing where the cell is empty."""
        value = self.text(name)
        if not value:
            return None
        try:
            number = Decimal(value.replace(",", "."))
        except InvalidOperation:
            number = Decimal(0)
        if number.is_finite() and Decimal("0.005") <= number <= 1:
            return number.quantize(Decimal("0.01"))
        self.fault(name, f"Enter the share of full time, for example 0.80, not {self.quoted(value)}")
        return None

    def email(self, name: str) -> str:
        value = self.text(name, required=True, longest=254).lower()
        if value:
            try:
                validate_email(value)
            except ValidationError:
                self.fault(name, f"Enter an e-mail address, like name@example.gov.uk, not {self.quoted(value)}")
                return ""
        return value

    def reference(self, name: str, *, required: bool = False, longest: int = 30) -> str:
        """Return an employee number or the like: one word that no spreadsheet has turned into a number."""
        value = self.text(name, required=required, longest=longest)
        if SPREADSHEET_NUMBER.match(value):
            self.fault(name, f"A spreadsheet has changed this number to {self.quoted(value)}. Export it as text")
            return ""
        if " " in value:
            self.fault(name, f"Enter the number without spaces, not {self.quoted(value)}")
            return ""
        return value

    def word(self, name: str, allowed: Dict[str, str], *, required: bool = False) -> Word | None:
        """Return our code for their word: as the mapping says, or the code or label itself where it says nothing.

        `allowed` holds our codes with their labels; an empty cell gives nothing.
        """
        value = self.text(name, required=required)
        if not value:
            return None
        known = self.reading.words.get(name) or _own_words(tuple(allowed.items()))
        found = known.get(folded(value))
        if found is None:
            said = self.quoted(value)
            do = f"{said[0].upper()}{said[1:]} is not known. Correct it, or add it under [values.{name}]"
            self.fault(name, do)
        elif allowed and found and found not in allowed:
            self.fault(name, f"[values.{name}] gives “{found}” for this. Use one of {', '.join(allowed)}")
        return found


def folded(word: str) -> str:
    """Return a word as words are compared: without case and with single spaces."""
    return " ".join(word.split()).casefold()


def shown(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"


@lru_cache(maxsize=50_000)
def _wrong(raw: str) -> str:
    """Return what to do about a cell that must not be kept, or nothing."""
    if len(raw) > LONGEST_CELL:
        return f"Shorten this: it has {len(raw):,} characters"
    if "\x00" in raw:
        return "This holds a NUL character, so the file is damaged. Export it again"
    if "\ufffd" in raw:
        return "Letters were lost in the export. Export it again as CSV UTF-8"
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\r\n" for letter in raw):
        return "This holds a control character. Take it out"
    if any(0x202A <= ord(letter) <= 0x202E or 0x2066 <= ord(letter) <= 0x2069 for letter in raw):
        return "This holds a character that turns the writing direction. Take it out"
    if raw.lstrip().startswith(RUNS):
        return "This looks like a spreadsheet formula. Export values, not formulas"
    return ""


@lru_cache(maxsize=50_000)
def _clean(raw: str) -> str:
    return " ".join(unicodedata.normalize("NFC", raw.translate(INVISIBLE)).split())


@lru_cache(maxsize=50_000)
def _date(value: str, formats: tuple[str, ...]) -> dt.date | None:
    day = MIDNIGHT.sub("", value)
    for shape in (*formats, ISO):
        try:
            return dt.date(*time.strptime(day, shape)[:3])
        except ValueError:
            continue
    return None


def _clock(value: str) -> dt.time | None:
    """Return the time of day; the beginning of the day where none is given."""
    try:
        found = dt.time.fromisoformat(value) if value else dt.time()
    except ValueError:
        return None
    return None if found.tzinfo else found.replace(microsecond=0)


def _about_date(value: str, quoted: str) -> str:
    if SHORT_YEAR.match(value):
        return f"Write the year with four digits, not {quoted}"
    if DAY_NUMBER.match(value):
        return f"A spreadsheet has changed this date to the number {quoted}. Export it as a date"
    return f"Enter a date that exists, day first, for example 31/01/2026, not {quoted}"


@lru_cache(maxsize=64)
def _own_words(allowed: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {folded(label): code for code, label in allowed} | {folded(code): code for code, _ in allowed}
