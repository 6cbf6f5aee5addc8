"""The door for questions: each app registers those its rules can answer, and a command or a page asks them by name.

A question takes a payload as read from JSON and gives back a table fit for JSON. What is wrong with a payload is a
BadQuestion whose text names the field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from workforce import policy
from workforce.clock import Clock, Pause
from workforce.packs import Pack, PackError, load_pack
from workforce.sentences import listed
from workforce.verdict import Answer, Refused

Payload: TypeAlias = Mapping[str, Any]
Reply: TypeAlias = dict[str, Any]
FieldKind = Literal[
    "pack", "date", "integer", "number", "boolean", "choice", "codes", "pauses", "absences", "sessions", "case", "grade"
]
EARLIEST, LATEST = date(1950, 1, 1), date(2150, 12, 31)
MOST = 1_000_000


class BadQuestion(Exception):
    """The payload cannot be answered; the text names the field and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload. `default` is what an optional field is taken as when it is left out, for a reader."""

    name: str
    kind: FieldKind
    about: str
    required: bool = True
    choices: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days over which one band holds; `to_on` is None for the last. `figure` is its height where one is drawn."""

    from_on: date
    to_on: date | None
    label: str
    said: str
    figure: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of its own, such as a milestone."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What an answer is part of, from the start on: bands in order, and days. `unit` is what the figures count."""

    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that can be asked. `timeline` lays it out over time, where it has one."""

    name: str
    about: str
    fields: tuple[Field, ...]
    ask: Callable[[Payload], Reply]
    timeline: Callable[[Payload], Timeline] | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)


_QUESTIONS: dict[str, Question] = {}
_NAMES: dict[str, frozenset[str]] = {}


def register(questions: Iterable[Question]) -> None:
    """Add an app's questions; a second registration of the same one changes nothing."""
    for question in questions:
        _QUESTIONS[question.name] = question
        _NAMES[question.name] = question.names


def questions() -> tuple[Question, ...]:
    """Every registered question, by name."""
    return tuple(_QUESTIONS[name] for name in sorted(_QUESTIONS))


def question(name: str) -> Question:
    """The question of that name; BadQuestion where there is none."""
    if name not in _QUESTIONS:
        raise BadQuestion(f"question: there is no question {name!r}: they are {', '.join(sorted(_QUESTIONS))}")
    return _QUESTIONS[name]


def answer(name: str, payload: object) -> Reply:
    """The answer to a question; BadQuestion where the payload cannot be answered."""
    asked = question(name)
    if not isinstance(payload, dict):
        raise BadQuestion("the question is a JSON object with a value for each field")
    if unknown := payload.keys() - _NAMES[name]:
        fields = ", ".join(field.name for field in asked.fields)
        raise BadQuestion(f"{min(unknown)}: {name} has no such field: it has {fields}")
    try:
        return asked.ask(payload)
    except Refused as refusal:
        raise BadQuestion(str(refusal)) from refusal


def timeline(name: str, payload: Payload) -> Timeline | None:
    """The bands and days around an answer that was given; None where the question has none, or the pack sets none."""
    drawn = question(name).timeline
    laid = drawn(payload) if drawn else None
    return laid if laid and (laid.stretches or laid.marks) else None


def answer_text(name: str, text: bytes | str) -> Reply:
    """The answer to a question written as JSON; what is wrong becomes `{"error": …}`."""
    try:
        return answer(name, parse(text))
    except BadQuestion as fault:
        return {"error": str(fault)}


def parse(text: bytes | str) -> object:
    """The JSON value; BadQuestion where it is none."""
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        if not plain.strip():
            raise BadQuestion("the line is empty: write a JSON object")
        return json.loads(plain, parse_constant=_no_number)
    except UnicodeDecodeError as fault:
        raise BadQuestion("the line is not UTF-8 text") from fault
    except RecursionError as fault:
        raise BadQuestion("the line is nested too deeply") from fault
    except ValueError as fault:
        raise BadQuestion(f"the line is not JSON: {fault}") from fault


# Reading fields


def pack(payload: Payload) -> Pack:
    """The pack by name or path; or the pack itself, which no JSON can carry, where a page asks about one it holds."""
    name = _required(payload, "pack")
    if isinstance(name, Pack):
        return name
    if not isinstance(name, str) or not name:
        raise BadQuestion("pack: give the name of a pack or the path of a pack file")
    try:
        return load_pack(name)
    except PackError as fault:
        raise BadQuestion(f"pack: {fault}") from fault


