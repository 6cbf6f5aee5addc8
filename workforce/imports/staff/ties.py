"""Who manages, assesses and supervises whom, and who is group manager, by employee number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from workforce.imports.changes import Changes
from workforce.imports.faults import Fault
from workforce.imports.staff.people import ONE_DAY, Rows
from workforce.imports.staff.rows import StaffRow
from workforce.models import Person, Post, Relationship, Service

Kind = Relationship.Kind
COLUMNS = {Kind.MANAGES: "line_manager", Kind.ASSESSES: "assessor", Kind.SUPERVISES: "supervisor"}


def named_in(row: StaffRow) -> dict[Kind, str | None]:
    return {Kind.MANAGES: row.manager, Kind.ASSESSES: row.assessor, Kind.SUPERVISES: row.supervisor}


def unknown_people(rows: Rows, headers: dict[str, str]) -> list[Fault]:
    """Return every cell that names somebody who is neither in the file nor here already."""
    named = {number for posts in rows.values() for row in posts for number in named_in(row).values() if number}
    here = set(Person.objects.filter(employee_number__in=named - set(rows)).values_list("employee_number", flat=True))
    known = here | set(rows)
    without_zeros = {number.lstrip("0"): number for number in known}
    faults = []
    for posts in rows.values():
        for row in posts:
            for kind, number in named_in(row).items():
                if number and number not in known:
                    name = COLUMNS[kind]
                    do = _about_unknown(number, without_zeros.get(number.lstrip("0")))
                    faults.append(Fault(row.line, headers.get(name, name), do))
    return faults


def _about_unknown(number: str, like: str | None) -> str:
    if like:
        return f"Nobody has the number “{number}”. Is it {like}, with its zeros lost? Export it as text"
    return f"Nobody has the number “{number}”, in this file or here. Add that person or correct the number"


@dataclass(frozen=True, slots=True)
class Tie:
    """`holder` does it from a day on. `post_since` is when the post began that the file says it in."""

    holder: Person
    started_on: dt.date
    ended_on: dt.date | None
    post_since: dt.date


def put_ties(rows: Rows, people: Mapping[str, Person], changes: Changes, on: dt.date) -> None:
    """Write the relationships of everybody in the file; a column the file does not have changes nothing."""
    everybody = _everybody(rows, people)
    since = _first_days(rows, everybody)
    held: dict[tuple[str, int | None], list[Relationship]] = defaultdict(list)
    for tie in Relationship.objects.filter(person__in=people.values(), kind__in=COLUMNS).order_by("started_on"):
        held[tie.kind, tie.person_id].append(tie)
    new: list[Relationship] = []
    for number, posts in rows.items():
        person = people[number]
        for kind in COLUMNS:
            if named_in(posts[-1])[kind] is not None:
                ties = _ties_of(posts, kind, everybody, since)
                made = _put(ties, held[kind, person.pk], changes, on)
                new += [Relationship(kind=kind, person=person, **_values(tie)) for tie in made]
    changes.insert(new)


def put_group_managers(
    rows: Rows, people: Mapping[str, Person], services: Mapping[str, Service], changes: Changes, on: dt.date
) -> None:
    """Write who is group manager of each service named in a group manager's post."""
    ties: dict[str, list[Tie]] = defaultdict(list)
    for row in _in_order(row for posts in rows.values() for row in posts if row.job == Post.Job.GROUP_MANAGER):
        tie = Tie(people[row.employee_number], row.started_on, row.ended_on, row.started_on)
        _append(ties[row.service_code], tie)
    held: dict[int | None, list[Relationship]] = defaultdict(list)
    for tie in Relationship.objects.filter(kind=Kind.GROUP_MANAGES).order_by("started_on"):
        held[tie.service_id].append(tie)
    new: list[Relationship] = []
    for code, found in ties.items():
        service = services[code]
        made = _put(found, held[service.pk], changes, on)
        new += [Relationship(kind=Kind.GROUP_MANAGES, service=service, **_values(tie)) for tie in made]
    changes.insert(new)


