"""Dates and ranges as a manager would say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(on: date) -> str:
    """4 January 2025."""
    return f"{on.day} {MONTHS[on.month]} {on.year}"


def between(low: float | None, high: float | None) -> str:
    """`6 to 8`, `at most 8`, `at least 6`, or nothing."""
    if low is None:
        return "" if high is None else f"at most {high}"
    if high is None:
        return f"at least {low}"
    return f"{low}" if low == high else f"{low} to {high}"


def count(number: float, one: str, many: str = "") -> str:
    """1 day, 2 days."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return listed(words).replace(" and ", " or ")


def silence(title: str, about: str) -> str:
    """What is said where a pack leaves a gap."""
    return f"The policy does not say {about}: {title} sets nothing here"