def day(payload: Payload, name: str) -> date:
    return to_day(_required(payload, name), name)


def day_or_none(payload: Payload, name: str) -> date | None:
    value = payload.get(name)
    return None if value is None else to_day(value, name)


def to_day(value: object, name: str) -> date:
    """An ISO date such as 2026-01-31, within the years the clock knows."""
    if isinstance(value, str) and len(value) == 10 and value[4] == "-" == value[7] and value.isascii():
        try:
            found = date.fromisoformat(value)
        except ValueError as fault:
            raise BadQuestion(f"{name}: {value!r} is not a date: {fault}") from fault
        if EARLIEST <= found <= LATEST:
            return found
        raise BadQuestion(f"{name}: {value} is outside the years {EARLIEST.year} to {LATEST.year}")
    raise BadQuestion(f"{name}: {_shown(value)} is not a date: write it like 2026-01-31")


def integer(payload: Payload, name: str, *, least: int = 0) -> int:
    value = _required(payload, name)
    if type(value) is not int or not least <= value <= MOST:
        raise BadQuestion(f"{name}: {_shown(value)} is not a whole number of {least} or more")
    return value


def number(payload: Payload, name: str, default: float, *, above: float, most: float) -> float:
    value = payload.get(name)
    if value is None:
        return default
    if type(value) not in (int, float) or not above < value <= most:
        raise BadQuestion(f"{name}: {_shown(value)} is not a number above {above:g} and up to {most:g}")
    return float(value)


def boolean(payload: Payload, name: str, default: bool | None = None) -> bool:
    value = payload.get(name)
    if value is None:
        if default is None or name in payload:
            _required(payload, name)
            raise BadQuestion(f"{name}: give true or false")
        return default
    if type(value) is not bool:
        raise BadQuestion(f"{name}: {_shown(value)} is neither true nor false")
    return value


def choice(payload: Payload, name: str, choices: Sequence[str], default: str = "") -> str:
    value = payload.get(name)
    if value is None:
        if default:
            return default
        _required(payload, name)
    if not isinstance(value, str) or value not in choices:
        raise BadQuestion(f"{name}: {_shown(value)} is not one of {', '.join(choices)}")
    return value


def codes(payload: Payload, name: str) -> tuple[str, ...]:
    value = _required(payload, name)
    if not isinstance(value, list) or not all(isinstance(code, str) and code for code in value):
        raise BadQuestion(f"{name}: give a list of codes")
    return tuple(value)


def tables(payload: Payload, name: str, *, required: bool = False) -> list[dict[str, Any]]:
    """A list of objects; an empty one where it may be left out."""
    value = payload.get(name)
    if value is None:
        if required:
            _required(payload, name)
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise BadQuestion(f"{name}: give a list of objects")
    return value


def table(payload: Payload, name: str) -> dict[str, Any]:
    value = _required(payload, name)
    if not isinstance(value, dict):
        raise BadQuestion(f"{name}: give an object")
    return value


def only(entry: Payload, name: str, allowed: frozenset[str]) -> None:
    """BadQuestion where an object has a field it should not have."""
    if unknown := entry.keys() - allowed:
        raise BadQuestion(f"{name}.{min(unknown)}: there is no such field: {name} has {listed(sorted(allowed))}")


def period(entry: Payload, name: str) -> tuple[date, date]:
    """`from` and `to` of an object, both included and in order."""
    first, last = to_day(_inner(entry, name, "from"), f"{name}.from"), to_day(_inner(entry, name, "to"), f"{name}.to")
    if last < first:
        raise BadQuestion(f"{name}.to: {last} is before from, {first}")
    return first, last


def clock(payload: Payload, of: Pack, *, on: date | None = None) -> Clock:
    """The clock from `start` and `pauses`; BadQuestion where CLK-03 bars a pause, or `on` is before the start."""
    start = day(payload, "start")
    if on is not None and on < start:
        raise BadQuestion(f"on: {on} is before start, {start}")
    entries = tables(payload, "pauses")
    if not entries:
        return Clock(start, (), of.programme.months)
    pauses = tuple(_pause(entry, f"pauses[{index}]") for index, entry in enumerate(entries))
    for index, pause in enumerate(pauses):
        verdict = policy.check_pause(of, pause)
        if not verdict:
            raise BadQuestion(f"pauses[{index}]: {verdict.because} ({verdict.rule})")
    try:
        return policy.clock(of, start=start, pauses=pauses)
    except Refused as refusal:
        raise BadQuestion(f"pauses: {refusal}") from refusal


