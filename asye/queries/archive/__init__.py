"""A portfolio as records that leave with their person: gathered once, frozen, fit for JSON (docs/portfolio-archive.md).

Each kind of record has a file in `kinds` and a place in KINDS. What a person may take is what they and whoever asks
may both see, by the `visible_to` of each model.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from pydantic import ConfigDict, Field, create_model

from asye.models import BroughtRecord, Portfolio
from asye.queries.archive import shapes
from asye.queries.archive.kind import Kind, Reach, Readers, origin, seen, uid_of
from asye.queries.archive.kinds import (
    caseload,
    courses,
    drafts,
    experience,
    feedback,
    goals,
    learning,
    meetings,
    moves,
    observations,
    outcome,
    pauses,
    protected_time,
    reflections,
    self_assessments,
    supervision,
    training,
    written_work,
    year,
)
from asye.queries.archive.shapes import FORMAT, MOST_RECORDS, VERSION, Record
from asye.queries.blocks import Block, Section
from asye.queries.programme import template_of
from workforce.clock import ONE_DAY
from workforce.facts import clock_of
from workforce.models import Post, Registration

# In the order of the archive's pages.
KINDS: tuple[Kind, ...] = (
    year.KIND,
    meetings.KIND,
    reflections.KIND,
    observations.KIND,
    written_work.KIND,
    feedback.KIND,
    self_assessments.KIND,
    goals.KIND,
    experience.KIND,
    training.KIND,
    courses.KIND,
    learning.KIND,
    protected_time.KIND,
    pauses.KIND,
    moves.KIND,
    supervision.KIND,
    caseload.KIND,
    outcome.KIND,
    drafts.KIND,
)
BY_NAME = {kind.name: kind for kind in KINDS}

__all__ = [
    "BY_NAME",
    "FORMAT",
    "KINDS",
    "VERSION",
    "Kind",
    "Reach",
    "Readers",
    "archive_model",
    "gathered",
    "record_of",
    "sections",
    "shown",
]


@lru_cache
def archive_model() -> Any:
    """The shape of the whole JSON: `portfolio`, and `records` with a list for each kind."""
    fields: dict[str, Any] = {
        kind.name: (tuple[kind.shape, ...], Field(default=(), max_length=MOST_RECORDS))  # type: ignore[name-defined]
        for kind in KINDS
    }
    strict = ConfigDict(extra="forbid", frozen=True, strict=True)
    records = create_model("Records", __config__=strict, **fields)
    return create_model(
        "Archive",
        __config__=strict,
        format=(str, Field(pattern=f"^{FORMAT}$")),
        version=(int, Field(ge=VERSION, le=VERSION)),
        made_at=(dt.datetime, ...),
        made_for=(shapes.Line, ...),
        portfolio=(shapes.Portfolio, ...),
        records=(records, ...),
    )


def gathered(portfolio: Portfolio, readers: Readers, *, at: dt.datetime) -> Any:
    """Return the archive as facts and words; call it inside one transaction, so that they belong together."""
    found: dict[str, list[Record]] = {kind.name: [] for kind in KINDS}
    for row in seen(BroughtRecord.objects, readers).filter(portfolio=portfolio).order_by("place", "pk"):
        if row.kind in BY_NAME:
            found[row.kind].append(record_of(row))
    for kind in KINDS:
        found[kind.name] += kind.gather(portfolio, readers)
    return archive_model()(
        format=FORMAT,
        version=VERSION,
        made_at=at,
        made_for=readers[-1].person.name,
        portfolio=_portfolio(portfolio, readers[0].on),
        records={name: tuple(rows) for name, rows in found.items()},
    )


def record_of(row: BroughtRecord) -> Any:
    """The record as its kind reads it."""
    return BY_NAME[row.kind].shape.model_validate_json(json.dumps(row.content))


def sections(archive: Any, *, keep: Callable[[Record], bool] = lambda record: True) -> Iterator[Section]:
    """The archive as a document says it, kind by kind; one with nothing to say is left out."""
    for kind in KINDS:
        blocks = shown(kind, filter(keep, getattr(archive.records, kind.name)))
        if blocks:
            yield {"title": kind.title, "blocks": blocks}


def shown(kind: Kind, rows: Iterable[Record]) -> list[Block]:
    return [block for row in rows for block in kind.show(row)]


def _portfolio(portfolio: Portfolio, on: dt.date) -> shapes.Portfolio:
    """Where the year stands at the end of its last day here, or of today."""
    clock = clock_of(portfolio.stage)
    left_on = _left_on(portfolio, on)
    as_of = left_on or on
    done = max((min(clock.effective(as_of + ONE_DAY), clock.effective(clock.ends_on + ONE_DAY)) - clock.anchor).days, 0)
    registered = Registration.objects.filter(person=portfolio.practitioner_id).order_by("-started_on").first()
    template = template_of(portfolio)
    code = portfolio.programme.code if portfolio.programme else ""
    return shapes.Portfolio(
        uid=uid_of("portfolio", portfolio.pk, portfolio.started_on),
        authority=origin(),
        practitioner=portfolio.practitioner.name,
        registration=f"{registered.regulator} {registered.number}" if registered else "",
        started_on=portfolio.started_on,
        ends_on=clock.ends_on,
        as_of=as_of,
        left_on=left_on,
        done_before=clock.done,
        done_days=done,
        month=clock.month(as_of),
        status=str(portfolio.get_status_display()),
        programme=shapes.Programme(code=code, label=template.label, months=clock.months) if template else None,
        frameworks=tuple(
            shapes.Edition(framework=one.code, level=one.level, title=str(one)[:300])
            for one in portfolio.frameworks.order_by("order", "code", "level")
        ),
        pauses=tuple(shapes.Pause(from_on=one.from_on, to_on=one.to_on, reason=one.reason) for one in clock.pauses),
    )


def _left_on(portfolio: Portfolio, on: dt.date) -> dt.date | None:
    """The last day of the year here, where it has ended: of the stage, or of the last post."""
    if portfolio.stage.ended_on and portfolio.stage.ended_on < on:
        return portfolio.stage.ended_on
    posts = Post.objects.filter(person=portfolio.practitioner_id)
    ends = list(posts.values_list("ended_on", flat=True))
    last = max((day for day in ends if day), default=None)
    return last if ends and None not in ends and last and last < on else None
