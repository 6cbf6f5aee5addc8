"""The log of protected time beside what is owed: by week and month for one year, in short for many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asye.models import Portfolio, ProtectedTime
from asye.policy import protected_time as policy
from asye.policy.protected_time import Spell, Standing, Week, hours
from workforce.access import Access
from workforce.facts import clock_of
from workforce.models import Absence, Post
from workforce.month_chart import Chart, Series, drawn
from workforce.policy_in_force import pack_on
from workforce.why import Why, why_of

Kind = ProtectedTime.Kind


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week; minutes. `now` marks the week that is not over, `short` one with too little by the policy."""

    week: Week
    taken: int
    lost: int
    lines: tuple[ProtectedTime, ...]
    now: bool
    short: bool
    why: Why

    @property
    def shown(self) -> dict[str, str]:
        return {"owed": hours(self.week.minutes), "taken": hours(self.taken), "lost": hours(self.lost)}


@dataclass(frozen=True, slots=True)
class MonthLines:
    first: dt.date
    weeks: tuple[WeekLine, ...]

    @property
    def shown(self) -> dict[str, str]:
        return {
            "owed": hours(sum(line.week.minutes for line in self.weeks)),
            "taken": hours(sum(line.taken for line in self.weeks)),
            "lost": hours(sum(line.lost for line in self.weeks)),
        }


@dataclass(frozen=True, slots=True)
class Log:
    """The whole log, the newest month and week first."""

    months: tuple[MonthLines, ...]
    standing: Standing | None
    why: Why | None
    chart: Chart | None

    @property
    def shown(self) -> dict[str, str]:
        if self.standing is None:
            return {}
        return {"owed": hours(self.standing.owed), "taken": hours(self.standing.taken)}


def log_of(portfolio: Portfolio, access: Access) -> Log:
    """The log of one year as somebody who follows it reads it: four queries."""
    on = access.on
    weeks = _weeks([portfolio], on)[portfolio.pk]
    rows = ProtectedTime.objects.visible_to(access).counted().filter(portfolio=portfolio).order_by("on", "pk")
    by_week: dict[dt.date, list[ProtectedTime]] = defaultdict(list)
    for row in rows:
        by_week[policy.monday(row.on)].append(row)
    taken = {first: _sum(lines, Kind.TAKEN) for first, lines in by_week.items()}
    pack = pack_on(on)
    stands = policy.standing(pack, weeks, taken, on)
    months = [
        MonthLines(first, tuple(_line(week, by_week.get(week.first, []), on) for week in reversed(within)))
        for first, within in policy.by_month([week for week in weeks if week.first <= on])
    ]
    return Log(
        months=tuple(reversed(months)),
        standing=stands,
        why=why_of(", ".join(stands.rules), stands.because, pack) if stands else None,
        chart=_chart(months),
    )


def _line(week: Week, lines: Sequence[ProtectedTime], on: dt.date) -> WeekLine:
    taken, now = _sum(lines, Kind.TAKEN), week.last >= on
    rule = pack_on(on).people.protected_time
    return WeekLine(
        week=week,
        taken=taken,
        lost=_sum(lines, Kind.LOST),
        lines=tuple(lines),
        now=now,
        short=rule is not None and not now and taken * 100 < week.minutes * rule.behind_below_percent,
        why=why_of(", ".join((*week.rules, "CLK-04")), week.because, pack_on(on)),
    )


def _sum(lines: Iterable[ProtectedTime], kind: str) -> int:
    return sum(line.minutes for line in lines if line.kind == kind)


def _chart(months: Sequence[MonthLines]) -> Chart | None:
    """Hours owed and taken, month by month."""
    if not months:
        return None
    owed = [round(sum(line.week.minutes for line in month.weeks) / 60, 1) for month in months]
    taken = [round(sum(line.taken for line in month.weeks) / 60, 1) for month in months]
    return drawn([month.first for month in months], [Series("Owed", owed), Series("Taken", taken)])


def standings_of(portfolios: Iterable[Portfolio], on: dt.date) -> dict[int, Standing]:
    """How each year stands, by key, where the policy asks for anything: three queries, however many years.

    The stage and its pauses should be joined.
    """
    years = list(portfolios)
    weeks, taken = _weeks(years, on), taken_of(years)
    pack = pack_on(on)
    found = {year.pk: policy.standing(pack, weeks[year.pk], taken[year.pk], on) for year in years}
    return {key: one for key, one in found.items() if one is not None}


def keeping_until(portfolios: Iterable[Portfolio], on: dt.date) -> dict[int, dt.date]:
    """The day up to which each log keeps up if nothing more is noted, by key; without those that never fall behind."""
    years = list(portfolios)
    weeks, taken, pack = _weeks(years, on), taken_of(years), pack_on(on)
    found = {year.pk: policy.keeps_until(pack, weeks[year.pk], taken[year.pk]) for year in years}
    return {key: until for key, until in found.items() if until is not None}


def taken_of(years: Sequence[Portfolio]) -> dict[int, dict[dt.date, int]]:
    """Minutes taken by Monday, by key of the year: one query."""
    taken: dict[int, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    rows = ProtectedTime.objects.counted().filter(portfolio__in=[year.pk for year in years], kind=Kind.TAKEN)
    for key, day, minutes in rows.order_by().values_list("portfolio", "on", "minutes"):
        taken[key][policy.monday(day)] += minutes
    return taken


def _weeks(years: Sequence[Portfolio], on: dt.date) -> dict[int, list[Week]]:
    people = [year.practitioner_id for year in years]
    posts: dict[int, list[Spell]] = defaultdict(list)
    held = Post.objects.filter(person__in=people).order_by("-started_on", "pk")
    for person, begun, ended, fte in held.values_list("person", "started_on", "ended_on", "fte"):
        posts[person].append(Spell(begun, ended, float(fte)))
    away: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    for person, begun, ended in Absence.objects.filter(person__in=people).values_list(
        "person", "started_on", "ended_on"
    ):
        away[person].append((begun, ended or on))
    pack = pack_on(on)
    return {
        year.pk: policy.weeks_owed(
            pack,
            stage=str(year.stage.kind),
            clock=clock_of(year.stage),
            posts=posts[year.practitioner_id],
            away=away[year.practitioner_id],
        )
        for year in years
    }


def known_lines(portfolio: Portfolio, on: dt.date) -> tuple[tuple[str, ...], str, str]:
    """Lines, rule and reason for what is known in a review; no lines where the policy asks for nothing."""
    one = standings_of([portfolio], on).get(portfolio.pk)
    if one is None:
        return (), "", ""
    lost = ProtectedTime.objects.counted().filter(portfolio=portfolio, kind=Kind.LOST, on__lte=on)
    times = list(lost.values_list("minutes", flat=True))
    lines = [f"{hours(one.taken)} taken of {hours(one.owed)} owed so far{', behind' if one.behind else ''}"]
    if times:
        lines.append(
            f"{hours(sum(times))} taken away, on {len(times)} occasions"
            if len(times) > 1
            else f"{hours(times[0])} taken away, once"
        )
    return tuple(lines), ", ".join(one.rules), one.because
