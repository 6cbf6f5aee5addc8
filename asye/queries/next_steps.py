"""What somebody can do next in a year, and what waits for others: the top of the year's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from asye.models import Portfolio, Reflection
from asye.queries.meetings import Line
from asye.queries.work_turns import Waiting, of_year
from workforce.access import Access
from workforce.sentences import count, day
from workforce.why import Why

MINE = {
    "part": "Write your part: {label}",
    "day": "Say when it was held: {label}",
    "presentation": "Put to signature: {label}",
    "signature": "Read and sign: {label}",
}

RETURNED = "Your assessor has returned it with feedback"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list; `url` is empty where there is nothing to open."""

    title: str
    url: str = ""
    hint: str = ""
    status: str = ""
    tone: str = "quiet"
    why: Why | None = None
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    mine: list[Step]
    others: list[Step]


def steps_of(portfolio: Portfolio, access: Access, reflections: Iterable[Reflection], lines: Sequence[Line]) -> Steps:
    """What this reader can do in the year, and what it waits for besides; `reflections` are those they may see.

    The nearest day first; before them what can be done without waiting for a day.
    """
    seen = list(reflections)
    own = portfolio.practitioner_id == access.person.pk
    returned = [one for one in seen if own and one.status == Reflection.Status.RETURNED]
    shared = sum(one.status == Reflection.Status.SHARED for one in seen)
    work = of_year(portfolio, access)
    mine = [*_mine(lines), *(Step(f"Look again at “{one}”", one.get_absolute_url(), RETURNED) for one in returned)]
    mine += [_of_work(one, own) for one in work if one.is_authors == own]
    others = [*_others(lines), *(_of_work(one, own) for one in work if one.is_authors != own)]
    if shared:
        others.append(Step("Reflections", "", f"{count(shared, 'reflection')} with the assessor"))
    return Steps(sorted(mine, key=_nearest), sorted(others, key=_nearest))


def _nearest(step: Step) -> dt.date:
    return step.due_on or dt.date.min


def _mine(lines: Sequence[Line]) -> Iterator[Step]:
    for line in lines:
        if line.mine and line.meeting is not None:
            due = line.dated.due_on
            by = f"By {day(due)}"
            title = MINE[line.what].format(label=line.dated.label)
            yield Step(title, line.meeting.get_absolute_url(), by, "Late" if line.late else "", "bad", line.why, due)


def _others(lines: Sequence[Line]) -> Iterator[Step]:
    for line in lines:
        if line.meeting is not None and line.waits and not line.mine:
            yield Step(line.dated.label, line.meeting.get_absolute_url(), line.waits, due_on=line.dated.due_on)


def _of_work(one: Waiting, own: bool) -> Step:
    """A piece of written work and its last day, with whom it waits for where that is somebody else."""
    url, by = one.work.get_absolute_url(), f"By {day(one.due_on)}"
    if one.is_authors == own:
        return Step(f"{one.title}: {one.work}", url, by, "Late" if one.late else "", "bad", one.why, one.due_on)
    who = "practitioner" if one.is_authors else "assessor"
    return Step(str(one.work), url, f"Waits for the {who}, by {day(one.due_on)}", why=one.why, due_on=one.due_on)
