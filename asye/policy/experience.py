"""The experience checklist of the year (WRK-06): shown by the caseload and the rota themselves, or noted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from workforce.packs import Pack
from workforce.packs.schema.asye import ChecklistItem
from workforce.sentences import count, day, listed
from workforce.verdict import Answer

ROLES = {"allocated": "allocated worker", "sole": "sole worker", "co": "co-worker"}


@dataclass(frozen=True, slots=True)
class Held:
    """Cases of one kind held in one role since a day; `said` is the kind in words, with its code."""

    kind: str
    role: str
    cases: int
    since: date
    said: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody has noted by hand: that it was done on a day, or that it was not after all."""

    done: bool
    on: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience(Answer):
    """One line of the checklist; `by_itself` where the case system or the rota shows it."""

    key: str
    label: str
    met: bool
    by_itself: bool
    told_by: bool


def checklist(
    pack: Pack, *, held: Sequence[Held], days: Mapping[str, float], noted: Mapping[str, Noted]
) -> tuple[Experience, ...]:
    """Return every line in the order of the pack; `days` are those held on the rota by kind of slot."""
    return tuple(_line(key, item, held, days, noted.get(key)) for key, item in pack.asye.checklist.items())


def _line(
    key: str, item: ChecklistItem, held: Sequence[Held], days: Mapping[str, float], noted: Noted | None
) -> Experience:
    cases = [one for one in held if one.kind in item.case_types]
    on_rota = days.get(item.rota or "", 0)
    by_hand = noted is not None and noted.done
    said = [*_of_cases(cases), *([_days(on_rota)] if on_rota else [])]
    if noted is not None:
        said.append(f"noted by {noted.by} for {day(noted.on)}" if by_hand else f"taken back by {noted.by}")
    return Experience(
        rules=(item.rule,),
        because=f"{listed(said)[:1].upper()}{listed(said)[1:]}" if said else "Nothing has shown it yet",
        key=key,
        label=item.label,
        met=bool(cases or on_rota or by_hand),
        by_itself=bool(cases or on_rota),
        told_by=bool(item.case_types or item.rota),
    )


def _days(days: float) -> str:
    return f"{days:g} {'day' if days == 1 else 'days'} on the rota"


def _of_cases(cases: Sequence[Held]) -> list[str]:
    return [_of_case(one) for one in sorted(cases, key=lambda one: one.since)]


def _of_case(one: Held) -> str:
    role = ROLES.get(one.role, one.role)
    return f"{count(one.cases, 'case')} of {one.said or one.kind} as {role} since {day(one.since)}"


def agreement(noted: Sequence[tuple[bool, bool]]) -> str:
    """Whether what is noted by hand is agreed: "agreed", "waits", or empty where nothing is noted.

    `noted` holds for each note, the newest first, whether it says done and whether the practitioner wrote it. What
    somebody else notes as done is agreed thereby; what was taken back counts no more.
    """
    standing = list(takewhile(lambda note: note[0], noted))
    if not standing:
        return ""
    return "waits" if all(own for _, own in standing) else "agreed"


def may_note(*, on: date, start: date, today: date) -> str:
    """Return what is wrong with the day, or nothing."""
    if on > today:
        return "Enter today or an earlier day"
    return f"The year began on {day(start)}: enter that day or a later one" if on < start else ""
