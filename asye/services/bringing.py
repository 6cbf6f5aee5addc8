"""An archive of another authority: taken in, checked by a task, agreed to, written by a task; then its file is deleted.

Nothing is written before somebody has agreed; then all of it is, or none.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections import Counter
from functools import partial
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from asye.imports.archive import ArchiveRefused, Opened, open_archive
from asye.models import (
    ArchiveImport,
    BroughtFile,
    BroughtMeeting,
    BroughtRecord,
    BroughtTag,
    Meeting,
    MeetingMove,
    Portfolio,
    Tag,
)
from asye.queries.archive import BY_NAME
from asye.queries.archive.shapes import Portfolio as Told
from asye.queries.archive.shapes import Record
from asye.queries.programme import first_template, template_of
from asye.services.duties import refresh_submission_duty
from asye.services.portfolios import open_portfolio
from frameworks.models import Framework, Statement
from workforce import audit
from workforce.clock import ONE_DAY, Clock
from workforce.clock import Pause as ClockPause
from workforce.imports.after import followed
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
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
            preview = _preview(received, opened, on)
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
    stage = _stage(received.person)
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
            portfolio = _bring(received, opened, stored, on=on, at=at)
            assert received.ended_there_on is not None
            as_written = {"days_done": portfolio.stage.done_days, "ended_on": received.ended_there_on.isoformat()}
            told = {**received.preview, **as_written}
            _move(received, Status.WRITTEN, ended_at=at, portfolio=portfolio, preview=told)
            audit.record(by=received.confirmed_by, deed="asye.bring_archive", subject=portfolio, at=at)
            _forget_file(received)
    except (ArchiveRefused, Refused) as wrong:
        _forget(stored)
        _refuse(received, str(wrong), at=at)
    except Exception:
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


def days_done(told: Told, until: dt.date) -> int:
    """How many days of the programme were done there by the end of a day (CLK-04)."""
    pauses = tuple(ClockPause(one.from_on, one.to_on, one.reason) for one in told.pauses)
    months = told.programme.months if told.programme else 12
    clock = Clock(told.started_on, pauses, months, done=told.done_before)
    whole = (clock.effective(clock.ends_on + ONE_DAY) - clock.anchor).days
    return max(0, min((clock.effective(until + ONE_DAY) - clock.anchor).days, whole))


def _stage(person: Person) -> Stage:
    stage: Stage | None = Stage.objects.filter(person=person, kind=Stage.Kind.NQSW, ended_on=None).first()
    if stage is None:
        raise Refused(
            "No assessed year runs here for this person. Let the staff records say that it goes on here first"
        )
    return stage


def _preview(received: ArchiveImport, opened: Opened, on: dt.date) -> dict[str, Any]:
    """What the archive would bring, in dates and counts: the words are nobody's to read before they are brought."""
    told, stage = opened.archive.portfolio, _stage(received.person)
    new, same, differs = _sorted(received.person, opened)
    statements = _statements(opened)
    missing = _missing_files(opened)
    unmatched = sorted({_key(tag) for _, _, record in opened.records() for tag in record.tags} - statements.keys())
    goes_on = told.started_on < stage.started_on
    until = min(told.left_on or told.as_of, stage.started_on - ONE_DAY if goes_on else on)
    counts = Counter(BY_NAME[name].title for name, _, _ in new)
    editions = _editions(told)
    wanted = {(one.framework, one.level): one.title for one in told.frameworks}
    portfolio = Portfolio.objects.filter(stage=stage).select_related("programme", "stage").first()
    template = template_of(portfolio) if portfolio else first_template(pack_on(stage.started_on))
    keys = {BY_NAME[name].meeting_key(record) for name, _, record in new} - {""}
    return {
        "practitioner": told.practitioner,
        "registration": told.registration,
        "authority": told.authority,
        "started_on": told.started_on.isoformat(),
        "ended_on": max(until, told.started_on).isoformat(),
        "days_done": days_done(told, until) if goes_on else 0,
        "goes_on": goes_on,
        "goes_on_from": stage.started_on.isoformat(),
        "month": told.month,
        "programme": told.programme.label if told.programme else "",
        "programme_here": template.label if template else "",
        "editions": [wanted[key] for key in wanted if key in editions],
        "editions_missing": [wanted[key] for key in wanted if key not in editions],
        "counts": [[title, number] for title, number in counts.items()],
        "files": sum(len(record.files) for _, _, record in new) - len(missing),
        "drafts": sum(BY_NAME[name].reach(record) == "own" for name, _, record in new),
        "same": len(same),
        "not_taken": [
            *(f"{' '.join(key)}: no such statement here; the record keeps it as text" for key in unmatched),
            *(f"{title}: no such standards here; what was tagged with them stays as text" for title in (
                wanted[key] for key in wanted if key not in editions
            )),
            *(f"{name}: named in the archive, but the file is not in it" for name in missing),
            *(f"{record.title}: it is here already with other words, which stay" for _, _, record in differs),
            *(
                f"The meeting “{key}” is not part of the programme here: it stays as a record"
                for key in sorted(keys)
                if template is None or key not in template.meetings
            ),
        ],
    }  # fmt: skip


