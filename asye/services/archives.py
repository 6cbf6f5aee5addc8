"""Ask for a portfolio as an archive that leaves with its person, make it, hand it over, delete it after its days."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import tempfile
import uuid
from typing import IO, Any

from django.core import signing
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from asye.exports.archive import pack
from asye.models import ArchiveHandover, Attachment, BroughtFile, Portfolio, PortfolioArchive, TrainingRecord
from asye.models.portfolio import RUNS_PROGRAMME
from asye.queries.archive import gathered
from asye.queries.archive.shapes import File as FileShape
from workforce import audit
from workforce.access import access_for
from workforce.models import AuditEntry, Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused

log = logging.getLogger(__name__)
Status = PortfolioArchive.Status
# Longer than the largest archive takes: what is at work for so long was left by a worker that died.
LEFT_AFTER = dt.timedelta(minutes=20)
LINK_FOR = dt.timedelta(minutes=10)  # long enough to begin a download, too short to be passed on
KEPT_DAYS = 30  # where no retention schedule says
SALT = "asye.archive"


@transaction.atomic
def ask_archive(
    *, portfolio: Portfolio, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> PortfolioArchive:
    """Ask for the portfolio as it now stands; a form sent twice gives back the first.

    Raises:
        Refused: one is being made already, or the year still runs and somebody else than its person asks.
    """
    already = PortfolioArchive.objects.filter(sent_key=sent_key).first()
    if already is not None:
        return already
    for_leaver = portfolio.practitioner_id != by.pk
    if for_leaver and portfolio.status == Portfolio.Status.OPEN:
        raise Refused("This year still runs. End it first, or let its owner ask for the archive")
    if PortfolioArchive.objects.filter(asked_by=by, status__in=PortfolioArchive.AT_WORK).exists():
        raise Refused("Your last archive is still being made. Wait until it is ready")
    kept = pack_on(on).retention.get("portfolio_archive")
    archive = PortfolioArchive(
        portfolio=portfolio,
        for_leaver=for_leaver,
        asked_by=by,
        asked_at=at,
        status_at=at,
        delete_on=on + dt.timedelta(days=kept.days if kept and kept.days else KEPT_DAYS),
        sent_key=sent_key,
    )
    archive, new = insert_once(archive, clash="Somebody else has just asked for an archive. Try again")
    if new:
        audit.record(by=by, deed="asye.ask_archive", subject=archive, at=at)
    return archive


def make_archive(archive: PortfolioArchive, *, on: dt.date, at: dt.datetime) -> bool:
    """Make an archive that waits, or one that a worker left; return whether this call made it."""
    if not _claim(archive, at):
        return False
    try:
        told = _gather(archive, on, at)
        _go_on(archive, Status.LAYING_OUT, at)
        with tempfile.TemporaryFile() as into:
            packed = pack(
                told, into, _opener(archive), number=archive.pk, step=lambda: _go_on(archive, Status.PACKING, at)
            )
            _keep(archive, into, packed.holds, packed.left_out, at)
    except Exception:  # whatever it was, nobody waits for an archive that does not come, and the worker hears of it
        log.exception("archive %s could not be made", archive.pk)
        _go_on(archive, Status.FAILED, at)
        raise
    return True


def _claim(archive: PortfolioArchive, at: dt.datetime) -> bool:
    rows = PortfolioArchive.objects.filter(pk=archive.pk)
    claimed = rows.filter(status=Status.WAITING).update(status=Status.GATHERING, status_at=at) or rows.filter(
        status__in=PortfolioArchive.AT_WORK, status_at__lt=at - LEFT_AFTER
    ).update(status=Status.GATHERING, status_at=at)
    return bool(claimed)


def _go_on(archive: PortfolioArchive, status: str, at: dt.datetime) -> None:
    PortfolioArchive.objects.filter(pk=archive.pk).update(status=status, status_at=at)


@transaction.atomic
def _gather(archive: PortfolioArchive, on: dt.date, at: dt.datetime) -> Any:
    """What its owner may take; of an archive that a lead hands over, only what the lead may see as well."""
    found = Portfolio.objects.select_related("practitioner", "stage", "programme")
    portfolio = found.prefetch_related("stage__pauses").get(pk=archive.portfolio_id)
    readers = [access_for(portfolio.practitioner, on)]
    if archive.for_leaver:
        asker = access_for(archive.asked_by, on)
        if not asker.jobs & RUNS_PROGRAMME:
            raise Refused("Whoever asked for it no longer runs the programme")
        readers.append(asker)
    return gathered(portfolio, readers, at=at)


def _opener(archive: PortfolioArchive) -> Any:
    """Return what opens a file of this portfolio by its digest, written here or brought."""
    portfolio = archive.portfolio_id
    within = Q(reflection__portfolio=portfolio) | Q(work__portfolio=portfolio)

    def opened(wanted: FileShape) -> bytes:
        held = (
            Attachment.objects.filter(within, sha256=wanted.sha256).first()
            or BroughtFile.objects.filter(record__portfolio=portfolio, sha256=wanted.sha256).first()
            or TrainingRecord.objects.filter(portfolio=portfolio, sha256=wanted.sha256, removed_at=None).first()
        )
        if held is None:
            raise ValueError("the file has been taken away")
        try:
            with held.file.open() as file:
                return bytes(file.read())
        except OSError as missing:
            raise ValueError("the file cannot be opened") from missing

    return opened


@transaction.atomic
def _keep(
    archive: PortfolioArchive, made: IO[bytes], holds: list[tuple[str, int]], left_out: list[str], at: dt.datetime
) -> None:
    archive.refresh_from_db()
    made.seek(0)
    archive.sha256 = hashlib.file_digest(made, "sha256").hexdigest()  # type: ignore[arg-type]
    archive.size = made.tell()
    made.seek(0)
    archive.file.save("portfolio.zip", File(made), save=False)
    archive.status, archive.status_at = Status.READY, at
    archive.holds, archive.left_out = [list(row) for row in holds], left_out
    archive.save()
    audit.record(by=archive.asked_by, deed="asye.make_archive", subject=archive, at=at)


def waiting(at: dt.datetime) -> list[PortfolioArchive]:
    """Return those nobody has begun, and those that were left."""
    at_work = PortfolioArchive.objects.filter(status__in=PortfolioArchive.AT_WORK).select_related("asked_by")
    return [
        archive
        for archive in at_work.order_by("asked_at")
        if archive.status == Status.WAITING or archive.status_at < at - LEFT_AFTER
    ]


def link_to(archive: PortfolioArchive, *, at: dt.datetime) -> str:
    """Return the secret part of an address that opens for ten minutes, for whoever asked for the archive.

    Raises:
        Refused: there is nothing to fetch.
    """
    if archive.status != Status.READY:
        raise Refused("This archive cannot be fetched")
    return signing.dumps({"archive": archive.pk, "until": (at + LINK_FOR).isoformat()}, salt=SALT)


def opens(archive: PortfolioArchive, secret: str, *, at: dt.datetime) -> bool:
    """Whether a link is for this archive and has not run out."""
    try:
        told = signing.loads(secret, salt=SALT)
        return bool(told["archive"] == archive.pk and at <= dt.datetime.fromisoformat(told["until"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return False


@transaction.atomic
def hand_over(
    *, archive: PortfolioArchive, way: str, to: str, identity: str, sent_key: uuid.UUID, by: Person, at: dt.datetime
) -> ArchiveHandover:
    """Keep the receipt that an archive goes to its leaver; only then can the lead fetch it.

    Raises:
        Refused: there is nothing to hand over, or it is one's own.
    """
    if not archive.for_leaver or archive.status != Status.READY:
        raise Refused("There is nothing to hand over")
    made = ArchiveHandover(archive=archive, way=way, to=to, identity=identity, by=by, at=at, sent_key=sent_key)
    receipt, new = insert_once(made, clash="This receipt could not be kept. Try again")
    if new:
        audit.record(by=by, deed="asye.hand_over_archive", subject=receipt, at=at)
    return receipt


def fetched(archive: PortfolioArchive, *, by: Person, at: dt.datetime) -> None:
    """Keep that the archive left the system."""
    audit.record(by=by, deed="asye.archive_zip", subject=archive, at=at, kind=AuditEntry.Kind.EXPORT)


def forget(*, on: dt.date, at: dt.datetime) -> int:
    """Delete the files of archives whose days are over; return how many."""
    count = 0
    for archive in PortfolioArchive.objects.filter(delete_on__lt=on).exclude(status=Status.GONE):
        with transaction.atomic():
            storage, name = archive.file.storage, archive.file.name
            gone = PortfolioArchive.objects.filter(pk=archive.pk).exclude(status=Status.GONE)
            if gone.update(status=Status.GONE, status_at=at, file=""):
                audit.record(by=None, deed="asye.forget_archive", subject=archive, at=at)
                count += 1
                if name:
                    transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]
    return count
