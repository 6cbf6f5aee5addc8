"""What a move to another programme does to meetings nobody has begun, and how they come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from asye import policy
from asye.models import Meeting, Portfolio, YearMove
from asye.queries.slots import laid_out
from asye.queries.year_moves import Ends, ends_now, meetings_by_year
from asye.services import meetings
from workforce.lifecycle import move
from workforce.models import Person
from workforce.packs.schema.templates import Template

Status = Meeting.Status
GIVES_WAY = "The year moves to another programme"
COMES_BACK = "The year is back in its programme"


def give_way(ends: Ends, *, by: Person, at: dt.datetime) -> dict[str, Any]:
    """Write the meetings nobody has begun in the form of the new programme, or take them out; say what was done."""
    touched: dict[str, Any] = {"dropped": [], "pointed": {}, "opened": [], "known": []}
    touched["known"] = [row.pk for row in (*ends.held, *ends.idle)]
    if ends.before.programme == ends.after.programme or ends.after.template is None:
        return touched
    for row in ends.idle:
        if row.key in ends.after.template.meetings:
            touched["pointed"][str(row.pk)] = [row.programme_id, row.label, row.kind]
            _point(row, ends.after.programme, ends.after.template)
        else:
            move(row, Status.DROPPED, by=by, at=at, why=GIVES_WAY)
            touched["dropped"].append(row.pk)
    return touched


def open_next(portfolio: Portfolio, touched: dict[str, Any], *, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Open what the programme has next where nothing is open, and note it in `touched`."""
    if Meeting.objects.filter(portfolio=portfolio).open().exists():
        return
    key = meetings.next_key(portfolio)
    if key is not None:
        opened = meetings.open_meeting(portfolio=portfolio, key=key, by=by, on=on, at=at)
        touched["opened"].append(opened.pk)


def come_back(
    year: YearMove, portfolio: Portfolio, *, by: Person, on: dt.date, at: dt.datetime
) -> dict[str, int | None]:
    """Bring back what gave way, and take out what the try opened and nobody began.

    Return what the portfolio carries in its old programme: what it carried before, and what was begun or signed on
    trial and stands for a meeting there.
    """
    rows = meetings_by_year([portfolio])[portfolio.pk]
    ends = ends_now(year, rows)
    if ends.before.programme == ends.after.programme or ends.before.template is None:
        return dict(year.was["carried"])
    idle = [row for row in rows if not row.begun]  # type: ignore[attr-defined]
    carried = _carried_back(year, ends, rows, on)
    for row in idle:
        _put_back(row, year, ends.before.programme, ends.before.template, by=by, at=at)
    for row in Meeting.objects.filter(pk__in=year.touched["dropped"], status=Status.DROPPED):
        if row.key not in carried:
            move(row, Status.PLANNED, by=by, at=at, why=COMES_BACK)
    return carried


def went_on(year: YearMove) -> bool:
    """Whether a meeting was signed by all while the year was on trial."""
    return Meeting.objects.filter(portfolio=year.portfolio_id, completed_at__gte=year.tried_at).exists()


def _carried_back(year: YearMove, ends: Ends, rows: Iterable[Meeting], on: dt.date) -> dict[str, int | None]:
    was: dict[str, int | None] = dict(year.was["carried"])
    days = {slot.meeting.pk: slot.dated.on for slot in laid_out(ends.after, ends.held, ends.kept) if slot.meeting}
    known = set(year.touched["known"])
    fresh = [
        policy.Held(row.pk, row.key, row.kind, days[row.pk])
        for row in ends.held
        if row.pk in days and row.pk not in known
    ]
    there = {row.key for row in rows if row.begun} | set(was)  # type: ignore[attr-defined]
    found = policy.carried(
        [one for one in ends.before.dates() if one.key not in there],
        fresh,
        before=ends.before.dates(),
        there=there,
        on=on,
    )
    return was | {key: pk for key, pk in found.items() if pk is not None}


def _put_back(
    row: Meeting, year: YearMove, programme: int | None, template: Template, *, by: Person, at: dt.datetime
) -> None:
    """One meeting that nobody has begun: as it was before the try, or out where the try or somebody since opened it."""
    before = year.touched["pointed"].get(str(row.pk))
    if before is not None:
        row.programme_id, row.label, row.kind = before
        Meeting.objects.filter(pk=row.pk).update(programme=row.programme_id, label=row.label, kind=row.kind)
    elif row.pk in year.touched["opened"] or row.key not in template.meetings:
        move(row, Status.DROPPED, by=by, at=at, why=COMES_BACK)
    elif row.pk not in year.touched["known"]:
        _point(row, programme, template)


def _point(row: Meeting, programme: int | None, template: Template) -> None:
    rule = template.meetings[row.key]
    Meeting.objects.filter(pk=row.pk).update(programme=programme, label=rule.label, kind=rule.kind)
