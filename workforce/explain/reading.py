"""Read the fields of a payload. What is wrong with one is a BadQuestion whose text names it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from workforce import policy
from workforce.clock import Clock, Pause
from workforce.explain.shapes import BadQuestion, Payload
from workforce.packs import Pack, PackError, load_pack
from workforce.sentences import listed
from workforce.verdict import Refused

EARLIEST, LATEST = date(1950, 1, 1), date(2150, 12, 31)
MOST = 1_000_000
PAUSE_FIELDS = frozenset({"from", "to", "reason"})


def pack(payload: Payload) -> Pack:
    """The pack by name or path; or the pack itself, which no JSON can carry, where a page asks about one it holds."""
    name = present(payload, "pack")
    if isinstance(name, Pack):
        return name
    if not isinstance(name, str) or not name:
        raise BadQuestion("pack: give the name of a pack or the path of a pack file")
    try:
        return load_pack(name)
    except PackError as fault:
        raise BadQuestion(f"pack: {fault}") from fault


def day(payload: Payload, name: str) -> date:
    return to_day(present(payload, name), name)


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
    raise BadQuestion(f"{name}: {shown(value)} is not a date: write it like 2026-01-31")


def integer(payload: Payload, name: str, *, least: int = 0) -> int:
    value = present(payload, name)
    if type(value) is not int or not least <= value <= MOST:
        raise BadQuestion(f"{name}: {shown(value)} is not a whole number of {least} or more")
    return value


def number(payload: Payload, name: str, default: float, *, above: float, most: float) -> float:
    value = payload.get(name)
    if value is None:
        return default
    if type(value) not in (int, float) or not above < value <= most:
        raise BadQuestion(f"{name}: {shown(value)} is not a number above {above:g} and up to {most:g}")
    return float(value)


def boolean(payload: Payload, name: str, default: bool | None = None) -> bool:
    value = payload.get(name)
    if value is None:
        if default is None or name in payload:
            present(payload, name)
            raise BadQuestion(f"{name}: give true or false")
        return default
    if type(value) is not bool:
        raise BadQuestion(f"{name}: {shown(value)} is neither true nor false")
    return value


def choice(payload: Payload, name: str, choices: Sequence[str], default: str = "") -> str:
    value = payload.get(name)
    if value is None:
        if default:
            return default
        present(payload, name)
    if not isinstance(value, str) or value not in choices:
        raise BadQuestion(f"{name}: {shown(value)} is not one of {', '.join(choices)}")
    return value


def codes(payload: Payload, name: str) -> tuple[str, ...]:
    value = present(payload, name)
    if not isinstance(value, list) or not all(isinstance(code, str) and code for code in value):
        raise BadQuestion(f"{name}: give a list of codes")
    return tuple(value)


def tables(payload: Payload, name: str, *, required: bool = False) -> list[dict[str, Any]]:
    """A list of objects; an empty one where it may be left out."""
    value = payload.get(name)
    if value is None:
        if required:
            present(payload, name)
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise BadQuestion(f"{name}: give a list of objects")
    return value


def table(payload: Payload, name: str) -> dict[str, Any]:
    value = present(payload, name)
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


def _pause(entry: Payload, name: str) -> Pause:
    only(entry, name, PAUSE_FIELDS)
    first, last = period(entry, name)
    reason = _inner(entry, name, "reason")
    if not isinstance(reason, str):
        raise BadQuestion(f"{name}.reason: {shown(reason)} is not a reason")
    return Pause(first, last, reason)


def present(payload: Payload, name: str) -> Any:
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


def shown(value: object) -> str:
    return _short(json.dumps(value, default=str))
