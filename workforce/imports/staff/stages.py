"""The stages of working lives, from the posts and the assessed years of the staff export."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workforce.clock import add_months
from workforce.imports.changes import Changes
from workforce.imports.staff.people import ONE_DAY, Rows
from workforce.imports.staff.rows import YEAR_OVER, StaffRow
from workforce.models import Person, Post, Stage

MONTHS = 12
BY_JOB = {
    Post.Job.TRAINEE: Stage.Kind.TRAINEE,
    Post.Job.SOCIAL_WORKER: Stage.Kind.SOCIAL_WORKER,
    Post.Job.SENIOR: Stage.Kind.SENIOR,
    Post.Job.PRACTICE_MANAGER: Stage.Kind.MANAGER,
    Post.Job.GROUP_MANAGER: Stage.Kind.MANAGER,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stage as the file has it; `ended_on` is null while it is open. A job outside all stages has no kind."""

    kind: str
    started_on: dt.date
    ended_on: dt.date | None


def spans_of(rows: Sequence[StaffRow]) -> list[Span]:
    """Return the stages of one person in order, the last post's last; a completed year lies over the posts' own."""
    spans: list[Span] = []
    for row in rows:
        kind = row.asye_stage or BY_JOB.get(Post.Job(row.job), "")
        in_year = kind == Stage.Kind.NQSW and row.asye_started_on
        spans = _laid(spans, Span(str(kind), in_year or row.started_on, row.ended_on))
    year = _completed(rows)
    return _over(spans, year) if year else spans


def _laid(spans: list[Span], new: Span) -> list[Span]:
    """Return the spans with a new one after them: it goes on with its own kind and cuts short what overlaps it."""
    last = spans[-1] if spans else None
    if last and last.kind == new.kind and (last.ended_on is None or last.ended_on + ONE_DAY >= new.started_on):
        new = replace(new, started_on=min(last.started_on, new.started_on))
        spans = spans[:-1]
    return [*_before(spans, new.started_on), new]


def _before(spans: list[Span], day: dt.date) -> list[Span]:
    """Return what of the spans lies before a day."""
    return [
        span if span.ended_on and span.ended_on < day else replace(span, ended_on=day - ONE_DAY)
        for span in spans
        if span.started_on < day
    ]


def _completed(rows: Sequence[StaffRow]) -> Span | None:
    over = (row.asye_started_on for row in rows if row.asye_stage == YEAR_OVER)
    started_on = next(filter(None, over), None)
    return Span(Stage.Kind.NQSW, started_on, add_months(started_on, MONTHS) - ONE_DAY) if started_on else None


def _over(spans: list[Span], year: Span) -> list[Span]:
    """Return the spans with the year in place of what they say about its days."""
    assert year.ended_on is not None
    next_day = year.ended_on + ONE_DAY
    after = [span for span in spans if span.ended_on is None or span.ended_on >= next_day]
    cut = [replace(span, started_on=max(span.started_on, next_day)) for span in after]
    return [*_before(spans, year.started_on), year, *cut]


def put_stages(rows: Rows, people: Mapping[str, Person], changes: Changes, on: dt.date) -> None:
    """Write the stages. Where a person has some, only the newest follows the file.

    A year in progress is closed by the panel's decision, never by the export, which is often days behind.
    """
    held: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.filter(person__in=people.values()).order_by("started_on", "pk"):
        held[stage.person_id].append(stage)
    new: list[Stage] = []
    for number, posts in rows.items():
        person, spans = people[number], spans_of(posts)
        if held[person.pk]:
            new += _followed(person, spans[-1], held[person.pk], changes, on)
        else:
            new += [_stage(person, span) for span in spans if span.kind]
    changes.insert(new)


def _followed(person: Person, span: Span, held: Sequence[Stage], changes: Changes, on: dt.date) -> list[Stage]:
    """Bring the newest stored stage in line with the file's newest; return a new one if there is one."""
    stage = held[-1]
    if _decided(span, held):
        changes.count(stage).unchanged += 1
        return []
    if stage.ended_on is not None:
        changes.count(stage).unchanged += 1
        return _after(person, span, stage.ended_on)
    if span.kind == stage.kind:
        _put_right(stage, span, held, changes)
        return []
    if stage.kind == Stage.Kind.NQSW and span.ended_on is None:
        changes.notes.append(f"{person.name}'s assessed year stays open here until the panel decides")
        changes.count(stage).unchanged += 1
        return []
    if span.kind and span.started_on <= stage.started_on:
        _put_right(stage, span, held, changes)
        return []
    return _replaced(person, span, stage, changes, on)


def _put_right(stage: Stage, span: Span, held: Sequence[Stage], changes: Changes) -> None:
    """Make the open stage what the file says it is; only of an assessed year does the first day matter to the file."""
    starts = max(span.started_on, _first_possible(held)) if span.kind == Stage.Kind.NQSW else stage.started_on
    ended = max(span.ended_on, starts) if span.ended_on else None
    changes.put(stage, ends=ended is not None, kind=span.kind, started_on=starts, ended_on=ended)


def _replaced(person: Person, span: Span, stage: Stage, changes: Changes, on: dt.date) -> list[Stage]:
    """End the open stage the day before another begins."""
    last = (span.started_on if span.started_on > stage.started_on else max(on, stage.started_on + ONE_DAY)) - ONE_DAY
    changes.put(stage, ends=True, ended_on=last)
    return _after(person, span, last)


def _decided(span: Span, held: Sequence[Stage]) -> bool:
    """Whether this is a year the panel has closed already."""
    return span.kind == Stage.Kind.NQSW and any(
        stage.kind == span.kind and stage.started_on == span.started_on and stage.ended_on for stage in held
    )


def _first_possible(held: Sequence[Stage]) -> dt.date:
    """Return the first day after all but the newest stage."""
    return max((stage.ended_on + ONE_DAY for stage in held[:-1] if stage.ended_on), default=dt.date.min)


def _after(person: Person, span: Span, ended_on: dt.date) -> list[Stage]:
    """Return the stage of a span from the day after another ended, if there is any of it left then."""
    if not span.kind or (span.ended_on is not None and span.ended_on <= ended_on):
        return []
    return [_stage(person, replace(span, started_on=max(span.started_on, ended_on + ONE_DAY)))]


def _stage(person: Person, span: Span) -> Stage:
    return Stage(person=person, kind=span.kind, started_on=span.started_on, ended_on=span.ended_on)
