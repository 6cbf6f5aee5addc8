"""Who may take a slot of the rota on a day, and how many days of it their stage is to bring (WRK-04, CSL-07).

Duty brings section 47 enquiries, so CSL-07 holds for it: trainees and the unregistered never, shadowing first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caseloads.policy.breaches import DueBy
from caseloads.policy.limits import STAGES, Finding
from workforce.bands import Standing, Who, band_on, narrowest
from workforce.clock import DAYS_IN_WEEK, is_working_day
from workforce.packs import Pack
from workforce.packs.schema.rota import Part, RotaMonths, Seat, SeatBand
from workforce.packs.spoken.caseloads import SEATS
from workforce.sentences import count, day, either, silence
from workforce.verdict import Answer, Figure

NO_POST = "WRK-13"
PAUSED = "CLK-04"
ROTA = "WRK-04"  # what a rota asks of everybody, whatever the kind of slot
SHARES = {"day": 1.0, "am": 0.5, "pm": 0.5}
PARTS = {"day": "all day", "am": "in the morning", "pm": "in the afternoon"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A slot somebody holds already."""

    kind: str
    on: date
    part: Part = "day"


@dataclass(frozen=True, slots=True)
class Asked:
    """The slot that is to be taken. `accompanied`: somebody holds its main seat then."""

    kind: str
    on: date
    part: Part = "day"
    seat: Seat = "main"
    accompanied: bool = True


@dataclass(frozen=True, slots=True)
class Taker:
    """Who would take it. `stage` is empty, and `standing` None, for those in no stage of the policy."""

    stage: str
    who: Who
    standing: Standing | None
    employed: bool = True
    registered: bool = True
    away: bool = False
    held: Sequence[Held] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking(Answer):
    """`allowed` unless something blocks it; what only warns is passed by the manager, with a reason."""

    allowed: bool
    month: int | None
    blocks: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Answer):
    """Days of a kind that a stage was to bring up to a day: `days_a_week` in each of the whole `weeks` since then."""

    from_on: date | None = None
    weeks: int = 0
    days: float = 0


def overlap(one: Part, other: Part) -> bool:
    """Whether two parts of the same day meet."""
    return one == other or "day" in (one, other)


def days_of(parts: Sequence[Part]) -> float:
    """Slots as days: a half day is half of one."""
    return sum(SHARES[part] for part in parts)


def taking(pack: Pack, asked: Asked, taker: Taker) -> Taking:
    """Whether this person may take this slot. A kind the pack does not know is asked about as one it is silent on."""
    blocks = tuple(_blocks(pack, asked, taker))
    warnings = tuple(_warnings(pack, asked, taker))
    standing = taker.standing
    month = standing.clock.month(asked.on) if standing and taker.stage != "experienced" else None
    kind, months = pack.caseloads.rota.get(asked.kind), months_for(pack, asked.kind, taker)
    looked_at = [one.rule for one in (kind, months) if one]
    clock = ["CLK-01"] if month is not None else []
    figures: dict[str, Figure] = {"month": month} if month is not None else {}
    return Taking(
        rules=tuple(dict.fromkeys([*(one.rule for one in (*blocks, *warnings)), *looked_at, *clock])) or (ROTA,),
        because=_sentence(blocks, warnings),
        figures=figures,
        silent=months is None,
        allowed=not blocks,
        month=month,
        blocks=blocks,
        warnings=warnings,
    )


def months_for(pack: Pack, kind: str, taker: Taker) -> RotaMonths | None:
    """What the pack says of a kind of slot for somebody, the narrowest scope first; None where it is silent."""
    rules = (one for one in pack.caseloads.rota_months.values() if (one.kind, one.stage) == (kind, taker.stage))
    return narrowest(rules, taker.who)


