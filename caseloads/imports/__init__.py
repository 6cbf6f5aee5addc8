"""The case system's export: what it records is fact here, whatever the limits say; the pages show what is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from caseloads.imports import allocations, cases, notes, rows, stored, streaming
from caseloads.imports.rows import CaseRow
from caseloads.imports.stored import StoredCase
from workforce.imports.bulk import without_collecting
from workforce.imports.cells import Line, Reading
from workforce.imports.changes import Changes, Count
from workforce.imports.faults import Fault, FileRefused
from workforce.imports.table import Source, no_rows, opened
from workforce.policy_in_force import pack_on

DEED = "caseloads.import_caseloads"
MOST_FAULTS = 5_000
TELL_EVERY = 5_000
LOCK = 0x63617365  # "case": imports of cases go one after the other
Progress = Callable[[int], None]
File = tuple[list[CaseRow], frozenset[str]]  # the rows, and the names of the columns there are


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    `missing` counts open cases kept by the feed that this file does not have, `open_before` and `open_after` the open
    cases kept by the feed; `shrinks` says that so many fewer are open that somebody should be asked first.
    """

    rows: int
    counts: dict[str, Count]
    missing: int
    open_before: int
    open_after: int
    shrinks: bool


class FileShrinks(FileRefused):
    """The file is as it should be, and has so many fewer open cases that nothing is closed before somebody agrees."""

    def __init__(self, done: Imported) -> None:
        self.done = done
        do = (
            f"{done.open_before:,} cases are open here and {done.open_after:,} would be after this file, which lacks "
            f"{done.missing:,} of them. If the export is whole, import it again and accept that"
        )
        super().__init__([Fault(1, "", do)])


@without_collecting()
def import_caseloads(
    source: Source,
    *,
    on: dt.date,
    at: dt.datetime,
    partial: bool = False,
    accept_shrink: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda read: None,
) -> Imported:
    """Read an export of allocations and write it whole. A second run of the same file writes nothing.

    The file is the whole truth of the day: whoever is no longer on a case ends with yesterday, and a case kept by the
    feed that the file no longer has is closed with yesterday, unless the file is `partial`. Cases entered by hand are
    left alone. A dry run does all of it and takes it back. `progress` is told how many lines have been read.

    Raises:
        FileShrinks: many cases would be closed, and that was not accepted; nothing was written.
        FileRefused: something is wrong with the file or a row; nothing was written.
        MappingWrong: the mapping does not fit this import.
    """
    workers = stored.workers()
    file = _read(source, workers, progress)  # before the lock: a long file keeps nobody from saving while it is read
    return _write(file, workers, on=on, at=at, partial=partial, accept_shrink=accept_shrink, dry_run=dry_run)


@transaction.atomic
def _write(
    file: File,
    workers: Mapping[str, int],
    *,
    on: dt.date,
    at: dt.datetime,
    partial: bool,
    accept_shrink: bool,
    dry_run: bool,
) -> Imported:
    _one_at_a_time()
    found, has = file
    held = stored.cases({row.reference for row in found})
    changes = Changes(DEED, at)
    gone = [] if partial else _gone(found, held)
    before, after = _open(held), _open_after(found, held, gone)
    keys = cases.put(found, held, has, changes, on=on)
    cases.close(gone, changes, on=on)
    allocations.put(found, keys, workers, {case.pk for case in gone}, changes, on=on)
    if "notes_due" in has:
        notes.put(found, workers, changes, on=on)
    missing = len(gone) if not partial else len(_gone(found, held))
    shrinks = not partial and _shrinks(before, after, on)
    done = Imported(len(found), dict(changes.counts), missing, before, after, shrinks)
    if shrinks and not (accept_shrink or dry_run):
        raise FileShrinks(done)
    if dry_run:
        transaction.set_rollback(True)
    return done


def _one_at_a_time() -> None:
    """Let another import end first; SQLite does so by itself, a transaction there begins with its lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _read(source: Source, workers: Mapping[str, int], progress: Progress) -> File:
    """Return the rows of a file in which nothing is wrong, and the columns it has."""
    found: list[CaseRow] = []
    with opened(source, fields=rows.FIELDS, required=rows.REQUIRED, hides_names=True) as table:
        faults, headers = table.reading.faults, table.reading.headers
        for row in streaming.case_rows(table, MOST_FAULTS):
            found.append(row)
            if len(found) % TELL_EVERY == 0:
                progress(len(found))
        has = frozenset(table.at)
    if len(faults) > MOST_FAULTS:
        do = f"The file has more than {MOST_FAULTS:,} faults and was not read further. Correct how it is exported first"
        raise FileRefused([Fault(1, "", do), *faults])
    faults = [*faults, *rows.among(found, headers), *_unknown(found, workers, table.reading)]
    if faults:
        raise FileRefused(faults)
    if not found:
        raise no_rows()
    progress(len(found))
    return found, has


def _unknown(found: Sequence[CaseRow], workers: Mapping[str, int], reading: Reading) -> list[Fault]:
    """Return one fault for each number nobody here has, at its first line."""
    first = {row.worker: row.line for row in reversed(found) if row.worker and row.worker not in workers}
    do = "Nobody here has the number {}. Import the staff export first, or correct the number"
    quoted = Line(0, {}, reading).quoted
    return [Fault(line, reading.headers["worker"], do.format(quoted(number))) for number, line in first.items()]


def _gone(found: Sequence[CaseRow], held: Mapping[str, StoredCase]) -> list[StoredCase]:
    """Return the open cases kept by the feed that the file does not have."""
    here = {row.reference for row in found}
    return [case for ref, case in held.items() if case.kept_by_feed and case.closed_on is None and ref not in here]


def _open(held: Mapping[str, StoredCase]) -> int:
    return sum(case.kept_by_feed and case.closed_on is None for case in held.values())


def _open_after(found: Sequence[CaseRow], held: Mapping[str, StoredCase], gone: Sequence[StoredCase]) -> int:
    here = {row.reference: row.closed_on is None for row in found}
    elsewhere = sum(c.kept_by_feed and c.closed_on is None and ref not in here for ref, c in held.items())
    return sum(here.values()) + elsewhere - len(gone)


def _shrinks(before: int, after: int, on: dt.date) -> bool:
    feed = pack_on(on).caseloads.feed
    return feed is not None and (before - after) * 100 > before * feed.asks_above_percent