def told(answer: Answer, out: Reply) -> Reply:
    """The fields of the answer, then why: rules, sentence, figures."""
    out["rules"] = list(answer.rules)
    out["because"] = answer.because
    out["figures"] = {name: iso(value) for name, value in answer.figures.items()}
    if answer.silent:
        out["silent"] = True
    return out


def iso(value: Any) -> Any:
    """A date as text; anything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def described(question: Question) -> Reply:
    """A question with its fields, for somebody who wants to ask it."""
    return {
        "question": question.name,
        "about": question.about,
        "fields": [_field(field) for field in question.fields],
    }


def dumps(reply: Reply) -> str:
    """JSON in ASCII, so that any terminal and any stray surrogate in a question can be printed."""
    return json.dumps(reply)


def _field(field: Field) -> Reply:
    told: Reply = {"name": field.name, "kind": field.kind, "required": field.required, "about": field.about}
    told |= {"choices": list(field.choices)} if field.choices else {}
    return told | ({} if field.required else {"default": field.default})


PAUSE_FIELDS = frozenset({"from", "to", "reason"})
PACK = Field("pack", "pack", "the name of a shipped pack, or the path of a pack file")
START = Field("start", "date", "the first day")
ON = Field("on", "date", "the day asked about")
PAUSES = Field("pauses", "pauses", "pauses of the clock: from, to (both included) and reason", False, default="none")


def _pause(entry: Payload, name: str) -> Pause:
    only(entry, name, PAUSE_FIELDS)
    first, last = period(entry, name)
    reason = _inner(entry, name, "reason")
    if not isinstance(reason, str):
        raise BadQuestion(f"{name}.reason: {_shown(reason)} is not a reason")
    return Pause(first, last, reason)


def _required(payload: Payload, name: str) -> Any:
    value = payload.get(name)
    if value is None:
        raise BadQuestion(f"{name}: this field is {'empty' if name in payload else 'missing'}")
    return value


def _inner(entry: Payload, name: str, key: str) -> Any:
    value = entry.get(key)
    if value is None:
        raise BadQuestion(f"{name}.{key}: this field is {'empty' if key in entry else 'missing'}")
    return value


@lru_cache(maxsize=64)
def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _shown(value: object) -> str:
    return _short(json.dumps(value, default=str))


def _no_number(name: str) -> float:
    raise BadQuestion(f"the line is not JSON: {name} is not a number")


# The questions of this app

ABSENCE_FIELDS = frozenset({"from", "to", "working_days"})


def _absence(entry: Payload, name: str) -> policy.Absence:
    only(entry, name, ABSENCE_FIELDS)
    first, last = period(entry, name)
    known = entry.get("working_days")
    if known is not None and (type(known) not in (int, float) or not 0 <= known <= (last - first).days + 1):
        raise BadQuestion(f"{name}.working_days: {_shown(known)} is not a number of days the absence can have")
    return policy.Absence(first, last, known)


def _absence_triggers(payload: Payload) -> Reply:
    found = policy.absence_triggers(
        pack(payload),
        on=day(payload, "on"),
        absences=[
            _absence(entry, f"absences[{index}]")
            for index, entry in enumerate(tables(payload, "absences", required=True))
        ],
        working_days_per_week=number(payload, "working_days_per_week", 0, above=0, most=7) or None,
    )
    return told(found, {"days": found.days, "occasions": found.occasions, "triggers": list(found.triggers)})


def _probation(payload: Payload) -> Reply:
    found = policy.probation(pack(payload), start=day(payload, "start"))
    return told(
        found,
        {
            "first_review_by": iso(found.first_review_by),
            "second_review_by": iso(found.second_review_by),
            "ends_on": iso(found.ends_on),
        },
    )


QUESTIONS = (
    Question(
        "absence-triggers",
        "which sickness triggers are reached on a day",
        (
            PACK,
            ON,
            Field("absences", "absences", "absences: from, to (both included), working_days where known"),
            Field("working_days_per_week", "number", "days worked a week", False, default="full time"),
        ),
        _absence_triggers,
    ),
    Question("probation", "when the probation reviews are held and probation ends", (PACK, START), _probation),
)
register(QUESTIONS)