def _everybody(rows: Rows, people: Mapping[str, Person]) -> dict[str, Person]:
    """People of the file and those here already whom it names."""
    named = {number for posts in rows.values() for row in posts for number in named_in(row).values() if number}
    here = Person.objects.filter(employee_number__in=named - set(people))
    return {**people, **{str(person.employee_number): person for person in here}}


def _first_days(rows: Rows, everybody: Mapping[str, Person]) -> dict[int, dt.date]:
    """Return the first day of each person's first post: nobody did anything for anybody before."""
    first: dict[int, dt.date] = {}
    for person, day in Post.objects.filter(person__in=everybody.values()).values_list("person", "started_on"):
        first[person] = min(day, first.get(person, day))
    for number, posts in rows.items():
        pk = everybody[number].pk
        first[pk] = min(first.get(pk, dt.date.max), *(row.started_on for row in posts))
    return first


def _ties_of(
    posts: Sequence[StaffRow], kind: Kind, everybody: Mapping[str, Person], since: Mapping[int, dt.date]
) -> list[Tie]:
    """Return who did this for one person, in order, from the first day both were here."""
    ties: list[Tie] = []
    for row in posts:
        number = named_in(row)[kind]
        if not number:
            continue
        holder = everybody[number]
        begins = max(row.started_on, since.get(holder.pk, row.started_on))
        if kind == Kind.ASSESSES and row.asye_started_on:
            begins = max(begins, row.asye_started_on)
        if row.ended_on is None or row.ended_on >= begins:
            _append(ties, Tie(holder, begins, row.ended_on, row.started_on))
    return ties


def _append(ties: list[Tie], tie: Tie) -> None:
    """Add a tie after those before it: the same holder goes on, another ends what is still open."""
    last = ties[-1] if ties else None
    if last and last.holder == tie.holder and (last.ended_on is None or last.ended_on + ONE_DAY >= tie.started_on):
        tie = replace(tie, started_on=min(last.started_on, tie.started_on))
    before = [old for old in ties if old.started_on < tie.started_on]
    cut = tie.started_on - ONE_DAY
    ties[:] = [old if old.ended_on and old.ended_on <= cut else replace(old, ended_on=cut) for old in before]
    ties.append(tie)


def _put(ties: Sequence[Tie], held: Sequence[Relationship], changes: Changes, on: dt.date) -> Sequence[Tie]:
    """Bring the stored relationships in line with the file's newest; return those to add."""
    if not held:
        return ties
    still = next((tie for tie in held if tie.ended_on is None), None)
    newest = ties[-1] if ties else None
    if still is None:
        changes.count(held[-1]).unchanged += 1
        return _again(newest, max(tie.ended_on for tie in held if tie.ended_on))
    if newest is None:
        changes.put(still, ends=True, ended_on=max(still.started_on, on - ONE_DAY))
        return ()
    ended_on = max(newest.ended_on, still.started_on) if newest.ended_on else None
    if newest.holder.pk == still.holder_id:
        changes.put(still, ends=ended_on is not None, ended_on=ended_on)
        return ()
    changed_on = max(newest.post_since if newest.post_since > still.started_on else on, newest.started_on)
    if changed_on <= still.started_on:
        changes.put(still, ends=ended_on is not None, holder=newest.holder, ended_on=ended_on)
        return ()
    changes.put(still, ends=True, ended_on=changed_on - ONE_DAY)
    return _again(newest, changed_on - ONE_DAY)


def _again(tie: Tie | None, after: dt.date) -> Sequence[Tie]:
    """Return the tie from the day after on, if it is still open then."""
    if tie is None or (tie.ended_on is not None and tie.ended_on <= after):
        return ()
    return (replace(tie, started_on=max(tie.started_on, after + ONE_DAY)),)


def _values(tie: Tie) -> dict[str, object]:
    return {"holder": tie.holder, "started_on": tie.started_on, "ended_on": tie.ended_on}


def _in_order(rows: Iterable[StaffRow]) -> list[StaffRow]:
    return sorted(rows, key=lambda row: (row.started_on, row.line))
