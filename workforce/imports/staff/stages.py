"""The stages of working lives, from the posts and the assessed years of the staff export."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
    """A stage as the file has it; `ended_on` is null while it is open."""

    kind: str
    started_on: dt.date
    ended_on: dt.date | None


def spans_of(rows: Sequence[StaffRow]) -> list[Span]:
    """Return the stages of one person from their posts, both in order; a completed year lies over the posts' own."""
    spans: list[Span] = []
    for row in rows:
        kind = row.asye_stage or BY_JOB.get(Post.Job(row.job))
        if kind is None:
            continue
        begins = row.asye_started_on if kind == Stage.Kind.NQSW and row.asye_started_on else row.started_on
        last = spans[-1] if spans else None
        if last and last.kind == kind:
            spans[-1] = Span(kind, last.started_on, row.ended_on)
            continue
        if last and (last.ended_on is None or last.ended_on >= begins):
            spans[-1] = Span(last.kind, last.started_on, begins - ONE_DAY)
        spans.append(Span(kind, begins, row.ended_on))
    return _whole(_over(spans, _completed(rows)))


def _completed(rows: Sequence[StaffRow]) -> Span | None:
    over = (row.asye_started_on for row in rows if row.asye_stage == YEAR_OVER)
    started_on = next(filter(None, over), None)
    if started_on is None:
        return None
    return Span(Stage.Kind.NQSW, started_on, add_months(started_on, MONTHS) - ONE_DAY)


def _over(spans: list[Span], year: Span | None) -> list[Span]:
    if year is None or year.ended_on is None:
        return spans
    before = [span for span in spans if span.started_on < year.started_on]
    if before and (before[-1].ended_on is None or before[-1].ended_on >= year.started_on):
        before[-1] = Span(before[-1].kind, before[-1].started_on, year.started_on - ONE_DAY)
    after = [span for span in spans if span.ended_on is None or span.ended_on > year.ended_on]
    next_day = year.ended_on + ONE_DAY
    return [*before, year, *(Span(s.kind, max(s.started_on, next_day), s.ended_on) for s in after)]


def _whole(spans: list[Span]) -> list[Span]:
    """Leave out spans that another has covered wholly."""
    return [span for span in spans if span.ended_on is None or span.ended_on >= span.started_on]


def put_stages(rows: Rows, people: Mapping[str, Person], changes: Changes) -> None:
    """Write the stages. Where a person has some, only the present one follows the file.

    A year in progress is closed by the panel's decision, never by the export, which is often days behind.
    """
    held: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.filter(person__in=people.values()).order_by("started_on"):
        held[stage.person_id].append(stage)
    new: list[Stage] = []
    for number, posts in rows.items():
        person, spans = people[number], spans_of(posts)
        if spans and not held[person.pk]:
            new += [Stage(person=person, kind=s.kind, started_on=s.started_on, ended_on=s.ended_on) for s in spans]
        elif spans:
            new += _followed(person, spans[-1], held[person.pk], changes)
    changes.insert(new)


def _followed(person: Person, span: Span, held: Sequence[Stage], changes: Changes) -> list[Stage]:
    """Bring the newest stored stage in line with the file's newest; return a new one if there is one."""
    stage = held[-1]
    decided = any(old.kind == span.kind and old.started_on == span.started_on and old.ended_on for old in held)
    if stage.kind == span.kind:
        starts = span.started_on if span.kind == Stage.Kind.NQSW and stage.ended_on is None else stage.started_on
        ended = stage.ended_on or span.ended_on
        changes.set(stage, ends=stage.ended_on != ended, started_on=starts, ended_on=ended)
        return []
    if decided or stage.ended_on:
        changes.count(stage).unchanged += 1
        return [] if decided else _opened(person, span, stage.ended_on)
    if stage.kind == Stage.Kind.NQSW:
        changes.notes.append(f"{person.name}'s assessed year stays open here until the panel decides")
        changes.count(stage).unchanged += 1
        return []
    if span.started_on <= stage.started_on:
        changes.set(stage, kind=span.kind)
        return []
    changes.set(stage, ends=True, ended_on=span.started_on - ONE_DAY)
    return _opened(person, span, None)


def _opened(person: Person, span: Span, after: dt.date | None) -> list[Stage]:
    starts = max(span.started_on, after + ONE_DAY) if after else span.started_on
    if span.ended_on and span.ended_on < starts:
        return []
    return [Stage(person=person, kind=span.kind, started_on=starts, ended_on=span.ended_on)]
