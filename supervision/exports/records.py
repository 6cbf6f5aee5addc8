"""A record of supervision and the log of the sessions as accessible PDF. Nothing outside the page is fetched."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string

from supervision.models import SessionRecord
from supervision.queries.log import Log
from supervision.queries.records import Shown
from workforce.models import Person
from workforce.pdf import render_pdf


def record_pdf(record: SessionRecord, shown: Shown, *, by: Person, at: dt.datetime) -> bytes:
    """Return the parts this reader may see. Each page names the worker, the session, and the version or the seal."""
    context = {"record": record, "session": record.session, "shown": shown, "standing_as": standing_as(record)}
    return _rendered("supervision/record_pdf.html", context, by, at)


def log_pdf(log: Log, *, by: Person, at: dt.datetime) -> bytes:
    """Return the sessions one by one: dates, kinds, lengths and what counted; nothing that was said."""
    return _rendered("supervision/log_pdf.html", {"log": log}, by, at)


def standing_as(record: SessionRecord) -> str:
    """What these pages are a copy of: the sealed record, or a version that both have yet to sign."""
    if record.seal is not None:
        return f"sealed record {record.seal.number}, {record.seal.sha256[:16]}"
    return f"version {record.stamp}, not signed by both"


def _rendered(template: str, context: dict[str, object], by: Person, at: dt.datetime) -> bytes:
    frame = {"authority": settings.AUTHORITY_NAME, "made_by": by, "made_at": at}
    return render_pdf(render_to_string(template, {**context, **frame}))