def wanted(pack: Pack, kind: str, taker: Taker, *, on: date) -> Wanted:
    """What the stage of somebody was to bring of a kind by the end of a day (WRK-04); paused weeks do not count."""
    months = months_for(pack, kind, taker)
    label = label_of(pack, kind)
    if months is None or months.days_a_week is None or taker.standing is None:
        return Wanted(
            rules=(ROTA,), because=silence(pack.title, f"how many days of {label} there are to be"), silent=True
        )
    standing = taker.standing.on_clock(months.clock)
    first = next((band for band in months.bands if band.seats), None)
    from_on = standing.begins(first.from_) if first else None
    if first is None or from_on is None:
        return Wanted(rules=(months.rule,), because=f"No day of {label} is asked for in this stage")
    clock, each = standing.clock, months.days_a_week
    weeks = max((clock.effective(on + ONE_DAY) - clock.effective(from_on)).days // DAYS_IN_WEEK, 0)
    begins = f"{count(each, 'day')} of {label} a week on the rota from {first.from_} on, which begins on {day(from_on)}"
    return Wanted(
        rules=(months.rule, "CLK-01", *(("CLK-04",) if clock.pauses else ())),
        because=f"{begins}: {count(weeks, 'whole week')} by {day(on)}",
        figures={"from_on": from_on, "weeks": weeks, "days_a_week": each},
        from_on=from_on,
        weeks=weeks,
        days=weeks * each,
    )


def label_of(pack: Pack, kind: str) -> str:
    known = pack.caseloads.rota.get(kind)
    return known.label if known else kind


def swap_answer_by(pack: Pack, *, asked_on: date, slot_on: date) -> DueBy:
    """The day by which somebody answers about a slot that is to change hands: in time, and before the slot."""
    rule = pack.caseloads.swaps
    if rule is None:
        return DueBy(rules=(ROTA,), because=silence(pack.title, "how soon a swap is answered"), silent=True)
    days = rule.answered_within_days
    return DueBy(
        rules=(rule.rule,),
        because=f"Asked on {day(asked_on)}; it is answered within {count(days, 'day')}, and before the slot itself",
        figures={"asked_on": asked_on, "days": days, "slot_on": slot_on},
        due_on=min(asked_on + timedelta(days=days), slot_on),
    )


def days_planned(first: date, *, every_weeks: int, until: date) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The days of a repeated slot from the first on: those it is planned on, and the bank holidays left out."""
    found = [first]
    while every_weeks and (following := found[-1] + timedelta(weeks=every_weeks)) <= until:
        found.append(following)
    return tuple(filter(is_working_day, found)), tuple(one for one in found if not is_working_day(one))


def _blocks(pack: Pack, asked: Asked, taker: Taker) -> Iterator[Finding]:
    if not taker.employed:
        yield Finding(NO_POST, f"They have no post here on {day(asked.on)}")
    if taker.standing and taker.standing.clock.paused(asked.on):
        yield Finding(PAUSED, f"Their programme is paused on {day(asked.on)}")
    if taker.away:
        yield Finding(ROTA, f"They are away on {day(asked.on)}")
    yield from _barred(pack, asked, taker)
    kind = pack.caseloads.rota.get(asked.kind)
    if kind and kind.registered and not taker.registered:
        yield Finding(kind.rule, f"Somebody who is not registered does not take {kind.label}")
    for held in taker.held:
        if held.on == asked.on and overlap(held.part, asked.part):
            yield Finding(ROTA, f"They already hold {label_of(pack, held.kind)} then, {PARTS[held.part]}")


def _barred(pack: Pack, asked: Asked, taker: Taker) -> Iterator[Finding]:
    """The seat is not theirs in this month of their stage."""
    months = months_for(pack, asked.kind, taker)
    if months is None or taker.standing is None:
        return
    standing = taker.standing.on_clock(months.clock)
    band = band_on(months.bands, standing, asked.on)
    if band is not None and asked.seat in band.seats:
        return
    label, who = label_of(pack, asked.kind), STAGES[months.stage]
    month = standing.clock.month(asked.on)
    when = f"In month {month} {who}" if month >= 1 and months.stage != "experienced" else who[:1].upper() + who[1:]
    if band is not None and band.seats:
        said = f"{when} takes {label} as {_or(band.seats)}, not as {SEATS[asked.seat]}"
    else:
        said = f"{when} does not take {label}{'' if not _later(months, asked.seat) else ' yet'}"
    yield Finding(months.rule, said + _opens(months, asked, standing))


def _later(months: RotaMonths, seat: Seat) -> SeatBand | None:
    return next((band for band in months.bands if seat in band.seats), None)


def _opens(months: RotaMonths, asked: Asked, standing: Standing) -> str:
    """From when on the seat is theirs, where that is still to come."""
    later = _later(months, asked.seat)
    begins = standing.begins(later.from_) if later else None
    if later is None or begins is None or begins <= asked.on:
        return ""
    return f": from {later.from_} on, which begins on {day(begins)}"


def _warnings(pack: Pack, asked: Asked, taker: Taker) -> Iterator[Finding]:
    months, label = months_for(pack, asked.kind, taker), label_of(pack, asked.kind)
    if months is None:
        who = STAGES.get(taker.stage, "somebody in no stage of the programme")
        yield Finding(_rule_of(pack, asked.kind), silence(pack.title, f"whether {who} takes {label}"))
    elif months.days_a_week is not None:
        yield from _too_many(months, label, asked, taker)
    if asked.seat != "main" and not asked.accompanied:
        yield Finding(
            _rule_of(pack, asked.kind), f"Nobody holds the main seat then, so there is nobody to {_beside(asked)}"
        )


def _too_many(months: RotaMonths, label: str, asked: Asked, taker: Taker) -> Iterator[Finding]:
    week = [held.part for held in taker.held if held.kind == asked.kind and _week(held.on) == _week(asked.on)]
    after = days_of([*week, asked.part])
    if week and months.days_a_week is not None and after > months.days_a_week:
        most = count(months.days_a_week, "day")
        yield Finding(months.rule, f"With this they would do {after:g} days of {label} that week; it is {most} a week")


def _beside(asked: Asked) -> str:
    return "shadow" if asked.seat == "shadow" else "work beside"


def _rule_of(pack: Pack, kind: str) -> str:
    known = pack.caseloads.rota.get(kind)
    return known.rule if known else ROTA


def _week(on: date) -> tuple[int, int]:
    return on.isocalendar()[:2]


def _or(seats: Sequence[Seat]) -> str:
    return either([SEATS[seat] for seat in seats])


def _sentence(blocks: tuple[Finding, ...], warnings: tuple[Finding, ...]) -> str:
    if blocks:
        return "; ".join(one.message for one in blocks)
    if warnings:
        return f"{'; '.join(one.message for one in warnings)}: the manager decides, with a reason"
    return "Nothing stands against it"