def _sorted(person: Person, opened: Opened) -> tuple[list[Any], list[Any], list[Any]]:
    """The records that are new here, those that are here as they are, and those that are here with other words.

    Raises:
        Refused: some were brought for somebody else.
    """
    every = list(opened.records())
    uids = [record.uid for _, _, record in every]
    held = {
        uid: (practitioner, sha256)
        for begin in range(0, len(uids), 500)
        for uid, practitioner, sha256 in BroughtRecord.objects.filter(uid__in=uids[begin : begin + 500]).values_list(
            "uid", "portfolio__practitioner", "sha256"
        )
    }
    if any(practitioner != person.pk for practitioner, _ in held.values()):
        raise Refused("This archive was brought over for somebody else here. Choose that person, or put it aside")
    new: list[Any] = []
    same: list[Any] = []
    differs: list[Any] = []
    for one in every:
        record = one[2]
        if record.uid not in held:
            new.append(one)
        else:
            (same if held[record.uid][1] == _digest(record) else differs).append(one)
    return new, same, differs


def _bring(received: ArchiveImport, opened: Opened, stored: list[str], *, on: dt.date, at: dt.datetime) -> Portfolio:
    """Write what is new of it in the caller’s transaction; `stored` gets the name of each file that was written."""
    told, stage = opened.archive.portfolio, _stage(received.person)
    new, _, _ = _sorted(received.person, opened)
    portfolio = open_portfolio(stage=stage, by=received.confirmed_by, at=at)
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This person's portfolio here has been submitted or has ended")
    if not new:
        return portfolio
    _carry_on(portfolio, told, received)
    _bind(portfolio, told)
    statements, missing = _statements(opened), set(_missing_paths(opened))
    for name, place, record in new:
        row = _record(portfolio, received, name, place, record)
        found = {statements[_key(tag)] for tag in record.tags if _key(tag) in statements}
        BroughtTag.objects.bulk_create([BroughtTag(record=row, statement_id=pk) for pk in sorted(found)])
        for file in {file.sha256: file for file in record.files if file.path not in missing}.values():
            kept = BroughtFile(
                record=row, name=file.name, media_type=file.media_type, size=file.size, sha256=file.sha256
            )
            kept.file.save("brought", ContentFile(opened.content(file)), save=False)
            stored.append(kept.file.name or "")
            kept.save(force_insert=True)
        _meeting(portfolio, row, record, received, at)
    refresh_submission_duty(portfolio=portfolio, on=on, at=at)
    followed([received.person], on=on, at=at)
    return portfolio


