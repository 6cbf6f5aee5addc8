"""An archive of another authority: taken in, checked by a task, agreed to, written by a task; then its file is deleted.

Nothing is written before somebody has agreed; then all of it is, or none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from asye.imports.archive import ArchiveRefused, open_archive
from asye.models import ArchiveImport
from asye.services.arriving import preview_of, running_stage
from asye.services.carrying_on import bring
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.sentences import day
from workforce.verdict import Refused

Status = ArchiveImport.Status
KEPT_DAYS = 7
FAILED = "Something went wrong on our side. Nothing was written. Tell whoever looks after this service"
GONE = "Somebody else has just dealt with this archive. Reload the page"
Key = tuple[str, str, str]


@transaction.atomic
def receive(
    *, person: Person, upload: File[Any], sent_key: uuid.UUID, by: Person, at: dt.datetime
) -> tuple[ArchiveImport, bool]:
    """Keep an archive until it is dealt with; a form sent twice gives back the first, and False.

    Raises:
        Refused: another archive for this person is still being dealt with.
    """
    already = ArchiveImport.objects.filter(sent_key=sent_key).first()
    if already is not None:
        return already, False
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    received = ArchiveImport(
        sent_key=sent_key, person=person, by=by, at=at, sha256=digest.hexdigest(), size=upload.size or 0
    )
    if ArchiveImport.objects.filter(person=person, status__in=ArchiveImport.OPEN).exists():
        raise Refused("Another archive for this person is waiting. Write it or put it aside first")
    received.file.save("archive", upload, save=False)
    kept, new = insert_once(received, clash="Another archive for this person is waiting")
    if new:
        audit.record(by=by, deed="asye.receive_archive", subject=kept, at=at)
    return kept, new


def check(pk: int, *, on: dt.date, at: dt.datetime) -> None:
    """Read the archive and say what it would bring; one put aside meanwhile, or checked before, stays as it is."""
    received = ArchiveImport.objects.filter(pk=pk, status=Status.WAITING).select_related("person").first()
    if received is None:
        return
    try:
        with received.file.open() as file:
            opened = open_archive(file)
            preview = preview_of(received, opened, on=on, at=at)
    except (ArchiveRefused, Refused) as wrong:
        _refuse(received, str(wrong), at=at)
        return
    _move(received, Status.CHECKED, preview=preview)


@transaction.atomic
def confirm(*, received: ArchiveImport, ended_there_on: dt.date, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Agree to what the check has found; the year ran there up to `ended_there_on`.

    Raises:
        Refused: that day is before the year began or not before it goes on here, or the archive waits no longer.
    """
    stage = running_stage(received.person)
    began = dt.date.fromisoformat(received.preview["started_on"])
    if ended_there_on < began:
        raise Refused(f"The year began there on {day(began)}. Enter that day or a later one")
    if ended_there_on > on:
        raise Refused("Enter the last day of the year there, not one still to come")
    if began < stage.started_on <= ended_there_on:
        raise Refused(f"The year goes on here from {day(stage.started_on)}. Enter a day before that")
    if not _move(received, Status.CONFIRMED, confirmed_by=by, ended_there_on=ended_there_on):
        raise Refused(GONE)
    audit.record(by=by, deed="asye.confirm_archive", subject=received, at=at)


def write(pk: int, *, on: dt.date, at: dt.datetime) -> None:
    """Write an archive that was agreed to, and delete its file; a second run finds it written and does nothing."""
    received = (
        ArchiveImport.objects.filter(pk=pk, status=Status.CONFIRMED).select_related("person", "confirmed_by").first()
    )
    if received is None:
        return
    stored: list[str] = []
    try:
        with received.file.open() as file, transaction.atomic():
            if not ArchiveImport.objects.filter(pk=pk, status=Status.CONFIRMED).update(ended_at=at):
                return  # the update waits for whoever else is at it
            opened = open_archive(file)
            portfolio = bring(received, opened, stored, on=on, at=at)
            assert received.ended_there_on is not None
            as_written = {"days_done": portfolio.stage.done_days, "ended_on": received.ended_there_on.isoformat()}
            told = {**received.preview, **as_written}
            _move(received, Status.WRITTEN, ended_at=at, portfolio=portfolio, preview=told)
            audit.record(by=received.confirmed_by, deed="asye.bring_archive", subject=portfolio, at=at)
            _forget_file(received)
    except (ArchiveRefused, Refused) as wrong:
        _forget(stored)
        _refuse(received, str(wrong), at=at)
    except Exception:  # whatever it was, no file stays of rows that were undone; the worker hears of it
        _forget(stored)
        raise


def give_up(pk: int, *, at: dt.datetime) -> None:
    """Let nobody wait for an archive at which this service has failed; the log says how."""
    received = ArchiveImport.objects.filter(pk=pk, status__in=(Status.WAITING, Status.CONFIRMED)).first()
    if received is not None:
        _refuse(received, FAILED, at=at)


@transaction.atomic
def cancel(*, received: ArchiveImport, by: Person, at: dt.datetime) -> None:
    """Put an archive aside that is not being written, and delete its file.

    Raises:
        Refused: it is being written or dealt with already.
    """
    if not _move(received, Status.CANCELLED, ended_at=at):
        raise Refused(GONE)
    _forget_file(received)
    audit.record(by=by, deed="asye.cancel_archive", subject=received, at=at)


def forget_files(*, at: dt.datetime) -> int:
    """Put aside archives that nobody has agreed to for a week; return how many."""
    left = ArchiveImport.objects.filter(
        status__in=(Status.WAITING, Status.CHECKED), at__lt=at - dt.timedelta(days=KEPT_DAYS)
    )
    count = 0
    for received in left:
        with transaction.atomic():
            if _move(received, Status.CANCELLED, ended_at=at):
                _forget_file(received)
                audit.record(by=None, deed="asye.cancel_archive", subject=received, at=at)
                count += 1
    return count


def _refuse(received: ArchiveImport, fault: str, *, at: dt.datetime) -> None:
    with transaction.atomic():
        if _move(received, Status.REFUSED, ended_at=at, fault=fault[:500]):
            _forget_file(received)


def _move(received: ArchiveImport, to: str, **values: Any) -> bool:
    """Change the status as MOVES allows; the WHERE clause is the lock. False where somebody else was first."""
    if to not in ArchiveImport.MOVES[received.status]:
        return False
    moved = ArchiveImport.objects.filter(pk=received.pk, status=received.status).update(status=to, **values)
    if moved:
        received.status = to
    return bool(moved)


def _forget_file(received: ArchiveImport) -> None:
    storage, name = received.file.storage, received.file.name
    ArchiveImport.objects.filter(pk=received.pk).update(file="")
    if name:
        transaction.on_commit(partial(storage.delete, name))


def _forget(stored: list[str]) -> None:
    """Take back the files of a transaction that was undone."""
    for name in stored:
        default_storage.delete(name)
