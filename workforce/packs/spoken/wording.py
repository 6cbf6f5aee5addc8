"""The words that keys and values of a pack are told in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from workforce.packs.schema import Pack
from workforce.packs.schema.bands import Band
from workforce.sentences import day, listed

Table: TypeAlias = Mapping[str, Any]
Said: TypeAlias = tuple[str, list[str]]  # title, lines
Sayer: TypeAlias = Callable[[Table, Pack, str], Said]
STAGES = {
    "nqsw": "a newly qualified social worker",
    "trainee": "a trainee",
    "experienced": "an experienced social worker",
    "social_worker": "a social worker",
    "other_staff": "another member of staff",
}
SHORT = {"nqsw": "newly qualified social worker", "senior": "senior social worker"}
RECIPIENTS = {
    "owner": "the person who owes it",
    "about": "the person it is about",
    "group_manager": "group manager",
    "principal": "principal social worker",
    "lead": "programme lead",
    "hr": "HR",
}
PARTIES = {
    "nqsw": "newly qualified social worker",
    "manager": "practice manager",
    "assessor": "assessor",
    "coordinator": "programme lead",
}


def words(name: str) -> str:
    """A key as words: `minimum_minutes` is Minimum minutes."""
    plain = name.replace("_", " ")
    return plain[:1].upper() + plain[1:]


def value(held: object) -> str:
    """A value as a reader would write it."""
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, Mapping):
        return "; ".join(f"{name.replace('-', ' ').replace('_', ' ')} {value(one)}" for name, one in held.items())
    if isinstance(held, list):
        return listed([value(one) for one in held])
    if isinstance(held, str):
        return _date(held) or SHORT.get(held) or held.replace("_", " ")
    return str(held)


def _date(text: str) -> str:
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else ""
    except ValueError:
        return ""


def day_of_year(text: str) -> str:
    """A month and a day as a reader would write them: 12-24 is 24 December."""
    month, number = text.split("-")
    return day(date(2000, int(month), int(number))).rpartition(" ")[0]


def label_of(band: Band) -> str:
    """The band's label as a line begins."""
    return band.label[:1].upper() + band.label[1:]


def within(label: str) -> str:
    """A label within a sentence, where only its first letter becomes small."""
    return label[:1].lower() + label[1:]


def who(stage: str, table: Table, pack: Pack) -> str:
    """Those of a stage, in the services the part is limited to."""
    services = [pack.services[code].short for code in table.get("scope", {}).get("services", ())]
    return f"{STAGES.get(stage, words(stage).lower())}{f' in {listed(services)}' if services else ''}"
