"""The staff export of an HR system: people, posts, stages, registrations and who stands above whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from workforce.imports.after import followed
from workforce.imports.changes import Changes, Count
from workforce.imports.faults import Fault, FileRefused
from workforce.imports.staff import leavers, organisation, people, rows, stages, ties
from workforce.imports.staff.rows import StaffRow
from workforce.imports.table import Source, read_lines
from workforce.models import Person
from workforce.policy_in_force import WITHOUT_AUTHORITY

DEED = "workforce.import_staff"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: rows read, counts by kind, remarks, and who is here but not in the file."""

    rows: int
    counts: dict[str, Count]
    notes: Sequence[str]
    missing: Sequence[Person]


@transaction.atomic
def import_staff(
    source: Source,
    *,
    on: dt.date,
    at: dt.datetime,
    pack: str = WITHOUT_AUTHORITY,
    end_leavers: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Read a staff export and write it whole. A second run of the same file writes nothing.

    `pack` is for an authority that is not here yet. A dry run does all of it and takes it back.

    Raises:
        FileRefused: something is wrong with the file or a row; nothing was written.
        MappingWrong: the mapping does not fit this import.
    """
    lines, reading = read_lines(source, fields=rows.FIELDS, required=rows.REQUIRED)
    found = rows.staff_rows(lines)
    by_number = _by_number(found)
    faults = [*reading.faults, *_between(found, by_number, reading.headers, whole=not reading.faults)]
    if faults:
        raise FileRefused(faults)
    changes = Changes(DEED, at)
    everybody = _write(source, found, by_number, pack=pack, changes=changes, on=on)
    missing = leavers.missing(by_number.keys(), on)
    if end_leavers:
        leavers.end_all(missing, on, changes)
    if changes.written:
        followed([*everybody, *(missing if end_leavers else ())], on=on, at=at)
    if dry_run:
        transaction.set_rollback(True)
    return Imported(len(lines), dict(changes.counts), tuple(changes.notes), tuple(missing))


def _by_number(found: Sequence[StaffRow]) -> dict[str, list[StaffRow]]:
    """Return each person's rows: posts that have ended before those still held, then the earliest first."""
    by_number: dict[str, list[StaffRow]] = defaultdict(list)
    for row in sorted(found, key=lambda row: (row.ended_on is None, row.started_on, row.line)):
        by_number[row.employee_number].append(row)
    return dict(sorted(by_number.items()))


def _between(
    found: Sequence[StaffRow], by_number: dict[str, list[StaffRow]], headers: dict[str, str], *, whole: bool
) -> list[Fault]:
    """Return what is wrong between rows. While a row is missing for its own faults, names of people are not judged."""
    faults = rows.among(sorted(found, key=lambda row: row.line), headers)
    faults += organisation.authority_faults(found, headers.get("authority", "authority"))
    faults += _foreign_addresses(by_number, headers)
    return faults + (ties.unknown_people(by_number, headers) if whole else [])


def _foreign_addresses(by_number: dict[str, list[StaffRow]], headers: dict[str, str]) -> list[Fault]:
    """Return every row whose address belongs to somebody here who is not in the file."""
    addresses = {posts[-1].email: posts[-1] for posts in by_number.values()}
    others = Person.objects.filter(employee_number__isnull=False).exclude(employee_number__in=by_number)
    held = others.filter(email__in=addresses)
    do = "Somebody else here has this address and is not in the file. Correct one of the two"
    return [Fault(addresses[person.email].line, headers.get("email", "email"), do) for person in held]


def _write(
    source: Source,
    found: Sequence[StaffRow],
    by_number: dict[str, list[StaffRow]],
    *,
    pack: str,
    changes: Changes,
    on: dt.date,
) -> list[Person]:
    mapping = source.mapping
    services, teams = organisation.put_organisation(found, pack=pack, academy=mapping.teams.academy, changes=changes)
    by_person = people.put_people(by_number, changes)
    people.put_posts(by_number, by_person, teams, changes, on)
    people.put_registrations(by_number, by_person, mapping.file.regulator, changes)
    stages.put_stages(by_number, by_person, changes, on)
    ties.put_ties(by_number, by_person, changes, on)
    ties.put_group_managers(by_number, by_person, services, changes, on)
    changes.write()
    return list(by_person.values())
