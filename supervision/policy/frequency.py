"""When supervision is next due, and why (SUP-01 to SUP-07)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from workforce.bands import Standing, Who, laid_out, narrowest
from workforce.clock import ONE_DAY, Clock, merged
from workforce.packs import Pack
from workforce.packs.schema.supervision import GapBand, SupervisionGaps
from workforce.sentences import count, day, silence
from workforce.verdict import Answer

Kind = Literal["one_to_one", "group"]
Span = tuple[int, int]
NOBODY = Who()
NO_END = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Session:
    """A session as recorded. `by` is the supervisor, asked for only where two share the supervision."""

    on: date
    kind: Kind
    minutes: int
    held: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Days of recorded absence, both included."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Kept:
    """Days on which the manager keeps the gap at the policy's shorter figure (SUP-03); `to_on` None while it runs."""

    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Answer):
    """`due_on` is the last day a session may be held without being late; `allowed_gap` is that of the stage `on` is in.

    Gaps are in `unit`, days or shifts. `short_sessions` are the dates of sessions held that were too short (SUP-05).
    """

    last_counting: date | None
    due_on: date | None
    overdue: bool
    days_overdue: int
    allowed_gap: int | None
    unit: str
    short_sessions: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A band as day ordinals, from `begins` up to but not including `ends`."""

    begins: int
    ends: int
    band: GapBand
    gap: int


def due(
    pack: Pack,
    *,
    stage: str,
    clock: Clock,
    on: date,
    sessions: Sequence[Session],
    absences: Sequence[Away] = (),
    keep_fortnightly: bool = False,
    kept: Sequence[Kept] = (),
    who: Who = NOBODY,
    standing: Standing | None = None,
    shifts: Sequence[date] = (),
) -> Due:
    """The day the next session is due as seen on `on`; later sessions are not known yet.

    `keep_fortnightly` says that the gap is kept at the shorter figure throughout, `kept` on which days it is.
    `standing` carries further clocks, reviews held and pay point where the pack's bands ask for them; `shifts` the
    dates worked, where it counts gaps in shifts. Where the pack sets no gap for the stage the answer is silent.
    """
    short = _short(pack, sessions, on)
    rule = gaps_for(pack, stage, who)
    if rule is None:
        return _unsaid(pack, stage, short)
    stands = (standing or Standing(clock)).on_clock(rule.clock)
    stretches = stretches_of(rule, stands, _keeps(keep_fortnightly, kept))
    if not stretches:
        return _unsaid(pack, stage, short)
    last = _last_counting(pack, rule, stretches, stands.clock, sessions, on)
    away = _away(stands.clock, absences)
    since = last or stands.clock.start
    if stretch_at(stretches, on.toordinal()).band.unit == "shifts":
        due_on = _due_by_shifts(stretches, since, shifts)
    else:
        last_in_time = last_day_in_time(stretches, since.toordinal(), away)
        due_on = date.fromordinal(last_in_time) if last_in_time else None
    return _answer(rule, stretches, stands.clock, on, last, due_on, short, bool(absences))


def across_change(after: Due, before: Due, *, changed_on: date, on: date) -> Due:
    """An answer under a version of the policy whose due day lies before the version took effect.

    `before` is the answer of the day before the change, under the version then in force. Days before the change are
    judged by that one: somebody late under it stays late since then; anybody else is late from the change on.
    """
    eve = changed_on - ONE_DAY
    due_on = before.due_on if before.due_on and before.due_on < eve else eve
    late = (on - due_on).days
    start, _, _ = after.because.partition(", so the next")
    return replace(
        after,
        due_on=due_on,
        overdue=late > 0,
        days_overdue=late,
        figures={**after.figures, "policy_changed_on": changed_on},
        because=f"{start}, as the policy says since {day(changed_on)}, so the next was due by {day(due_on)} and is "
        f"{count(late, 'day')} late",
    )


@dataclass(frozen=True, slots=True)
class Spell:
    """One band on the calendar; `to_on` is None for the last. `gap` is in `unit`, days or shifts."""

    from_on: date
    to_on: date | None
    label: str
    gap: int
    unit: str
    counts: frozenset[Kind]


def timeline(
    pack: Pack,
    *,
    stage: str,
    clock: Clock,
    keep_fortnightly: bool = False,
    kept: Sequence[Kept] = (),
    who: Who = NOBODY,
    standing: Standing | None = None,
) -> tuple[Spell, ...]:
    """The gaps allowed from the start on, band by band; none where the pack sets none."""
    rule = gaps_for(pack, stage, who)
    if rule is None:
        return ()
    stands = (standing or Standing(clock)).on_clock(rule.clock)
    return tuple(
        Spell(
            date.fromordinal(one.begins),
            None if one.ends == NO_END else date.fromordinal(one.ends - 1),
            one.band.label,
            one.gap,
            one.band.unit,
            one.band.counts,
        )
        for one in stretches_of(rule, stands, _keeps(keep_fortnightly, kept))
    )


def gaps_for(pack: Pack, stage: str, who: Who = NOBODY) -> SupervisionGaps | None:
    """The gaps set for a stage, the narrowest scope first; None where the pack sets none."""
    return narrowest((rule for rule in pack.supervision.gaps.values() if rule.stage == stage), who)


def stretches_of(rule: SupervisionGaps, standing: Standing, kept: Sequence[Kept] = ()) -> list[Stretch]:
    """The bands on the calendar, cut where a decision to keep the gap begins or ends."""
    spans = merged((one.from_on.toordinal(), one.to_on.toordinal() + 1 if one.to_on else NO_END) for one in kept)
    return [
        stretch
        for laid in laid_out(rule.bands, standing)
        for stretch in _cut(
            laid.band, laid.from_on.toordinal(), laid.to_on.toordinal() + 1 if laid.to_on else NO_END, spans
        )
    ]


def _cut(band: GapBand, begins: int, ends: int, kept: Sequence[Span]) -> list[Stretch]:
    """One band as stretches; only a band with a figure to keep is cut."""
    if band.kept_at is None:
        return [Stretch(begins, ends, band, band.gap)]
    found, here = [], begins
    for first, end in kept:
        if end <= here or first >= ends:
            continue
        if first > here:
            found.append(Stretch(here, first, band, band.gap))
        found.append(Stretch(max(first, here), min(end, ends), band, band.kept_at))
        here = min(end, ends)
    return [*found, Stretch(here, ends, band, band.gap)] if here < ends else found


def _keeps(throughout: bool, kept: Sequence[Kept]) -> Sequence[Kept]:
    return (Kept(date.min),) if throughout else kept


def stretch_at(stretches: Sequence[Stretch], ordinal: int) -> Stretch:
    """The stretch a day is in; before the start, the first."""
    found = stretches[0]
    for stretch in stretches[1:]:
        if stretch.begins > ordinal:
            break
        found = stretch
    return found


def _last_counting(
    pack: Pack, rule: SupervisionGaps, stretches: Sequence[Stretch], clock: Clock, sessions: Sequence[Session], on: date
) -> date | None:
    """The latest session held from the start to `on` that counts in the stage it was held in."""
    length = pack.supervision.session
    floor = length.minimum_minutes if length and not length.short_counts else 0
    counting = [
        session
        for session in sessions
        if session.held
        and clock.start <= session.on <= on
        and session.minutes >= floor
        and session.kind in stretch_at(stretches, session.on.toordinal()).band.counts
    ]
    if not counting:
        return None
    if rule.supervisors == "any":
        return max(session.on for session in counting)
    latest: dict[str, date] = {}
    for session in counting:
        latest[session.by] = max(session.on, latest.get(session.by, session.on))
    return min(latest.values()) if len(latest) > 1 else None


def _away(clock: Clock, absences: Sequence[Away]) -> tuple[Span, ...]:
    if not absences:
        return clock.spans
    days = ((absence.from_on.toordinal(), absence.to_on.toordinal() + 1) for absence in absences)
    return merged((*clock.spans, *days))


def last_day_in_time(stretches: Sequence[Stretch], since: int, away: Sequence[Span]) -> int | None:
    """The last present day before the first day whose gap passes what its stage allows, as day ordinals."""
    for stretch in stretches:
        first = max(_nth_present(since, stretch.gap + 1, away), _present_from(stretch.begins, away))
        if first < stretch.ends:
            return _present_before(first, away)
    return None


def _due_by_shifts(stretches: Sequence[Stretch], since: date, shifts: Iterable[date]) -> date | None:
    """The last shift before the gap is passed; None while too few shifts are known to tell."""
    worked = sorted(shift for shift in set(shifts) if shift > since)
    for number, shift in enumerate(worked, start=1):
        if number >= stretch_at(stretches, shift.toordinal()).gap:
            return shift
    return None


def _nth_present(since: int, number: int, away: Sequence[Span]) -> int:
    """The `number`th day after `since` that is in none of the spans."""
    day_number = since + number
    for begins, ends in away:
        if ends <= since + 1:
            continue
        if begins > day_number:
            break
        day_number += ends - max(begins, since + 1)
    return day_number


def _present_from(ordinal: int, away: Sequence[Span]) -> int:
    return next((ends for begins, ends in away if begins <= ordinal < ends), ordinal)


def _present_before(ordinal: int, away: Sequence[Span]) -> int:
    return next((begins for begins, ends in away if begins < ordinal <= ends), ordinal) - 1


def _short(pack: Pack, sessions: Sequence[Session], on: date) -> tuple[date, ...]:
    length = pack.supervision.session
    if length is None:
        return ()
    return tuple(sorted(s.on for s in sessions if s.held and s.on <= on and s.minutes < length.minimum_minutes))


def _unsaid(pack: Pack, stage: str, short: tuple[date, ...]) -> Due:
    about = f"how often a {stage.replace('_', ' ')} has supervision"
    return Due(
        rules=("SUP-04",),
        because=silence(pack.title, about),
        silent=True,
        last_counting=None,
        due_on=None,
        overdue=False,
        days_overdue=0,
        allowed_gap=None,
        unit="days",
        short_sessions=short,
    )


def _answer(
    rule: SupervisionGaps,
    stretches: Sequence[Stretch],
    clock: Clock,
    on: date,
    last: date | None,
    due_on: date | None,
    short: tuple[date, ...],
    absent: bool,
) -> Due:
    here = stretch_at(stretches, on.toordinal())
    late = (on - due_on).days if due_on and on > due_on else 0
    rules = [rule.rule, "SUP-01"]
    rules += ["SUP-05"] if short else []
    rules += ["SUP-07"] if absent else []
    rules += ["CLK-04"] if clock.pauses else []
    return Due(
        rules=tuple(rules),
        because=_sentence(rule, here, clock, last, due_on, late),
        figures={
            "since": last or clock.start,
            "allowed_gap": here.gap,
            "unit": here.band.unit,
            "band": here.band.label,
            "week": clock.week(on),
            "month": clock.month(on),
        },
        last_counting=last,
        due_on=due_on,
        overdue=late > 0,
        days_overdue=late,
        allowed_gap=here.gap,
        unit=here.band.unit,
        short_sessions=short,
    )


def _sentence(
    rule: SupervisionGaps, here: Stretch, clock: Clock, last: date | None, due_on: date | None, late: int
) -> str:
    since = (
        f"The last session that counts was on {day(last)}"
        if last
        else f"No session counts since the start on {day(clock.start)}"
    )
    gap = count(here.gap, here.band.unit[:-1])
    allowed = f"a {rule.label} may go {gap} between sessions ({here.band.label})"
    if due_on is None:
        return f"{since}; {allowed}, and too few shifts are known to date the next"
    if late:
        return f"{since}; {allowed}, so the next was due by {day(due_on)} and is {count(late, 'day')} late"
    return f"{since}; {allowed}, so the next is due by {day(due_on)}"