def _carry_on(portfolio: Portfolio, told: Told, received: ArchiveImport) -> None:
    """The clock goes on where it stood there, once: a later archive of the same year does not count again.

    Nothing is added where the staff records here count the year from its first day anyway.
    """
    if BroughtRecord.objects.filter(portfolio=portfolio).exists():
        return
    assert received.ended_there_on is not None
    Portfolio.objects.filter(pk=portfolio.pk).update(was_brought=True)
    done = days_done(told, received.ended_there_on) if told.started_on < portfolio.stage.started_on else 0
    Stage.objects.filter(pk=portfolio.stage_id).update(done_days=done)
    portfolio.stage.done_days = done


def _bind(portfolio: Portfolio, told: Told) -> None:
    """The portfolio keeps the editions it began with (FRW-07); with own tags here, both."""
    editions = _editions(told)
    if editions and not Tag.objects.filter(reflection__portfolio=portfolio).exists():
        portfolio.frameworks.set(editions.values())
    else:
        portfolio.frameworks.add(*editions.values())


def _record(portfolio: Portfolio, received: ArchiveImport, name: str, place: int, record: Record) -> BroughtRecord:
    kind = BY_NAME[name]
    return BroughtRecord.objects.create(
        portfolio=portfolio,
        received=received,
        kind=name,
        uid=record.uid,
        place=place,
        title=record.title,
        on=record.on,
        origin=record.origin,
        reach=kind.reach(record),
        counts_as=kind.counts_as(record),
        content=record.model_dump(mode="json"),
        sha256=_digest(record),
        signed_at=record.seal.signed_at if record.seal else None,
    )


def _meeting(
    portfolio: Portfolio, row: BroughtRecord, record: Record, received: ArchiveImport, at: dt.datetime
) -> None:
    """A review that was signed there is not owed again here; the agreement is, with the people of here."""
    key, template = BY_NAME[row.kind].meeting_key(record), template_of(portfolio)
    if not key or template is None or key not in template.meetings or record.on is None:
        return
    if Meeting.objects.filter(portfolio=portfolio, key=key).exists():
        return
    rule = template.meetings[key]
    meeting = Meeting.objects.create(
        portfolio=portfolio,
        key=key,
        kind=rule.kind,
        label=rule.label,
        programme=portfolio.programme,
        status=Meeting.Status.BROUGHT,
        held_on=record.on,
        opened_at=at,
    )
    assert received.confirmed_by is not None
    MeetingMove.objects.create(
        meeting=meeting,
        from_status=Meeting.Status.PLANNED,
        to_status=Meeting.Status.BROUGHT,
        by=received.confirmed_by,
        at=at,
        why=f"Held and signed at {record.origin}",
    )
    BroughtMeeting.objects.create(meeting=meeting, record=row)


def _key(tag: Any) -> Key:
    return (tag.framework, tag.level, tag.number)


def _statements(opened: Opened) -> dict[Key, int]:
    """The statements of here that the archive names, by edition, level and number."""
    named = {_key(tag) for _, _, record in opened.records() for tag in record.tags}
    rows = Statement.objects.filter(section__framework__code__in={code for code, _, _ in named})
    found = rows.values_list("section__framework__code", "section__framework__level", "number", "pk")
    return {(code, level, number): pk for code, level, number, pk in found if (code, level, number) in named}


def _editions(told: Told) -> dict[tuple[str, str], Framework]:
    named = {(one.framework, one.level) for one in told.frameworks}
    rows = Framework.objects.filter(code__in={code for code, _ in named})
    return {(row.code, row.level): row for row in rows if (row.code, row.level) in named}


def _missing_paths(opened: Opened) -> list[str]:
    there = opened.paths
    return [file.path for _, _, record in opened.records() for file in record.files if file.path not in there]


def _missing_files(opened: Opened) -> list[str]:
    there = opened.paths
    return [file.name for _, _, record in opened.records() for file in record.files if file.path not in there]


def _digest(record: Record) -> str:
    return hashlib.sha256(json.dumps(record.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


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
