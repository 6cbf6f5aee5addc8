"""An answer of the rules as the policy desk shows it: sentence, band, values, lists, why, and the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format

from workforce import explain
from workforce.explain import Payload, Reply, Timeline
from workforce.packs import Pack
from workforce.step_chart import Chart, drawn, holds
from workforce.verdict import Answer
from workforce.why import Why, why

WORDS = {
    "own_minimum": "Of these their own, at least",
    "own_maximum": "Of these their own, at most",
    "minimum": "At least",
    "maximum": "At most",
    "scp": "Point",
    "cpd": "Development activities",
    "pcf_level": "Capabilities at the level",
    "kss": "Knowledge and skills statements",
    "ends_on": "Last day",
    "due_on": "Due by",
    "earliest": "Earliest day",
}
TOLD_APART = ("rules", "because", "figures", "silent")


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things of one kind, as a table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Spell:
    """One line of the table beside the drawing."""

    label: str
    from_on: dt.date
    to_on: dt.date | None
    said: str
    here: bool


@dataclass(frozen=True, slots=True)
class Shown:
    because: str
    silent: bool
    band: str
    values: tuple[tuple[str, str], ...]
    lists: tuple[Listed, ...]
    why: Why
    chart: Chart | None
    spells: tuple[Spell, ...]
    marks: tuple[tuple[str, dt.date], ...]
    unit: str


def answered(question: str, payload: Payload, pack: Pack) -> Shown:
    """Ask, and return the answer as it is shown.

    Raises:
        BadQuestion: the payload cannot be answered; the text names the field.
    """
    asked = {**payload, "pack": pack}
    reply = explain.answer(question, asked)
    timeline = explain.timeline(question, asked)
    on = explain.day_or_none(payload, "on")
    return Shown(
        because=reply["because"],
        silent=bool(reply.get("silent")),
        band=str(reply["figures"].get("band", "")),
        values=tuple(_values(reply)),
        lists=tuple(_lists(reply)),
        why=_why(reply, pack),
        chart=drawn(timeline, on) if timeline else None,
        spells=tuple(_spells(timeline, on)) if timeline else (),
        marks=tuple((mark.label, mark.on) for mark in timeline.marks) if timeline else (),
        unit=timeline.unit if timeline else "",
    )


def _why(reply: Reply, pack: Pack) -> Why:
    figures = {name: _as_day(value) for name, value in reply["figures"].items()}
    return why(Answer(rules=tuple(reply["rules"]), because=reply["because"], figures=figures), pack)


def _spells(timeline: Timeline, on: dt.date | None) -> list[Spell]:
    return [
        Spell(
            label=stretch.label[:1].upper() + stretch.label[1:],
            from_on=stretch.from_on,
            to_on=stretch.to_on,
            said=stretch.said,
            here=on is not None and holds(stretch, on),
        )
        for stretch in timeline.stretches
    ]


def _values(reply: Reply) -> list[tuple[str, str]]:
    plain = ((name, value) for name, value in reply.items() if name not in TOLD_APART)
    return [
        (words(name), said(value)) for name, value in plain if not isinstance(value, Mapping) and not _things(value)
    ]


def _lists(reply: Reply) -> list[Listed]:
    found: list[Listed] = []
    for name, value in reply.items():
        if name in TOLD_APART:
            continue
        if isinstance(value, Mapping):
            found.append(
                Listed(words(name), ("Name", "Day"), tuple((words(key), said(one)) for key, one in value.items()))
            )
        elif _things(value):
            columns = tuple(value[0])
            rows = tuple(tuple(words(said(one[key])) for key in columns) for one in value)
            found.append(Listed(words(name), tuple(words(key) for key in columns), rows))
    return found


def _things(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def words(name: str) -> str:
    """A name of the answer as people write it."""
    plain = WORDS.get(name, name.replace("_", " "))
    return plain[:1].upper() + plain[1:]


def said(value: Any) -> str:
    """A value of the answer as people write it."""
    if value is None:
        return "Not set"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(said(one) for one in value) or "None"
    found = _as_day(value)
    return long_day(found) if isinstance(found, dt.date) else str(value)


def long_day(on: dt.date) -> str:
    return date_format(on, "D j F Y")


def _as_day(value: Any) -> Any:
    if isinstance(value, str) and len(value) == 10 and value[4] == "-" == value[7]:
        return dt.date.fromisoformat(value)
    return value
