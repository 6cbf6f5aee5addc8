"""What workers held on any day, from dated allocations: a case and a role count as what they were on that day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db.models import Count, Exists, Q, Sum

from caseloads.models import Allocation, CaseVersion, PastRole
from workforce.models import Person

MOST_IN_ONE = 10_000
Key = tuple[int, dt.date]
Span = tuple[dt.date, dt.date, Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """Children and cases of one worker on one day; own are those they are allocated or sole worker of."""

    own: int = 0
    co: int = 0
    own_cases: int = 0
    co_cases: int = 0

    @property
    def held(self) -> int:
        return self.own + self.co

    @property
    def cases(self) -> int:
        return self.own_cases + self.co_cases


NOTHING = Holding()


class Holdings(dict[Key, Holding]):
    """By worker (primary key) and day; whoever held nothing is asked for like everybody else."""

    def __missing__(self, key: Key) -> Holding:
        return NOTHING


def holdings(workers: Iterable[int], days: Iterable[dt.date]) -> Holdings:
    """Return what these workers (primary keys) held on these days.

    One query for one day on which every case and role was what it is now, as today; three for any others, however many
    days and workers (up to ten thousand at once).
    """
    wanted, asked = sorted(set(workers)), sorted(set(days))
    found = Holdings()
    for begin in range(0, len(wanted), MOST_IN_ONE):
        some = wanted[begin : begin + MOST_IN_ONE]
        counted = _as_they_are(some, asked[0]) if len(asked) == 1 else None
        found |= _as_they_were(some, asked) if counted is None and asked else counted or {}
    return found


def _as_they_are(workers: Sequence[int], day: dt.date) -> dict[Key, Holding] | None:
    """Add up in the database; nothing where a case or a role has changed since that day."""
    later = {name: Exists(model.objects.filter(ended_on__gte=day)) for name, model in CHANGED.items()}
    rows = (
        _overlapping(workers, day, day).annotate(**later).values_list("worker", "role", *later)
        .annotate(Sum("case__children"), Count("pk")).order_by()
    )  # fmt: skip
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for worker, role, case_changed, role_changed, children, cases in rows:
        if case_changed or role_changed:
            return None
        place = int(role == Allocation.Role.CO)
        sums[worker][place] += children
        sums[worker][2 + place] += cases
    return {(worker, day): Holding(*numbers) for worker, numbers in sums.items()}


CHANGED: dict[str, Any] = {"case_changed": CaseVersion, "role_changed": PastRole}


def _overlapping(workers: Collection[int], first: dt.date, last: dt.date) -> Any:
    """Return the allocations that hold on some day from the first to the last; a closed case is held no longer."""
    return Allocation.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=first),
        Q(case__closed_on__isnull=True) | Q(case__closed_on__gte=first),
        worker__in=workers,
        started_on__lte=last,
    )


def _as_they_were(workers: Sequence[int], days: Sequence[dt.date]) -> dict[Key, Holding]:
    """Go through the allocations once; each adds where it begins and takes away where it has ended."""
    first, last = days[0], days[-1]
    versions = _spans(CaseVersion.objects.values_list("case", "started_on", "ended_on", "children"), first, last)
    roles = _spans(PastRole.objects.values_list("allocation", "started_on", "ended_on", "role"), first, last)
    moves: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    rows = _overlapping(workers, first, last).order_by().values_list(
        "pk", "worker", "role", "started_on", "ended_on", "case", "case__children", "case__closed_on"
    )  # fmt: skip
    for pk, worker, role, begins, ended, case, children, closed in rows.iterator(2_000):
        ends = min(ended or dt.date.max, closed or dt.date.max)
        pieces: list[tuple[dt.date, dt.date, int, str]] = [(begins, ends, children, role)]
        if case in versions:
            pieces = [_with(one, children=was) for one in pieces for was in _cut(one, versions[case], children)]
        if pk in roles:
            pieces = [_with(one, role=was) for one in pieces for was in _cut(one, roles[pk], role)]
        for from_on, to_on, number, part in pieces:
            low, high = bisect_left(days, from_on), bisect_right(days, to_on)
            if low < high:
                _add(moves[worker], low, high, number, part == Allocation.Role.CO)
    return {key: holding for worker, steps in moves.items() for key, holding in _running(worker, steps, days)}


def held_together(groups: Mapping[int, int], days: Sequence[dt.date]) -> dict[int, list[int]]:
    """Return the children that the workers of a group held together on each of the days, sorted; `groups` by worker.

    Two queries, and one pass over the allocations however many days: for boards of a whole authority.
    """
    first, last = days[0], days[-1]
    versions = _spans(CaseVersion.objects.values_list("case", "started_on", "ended_on", "children"), first, last)
    steps: dict[int, list[int]] = defaultdict(lambda: [0] * (len(days) + 1))
    rows = _overlapping(groups, first, last).order_by().values_list(
        "worker", "started_on", "ended_on", "case", "case__children", "case__closed_on"
    )  # fmt: skip
    for worker, begins, ended, case, children, closed in rows.iterator(5_000):
        ends = min(ended or dt.date.max, closed or dt.date.max)
        here = steps[groups[worker]]
        whole = (begins, ends, children, "")
        for from_on, to_on, number in _cut(whole, versions[case], children) if case in versions else (whole[:3],):
            low, high = bisect_left(days, from_on), bisect_right(days, to_on)
            if low < high:
                here[low] += number
                here[high] -= number
    return {group: list(accumulate(numbers[:-1])) for group, numbers in steps.items()}


def _spans(rows: Any, first: dt.date, last: dt.date) -> dict[int, list[Span]]:
    """Return what held in the past, by what it is about, the oldest first."""
    found: dict[int, list[Span]] = defaultdict(list)
    began = Q(started_on__isnull=True) | Q(started_on__lte=last)
    for key, begins, ends, value in rows.filter(began, ended_on__gte=first).order_by("ended_on").iterator(2_000):
        found[key].append((begins or dt.date.min, ends, value))
    return found


def _cut(piece: tuple[dt.date, dt.date, int, str], spans: Sequence[Span], now: Any) -> list[Span]:
    """Return the piece in stretches of one value each; after the last span it is what it is `now`."""
    begins, ends = piece[:2]
    cut: list[Span] = []
    for _, until, value in spans:
        if begins <= min(until, ends):
            cut.append((begins, min(until, ends), value))
            begins = until + dt.timedelta(days=1)
    if begins <= ends:
        cut.append((begins, ends, now))
    return cut


def _with(
    piece: tuple[dt.date, dt.date, int, str], *, children: Span | None = None, role: Span | None = None
) -> tuple[dt.date, dt.date, int, str]:
    from_on, to_on, _ = children or role or (*piece[:2], None)
    return from_on, to_on, children[2] if children else piece[2], role[2] if role else piece[3]


def _add(steps: dict[int, list[int]], low: int, high: int, children: int, co: bool) -> None:
    for place, by in ((low, 1), (high, -1)):
        steps[place][int(co)] += by * children
        steps[place][2 + int(co)] += by


def _running(worker: int, steps: dict[int, list[int]], days: Sequence[dt.date]) -> Iterable[tuple[Key, Holding]]:
    now = [0, 0, 0, 0]
    for place, day in enumerate(days):
        if place in steps:
            now = [number + by for number, by in zip(now, steps[place], strict=True)]
        if any(now):
            yield (worker, day), Holding(*now)


@dataclass(frozen=True, slots=True)
class TypeHeld:
    """That a worker has held cases of one kind in one role: how many, and from when to when (null: still)."""

    type: str
    role: str
    cases: int
    first: dt.date
    last: dt.date | None


def types_held(person: Person, first: dt.date, last: dt.date) -> tuple[TypeHeld, ...]:
    """Return the kinds of case and the roles a person has had from the first day to the last (WRK-06).

    A case that changed its kind while it was held counts for both, and so does a role.
    """
    held: dict[tuple[str, str], dict[int, tuple[dt.date, dt.date]]] = defaultdict(dict)
    versions = _spans(CaseVersion.objects.filter(case__allocations__worker=person).distinct().values_list(
        "case", "started_on", "ended_on", "type"), first, last)  # fmt: skip
    roles = _spans(PastRole.objects.filter(allocation__worker=person).values_list(
        "allocation", "started_on", "ended_on", "role"), first, last)  # fmt: skip
    rows = _overlapping([person.pk], first, last).values_list(
        "pk", "role", "started_on", "ended_on", "case", "case__type", "case__closed_on"
    )
    for pk, role, begins, ended, case, kind, closed in rows:
        whole = (begins, min(ended or dt.date.max, closed or dt.date.max), 0, "")
        for from_on, to_on, was in _cut(whole, versions.get(case, ()), kind):
            for begun, until, part in _cut((from_on, to_on, 0, ""), roles.get(pk, ()), role):
                if begun <= last and until >= first:
                    known = held[was, part].get(case, (begun, until))
                    held[was, part][case] = min(known[0], begun), max(known[1], until)
    return tuple(_type_held(*key, held[key].values()) for key in sorted(held))


def _type_held(kind: str, role: str, periods: Collection[tuple[dt.date, dt.date]]) -> TypeHeld:
    ends = max(last for _, last in periods)
    return TypeHeld(kind, role, len(periods), min(first for first, _ in periods), None if ends == dt.date.max else ends)
