"""A file of the case system: taken in, checked by a task, agreed to, written by a task; then the file is deleted."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from functools import partial as delayed
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction

from caseloads.imports import Imported, Progress, import_caseloads
from caseloads.models import CaseImport
from caseloads.services.following import follow_cases
from workforce import audit
from workforce.imports.faults import Fault, FileRefused
from workforce.imports.mapping import Mapping, MappingWrong
from workforce.imports.table import Source
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

Status = CaseImport.Status
MOST_FAULTS_KEPT = 1_000
KEPT_DAYS = 7
FAILED = "Something went wrong on our side. Nothing was written. Tell whoever looks after this service"
GONE = "Somebody else has just dealt with this file. Reload the page"


@transaction.atomic
def receive(
    *, upload: File[Any], mapping: str, partial: bool, sent_key: uuid.UUID, by: Person, at: dt.datetime
) -> tuple[CaseImport, bool]:
    """Keep a file until it is dealt with; a form sent twice gives back the first, and False.

    Raises:
        Refused: the mapping cannot be used, or another file is still being dealt with.
    """
    already = CaseImport.objects.filter(sent_key=sent_key).first()
    if already is not None:
        return already, False
    if mapping:
        _mapping(mapping)
    if CaseImport.objects.filter(status__in=(Status.WAITING, Status.CHECKED, Status.CONFIRMED)).exists():
        raise Refused("Another file is waiting. Write it or put it aside first")
    received = CaseImport(
        sent_key=sent_key,
        by=by,
        at=at,
        mapping=mapping or last_mapping(),
        partial=partial,
        sha256=fingerprint(upload),
        size=upload.size,
    )
    received.file.save(f"{sent_key}.upload", upload, save=False)
    kept, new = insert_once(received, clash="This file could not be kept. Send it again")
    if new:
        audit.record(by=by, deed="caseloads.receive_file", subject=kept, at=at)
    return kept, new


def last_mapping() -> str:
    """Return how the last written file was read."""
    rows = CaseImport.objects.filter(status=Status.WRITTEN).exclude(mapping="").order_by("-at", "-pk")
    return rows.values_list("mapping", flat=True).first() or ""


def fingerprint(upload: File[Any]) -> str:
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    return digest.hexdigest()


def check(pk: int, *, on: dt.date, at: dt.datetime, progress: Progress) -> None:
    """Try the file without writing; a second try of the same file, or one put aside meanwhile, changes nothing."""
    received = CaseImport.objects.filter(pk=pk, status=Status.WAITING).first()
    if received is None:
        return
    try:
        done = _import(received, on=on, at=at, progress=progress, dry_run=True)
    except (FileRefused, MappingWrong) as wrong:
        _refuse(received, wrong, at=at)
        return
    _move(received, Status.CHECKED, checked_at=at, **_outcome(done))


@transaction.atomic
def confirm(*, received: CaseImport, accept_shrink: bool, by: Person, at: dt.datetime) -> None:
    """Agree to what the check has found.

    Raises:
        Refused: many cases would be closed and that was not agreed to, or the file is not waiting for this.
    """
    if received.shrinks and not accept_shrink:
        raise Refused(f"Say that {received.missing:,} cases may be closed, or put the file aside")
    if not _move(received, Status.CONFIRMED, confirmed_by=by):
        raise Refused(GONE)
    audit.record(by=by, deed="caseloads.confirm_file", subject=received, at=at)


def write(pk: int, *, on: dt.date, at: dt.datetime, progress: Progress) -> None:
    """Write a file that was agreed to, and delete it; a second run finds it written and does nothing."""
    received = CaseImport.objects.filter(pk=pk, status=Status.CONFIRMED).first()
    if received is None:
        return
    try:
        with transaction.atomic():
            if not CaseImport.objects.filter(pk=pk, status=Status.CONFIRMED).update(ended_at=at):
                return  # the update waits for whoever else is at it
            done = _import(received, on=on, at=at, progress=progress, dry_run=False)
            follow_cases(on=on, at=at)
            _move(received, Status.WRITTEN, ended_at=at, **_outcome(done))
            _forget_file(received)
    except (FileRefused, MappingWrong) as wrong:
        _refuse(received, wrong, at=at)


def give_up(pk: int, *, at: dt.datetime) -> None:
    """Let nobody wait for a file at which this service has failed; the log says how."""
    received = CaseImport.objects.filter(pk=pk, status__in=(Status.WAITING, Status.CONFIRMED)).first()
    if received is not None:
        _refuse(received, FileRefused([Fault(0, "", FAILED)]), at=at)


@transaction.atomic
def cancel(*, received: CaseImport, by: Person, at: dt.datetime) -> None:
    """Put a file aside that is not being written, and delete it.

    Raises:
        Refused: it is being written or dealt with already.
    """
    if not _move(received, Status.CANCELLED, ended_at=at):
        raise Refused(GONE)
    _forget_file(received)
    audit.record(by=by, deed="caseloads.cancel_file", subject=received, at=at)


def forget_files(*, at: dt.datetime) -> int:
    """Put aside files that nobody has agreed to for a week; return how many."""
    left = CaseImport.objects.filter(
        status__in=(Status.WAITING, Status.CHECKED), at__lt=at - dt.timedelta(days=KEPT_DAYS)
    )
    count = 0
    for received in left:
        with transaction.atomic():
            if _move(received, Status.CANCELLED, ended_at=at):
                _forget_file(received)
                count += 1
    return count


@transaction.atomic
def bring_in(
    source: Source, *, on: dt.date, at: dt.datetime, partial: bool, accept_shrink: bool, dry_run: bool
) -> Imported:
    """Import a file of this machine, as the command does, and keep that it was; a dry run keeps nothing.

    Raises:
        FileRefused, MappingWrong: as of `import_caseloads`.
    """
    done = import_caseloads(source, on=on, at=at, partial=partial, accept_shrink=accept_shrink, dry_run=dry_run)
    if not dry_run:
        follow_cases(on=on, at=at)
        with source.file.open("rb") as raw:
            file = File(raw)
            kept = CaseImport.objects.create(
                status=Status.WRITTEN, at=at, ended_at=at, partial=partial, sha256=fingerprint(file), size=file.size,
                **_outcome(done),
            )  # fmt: skip
        audit.record(by=None, deed="caseloads.import_file", subject=kept, at=at)
    return done


def _import(received: CaseImport, *, on: dt.date, at: dt.datetime, progress: Progress, dry_run: bool) -> Imported:
    return import_caseloads(
        Source(Path(received.file.path), _mapping(received.mapping)),
        on=on, at=at, partial=received.partial, accept_shrink=received.shrinks, dry_run=dry_run, progress=progress,
    )  # fmt: skip


def _mapping(text: str) -> Mapping:
    try:
        return Mapping.parse(text)
    except MappingWrong as wrong:
        raise Refused(f"The mapping cannot be used. {wrong}") from wrong


def _outcome(done: Imported) -> dict[str, Any]:
    return {
        "rows": done.rows,
        "counts": {kind: [n.added, n.changed, n.ended, n.unchanged] for kind, n in done.counts.items()},
        "missing": done.missing,
        "open_before": done.open_before,
        "open_after": done.open_after,
        "shrinks": done.shrinks,
    }


def _refuse(received: CaseImport, wrong: FileRefused | MappingWrong, *, at: dt.datetime) -> None:
    found = wrong.faults if isinstance(wrong, FileRefused) else [Fault(0, "", str(wrong))]
    faults = [[fault.line, fault.column, fault.do] for fault in found]
    with transaction.atomic():
        if _move(received, Status.REFUSED, ended_at=at, fault_count=len(faults), faults=faults[:MOST_FAULTS_KEPT]):
            _forget_file(received)


def _move(received: CaseImport, to: str, **values: Any) -> bool:
    """Change the status as MOVES allows; the WHERE clause is the lock. False where somebody else was first."""
    if to not in CaseImport.MOVES[received.status]:
        return False
    moved = CaseImport.objects.filter(pk=received.pk, status=received.status).update(status=to, **values)
    if moved:
        received.status = to
    return bool(moved)


def _forget_file(received: CaseImport) -> None:
    """Delete the file once the rest is kept."""
    storage, name = received.file.storage, received.file.name
    CaseImport.objects.filter(pk=received.pk).update(file="")
    if name:
        transaction.on_commit(delayed(storage.delete, name))
