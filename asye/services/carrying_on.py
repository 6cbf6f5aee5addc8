"""An archive that was agreed to carries a year on here: its records, files, editions, clock and reviews."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile

from asye.imports.archive import Opened
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
from asye.queries.programme import template_of
from asye.services.arriving import days_done, digest_of, editions_of, key_of, running_stage, sorted_out, statements_of
from asye.services.duties import refresh_submission_duty
from asye.services.portfolios import open_portfolio
from workforce.imports.after import followed
from workforce.models import Stage
from workforce.verdict import Refused


def bring(received: ArchiveImport, opened: Opened, stored: list[str], *, on: dt.date, at: dt.datetime) -> Portfolio:
    """Write what is new of it in the caller’s transaction; `stored` gets the name of each file that was written."""
    told, stage = opened.archive.portfolio, running_stage(received.person)
    new = sorted_out(received.person, opened, on=on, at=at).new
    portfolio = open_portfolio(stage=stage, by=received.confirmed_by, at=at)
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This person's portfolio here has been submitted or has ended")
    if not new:
        return portfolio
    _carry_on(portfolio, told, received)
    _bind(portfolio, told)
    statements = statements_of(opened)
    for name, place, record in new:
        row = _record(portfolio, received, name, place, record)
        found = {statements[key_of(tag)] for tag in record.tags if key_of(tag) in statements}
        BroughtTag.objects.bulk_create([BroughtTag(record=row, statement_id=pk) for pk in sorted(found)])
        for file in {file.sha256: file for file in record.files if file.path in opened.paths}.values():
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
    editions = editions_of(told)
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
        sha256=digest_of(record),
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
