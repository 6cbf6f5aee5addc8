"""Time kept for development: what is owed week by week, what was taken, and whether it falls behind (WRK-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from workforce.clock import DAYS_IN_WEEK, ONE_DAY, SATURDAY, Clock, is_working_day
from workforce.packs import Pack
from workforce.sentences import count, day

LAST_OF_WEEK = timedelta(days=DAYS_IN_WEEK - 1)
Days = Sequence[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Spell:
    """A share of full time from a day on; `to_on` is null while it lasts."""

    from_on: date
    to_on: date | None
    fte: float


@dataclass(frozen=True, slots=True)
class Share:
    """So many percent of so many hours a week are kept, for somebody full time."""

    percent: float
    hours: float
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What is owed of one week, Monday to Sunday, in minutes, and the sentence that says why."""

    first: date
    minutes: int
    because: str
    rules: tuple[str, ...]

    @property
    def last(self) -> date:
        return self.first + LAST_OF_WEEK


@dataclass(frozen=True, slots=True)
class Standing:
    """Minutes owed in the `weeks` that are over, and taken so far. With nothing more noted it keeps up to `until`."""

    owed: int
    taken: int
    weeks: int
    until: date | None
    behind: bool
    because: str
    rules: tuple[str, ...]


def share_of(pack: Pack, stage: str) -> Share | None:
    """How much of the week a stage keeps; None where the pack sets nothing."""
    week, rule = pack.caseloads.week, pack.people.protected_time
    if week is None or rule is None:
        return None
    entitled = pack.people.entitlements.get(rule.entitlement or "")
    if entitled is not None and entitled.stage == stage:
        return Share(float(entitled.amount), float(week.hours), (entitled.rule,))
    percent = week.protected_percent.get(stage)  # type: ignore[call-overload]
    return None if percent is None else Share(float(percent), float(week.hours), (week.rule,))


def monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def weeks_owed(pack: Pack, *, stage: str, clock: Clock, posts: Sequence[Spell], away: Days) -> list[Week]:
    """Every week of the year, in order."""
    share = share_of(pack, stage)
    if share is None:
        return []
    firsts = []
    first = monday(clock.start)
    while first <= clock.ends_on:
        firsts.append(first)
        first += timedelta(days=DAYS_IN_WEEK)
    return [_week(pack, share, first, clock, posts, away) for first in firsts]


def _week(pack: Pack, share: Share, first: date, clock: Clock, posts: Sequence[Spell], away: Days) -> Week:
    """A fifth of the week's time for each day that counts, at the share of full time of that day."""
    rule = pack.people.protected_time
    counted = 0  # hundredths of a day
    reasons: dict[str, int] = {}
    shares: dict[float, None] = {}
    for number in range(SATURDAY):
        on = first + timedelta(days=number)
        fte = _fte(posts, on)
        why = _not_counted(on, clock, away, bool(rule and rule.bank_holidays_count))
        if why:
            reasons[why] = reasons.get(why, 0) + 1
        else:
            counted += round(fte * 100)
            shares[fte] = None
    whole = Fraction(str(share.hours)) * 60 * Fraction(str(share.percent)) / 100
    minutes = round(whole * counted / 100 / SATURDAY)
    days = SATURDAY - sum(reasons.values())
    return Week(first, minutes, _because(share, days, list(shares), reasons), share.rules)


def _not_counted(on: date, clock: Clock, away: Days, bank_holidays_count: bool) -> str:
    if not clock.start <= on <= clock.ends_on:
        return "outside the year"
    if clock.paused(on):
        return "in a pause"
    if not bank_holidays_count and not is_working_day(on):
        return "bank holiday"
    if any(begun <= on <= ended for begun, ended in away):
        return "away"
    return ""


def _fte(posts: Sequence[Spell], on: date) -> float:
    """The share of the post held that day, the newest first; a whole one where no post says."""
    for spell in posts:
        if spell.from_on <= on and (spell.to_on is None or on <= spell.to_on):
            return spell.fte
    return 1.0


def _because(share: Share, days: int, shares: Sequence[float], reasons: Mapping[str, int]) -> str:
    part = "".join(f", at {fte:g} of full time" for fte in shares if fte < 1)
    less = "".join(f", {number} {why}" for why, number in reasons.items())
    return f"{share.percent:g} % of {share.hours:g} hours a week{part}. {count(days, 'day')} of five counted{less}."


def keeps_until(pack: Pack, weeks: Sequence[Week], taken: Mapping[date, int]) -> date | None:
    """The last day of the week whose end brings the log behind if nothing more is noted; None where it never does.

    `weeks` reach to the end of the year; `taken` is in minutes by Monday. It hangs on no day of today's.
    """
    rule = pack.people.protected_time
    if rule is None:
        return None
    owed = had = 0
    found: date | None = None
    for number, week in enumerate(weeks, start=1):
        owed += week.minutes
        had += taken.get(week.first, 0)
        short = number >= rule.behind_after_weeks and had * 100 < owed * rule.behind_below_percent
        found = (found or week.last) if short else None
    return found


def standing(pack: Pack, weeks: Sequence[Week], taken: Mapping[date, int], on: date) -> Standing | None:
    """How the year stands on a day: owed in the weeks that are over, taken so far. None where the pack says nothing."""
    rule = pack.people.protected_time
    if rule is None or not weeks:
        return None
    over = [week for week in weeks if week.last < on]
    owed = sum(week.minutes for week in over)
    had = sum(minutes for first, minutes in taken.items() if first <= on)
    until = keeps_until(pack, weeks, taken)
    because = (
        f"{hours(had)} noted; {hours(owed)} were owed in the {count(len(over), 'week')} that are over. "
        f"{because_of(pack)}"
    )
    return Standing(owed, had, len(over), until, until is not None and until < on, because, (rule.rule, "CLK-04"))


def because_of(pack: Pack) -> str:
    """When a log counts as behind, as the pack has it."""
    rule = pack.people.protected_time
    if rule is None:
        return ""
    least, weeks = rule.behind_below_percent, rule.behind_after_weeks
    return f"It falls behind when less than {least} % of what is owed was taken, from week {weeks} on."


def hours(minutes: int) -> str:
    """3 hours 42 minutes, in short: `3 h 42 min`."""
    whole, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{whole} h" if whole or not rest else "", f"{rest} min" if rest else "") if part)


def may_note(*, on: date, start: date, today: date) -> str:
    """Why a day cannot be noted; empty where it can."""
    if on > today:
        return "Enter a day that is over or today: time still to come cannot be noted"
    if on < start:
        return f"Enter a day of the year: it began on {day(start)}"
    return ""


def by_month(weeks: Sequence[Week]) -> Iterator[tuple[date, list[Week]]]:
    """Weeks by the calendar month of their Thursday, so that each is in one month."""
    months: dict[date, list[Week]] = {}
    for week in weeks:
        thursday = week.first + 3 * ONE_DAY
        months.setdefault(thursday.replace(day=1), []).append(week)
    yield from months.items()
