"""Children that workers can hold month by month: people, plans and the limits of the pack (CSL-01 to 04, CSL-10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from caseloads.policy.limits import Number, full_caseload, timeline
from workforce.clock import Clock, add_months
from workforce.packs import Pack

NOTHING = Fraction(0)
DAYS_IN_MONTH = Fraction(1461, 48)  # of four years with their leap day
AfterYear = Literal["keeps", "full"]
Paused = Literal["counted", "nothing"]
Exact = int | Fraction
Move = Literal["starts", "leaves", "rises", "falls"]


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in one post and one stage, both days included; `to_on` is None while no end is known.

    `stage` is one of `limits.STAGES`, `service` a service of the pack.
    """

    person: int
    stage: str
    service: str
    team: int | None
    clock: Clock
    fte: float
    from_on: date
    to_on: date | None = None

    def has(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a plan: so many people, each at `fte`, join or leave on the first day of `month`.

    An empty `service` or `team` means any of those the forecast is about; who joins needs a service.
    """

    joins: bool
    number: int
    stage: str
    month: date
    fte: float = 1.0
    service: str = ""
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is taken for granted: the limit after the year of a newly qualified worker, and the load of whoever is on
    a pause of their programme."""

    after_year: AfterYear = "keeps"
    paused: Paused = "counted"


@dataclass(frozen=True, slots=True)
class Moved:
    """People for whom the same happened since the month before, and by how many children the room changed."""

    move: Move
    people: int
    children: Number


@dataclass(frozen=True, slots=True)
class Month:
    """One day of the forecast, in children.

    `known` is the room of people known today, `joining` that of planned ones, `leaving` what planned leavers take away.
    `unset` counts people for whom the policy sets no number: they add nothing. `paused` is the room within `capacity`
    of people whose clock stands still that day.
    """

    on: date
    known: Number
    joining: Number
    leaving: Number
    open: int
    people: int
    unset: int
    paused: Number
    moved: tuple[Moved, ...]

    @property
    def capacity(self) -> Number:
        return _plain(_exact(self.known) + _exact(self.joining) - _exact(self.leaving))

    @property
    def gap(self) -> Number:
        """Children there is still room for; below nothing where fewer can be held than are open."""
        return _plain(_exact(self.capacity) - self.open)

    @property
    def percent(self) -> int | None:
        """The open children in percent of the room; None where there is none."""
        return round(100 * self.open / self.capacity) if self.capacity else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """`past` and `later` are lines of the plan that fall outside the months; `short` are (line, full-time people there
    were) of leavers who are more than there are people."""

    months: tuple[Month, ...]
    past: tuple[Change, ...] = ()
    later: tuple[Change, ...] = ()
    short: tuple[tuple[Change, float], ...] = ()


@dataclass(slots=True)
class _Entry:
    """One person, known or planned; of whom planned leavers have taken away all but a share from some days on."""

    stays: Sequence[Stay]
    planned: bool
    shares: list[tuple[date, Fraction]]

    def on(self, day: date) -> Stay | None:
        return next((stay for stay in self.stays if stay.has(day)), None)

    def share(self, day: date) -> Fraction:
        return next((left for begins, left in reversed(self.shares) if begins <= day), Fraction(1))


def days_from(on: date, months: int) -> tuple[date, ...]:
    """The day itself and the first days of the months after it."""
    return (on, *(add_months(on.replace(day=1), number) for number in range(1, months + 1)))


def days_before(on: date, months: int) -> tuple[date, ...]:
    """The same day of the months before, the oldest first, and the day itself."""
    return tuple(add_months(on, -number) for number in range(months, -1, -1))


def slope(points: Iterable[tuple[date, int]]) -> Fraction:
    """Children more (or, below nothing, fewer) a month: the straight line with the least squares through the points.

    Months before the first child are left out: then nothing was recorded yet. Nothing where fewer than two are left.
    """
    known = list(points)
    while known and not known[0][1]:
        known.pop(0)
    if len(known) < 2:
        return NOTHING
    days = [Fraction(day.toordinal() - known[0][0].toordinal()) for day, _ in known]
    middle, average = sum(days, NOTHING) / len(days), Fraction(sum(number for _, number in known), len(known))
    across = sum(((day - middle) ** 2 for day in days), NOTHING)
    if not across:
        return NOTHING
    pairs = zip(days, known, strict=True)
    along = sum(((day - middle) * (number - average) for day, (_, number) in pairs), NOTHING)
    return along / across * DAYS_IN_MONTH


def open_on(open_now: int, a_month: Fraction, first: date, day: date) -> int:
    """The children that are open on a day when so many more are open each month; never fewer than none."""
    return max(0, floor(open_now + a_month * (day - first).days / DAYS_IN_MONTH + Fraction(1, 2)))


class Rooms:
    """The room of people on a day, by the limits of one pack; colleagues who stand alike are asked once."""

    def __init__(self, pack: Pack, assumptions: Assumptions) -> None:
        self.pack, self.assumptions = pack, assumptions
        self.known: dict[object, tuple[tuple[date, date | None, Number | None], ...]] = {}

    def room(self, stay: Stay, on: date) -> Number | None:
        """Children this person may hold on the day; None where the policy sets no number."""
        if self.assumptions.paused == "nothing" and stay.clock.paused(on):
            return 0
        full = full_room(self.pack, stay.fte)
        over = stay.stage == "nqsw" and on > stay.clock.ends_on
        if over and self.assumptions.after_year == "full" and full is not None:
            return full
        maximum = self.limit(stay, on)
        return full if maximum is None and stay.stage == "experienced" else maximum

    def limit(self, stay: Stay, on: date) -> Number | None:
        """The maximum of the policy for the day, as `limits.limit` has it."""
        key = (stay.stage, stay.service, stay.fte, stay.clock)
        if key not in self.known:
            laid = timeline(self.pack, stage=stay.stage, service=stay.service, clock=stay.clock, fte=stay.fte)
            self.known[key] = tuple((one.from_on, one.to_on, one.limit.maximum) for one in laid)
        for from_on, to_on, maximum in self.known[key]:
            if from_on <= on and (to_on is None or on <= to_on):
                return maximum
        return None


def full_room(pack: Pack, fte: float) -> int | None:
    """A full caseload at this share of full time, rounded down (CSL-10); None where the pack sets none."""
    full = full_caseload(pack)
    return None if full is None else int(full * Decimal(str(fte)))


def forecast(
    pack: Pack,
    *,
    people: Iterable[Stay],
    days: Sequence[date],
    open_now: int = 0,
    a_month: Fraction = NOTHING,
    changes: Iterable[Change] = (),
    assumptions: Assumptions | None = None,
) -> Forecast:
    """The room on each of the days, the first of which is today, against the children then open.

    Of several stays of one person on a day the first given counts. Leavers take with them the share they are of the
    people of their stage and place on the day they leave, rounded up to whole children.

    Refused where a stage or service is none of the pack's.
    """
    rooms = Rooms(pack, assumptions or Assumptions())
    wanted = sorted(changes, key=lambda one: (one.month, one.joins, one.stage, one.service, one.team or 0, one.fte))
    past = tuple(one for one in wanted if one.month <= days[0])
    later = tuple(one for one in wanted if one.month > days[-1])
    within = [one for one in wanted if days[0] < one.month <= days[-1]]
    entries = [_Entry(stays, False, []) for stays in _by_person(people).values()]
    entries += [entry for one in within if one.joins for entry in _joining(one)]
    short = tuple(_take_away(entries, one) for one in within if not one.joins)
    rows = [[(entry, entry.on(day)) for entry in entries] for day in days]
    values = [
        [None if stay is None else rooms.room(stay, day) for _, stay in row]
        for day, row in zip(days, rows, strict=True)
    ]
    months = tuple(
        _month(day, rows[place], values[place], open_on(open_now, a_month, days[0], day),
               _moved(rows[place - 1 : place + 1], values[place - 1 : place + 1]) if place else ())
        for place, day in enumerate(days)
    )  # fmt: skip
    return Forecast(months, past, later, tuple(one for one in short if one is not None))


def _by_person(people: Iterable[Stay]) -> Mapping[int, list[Stay]]:
    found: dict[int, list[Stay]] = {}
    for stay in people:
        found.setdefault(stay.person, []).append(stay)
    return found


def _joining(change: Change) -> Iterable[_Entry]:
    for _ in range(change.number):
        stay = Stay(0, change.stage, change.service, change.team, Clock(change.month), change.fte, change.month)
        yield _Entry([stay], True, [])


def _take_away(entries: Collection[_Entry], change: Change) -> tuple[Change, float] | None:
    """Leave a share of everybody in the stage and place; say where more leave than there are, in full-time people."""
    there = [(entry, stay) for entry in entries if (stay := entry.on(change.month)) and _meant(stay, change)]
    left = sum((entry.share(change.month) * Fraction(str(stay.fte)) for entry, stay in there), NOTHING)
    leaving = change.number * Fraction(str(change.fte))
    stays = max(1 - leaving / left, NOTHING) if left else NOTHING
    for entry, _ in there:
        entry.shares.append((change.month, entry.share(change.month) * stays))
    return (change, float(left)) if leaving > left else None


def _meant(stay: Stay, change: Change) -> bool:
    here = change.team in (None, stay.team) and change.service in ("", stay.service)
    return here and stay.stage == change.stage


Row = Sequence[tuple[_Entry, Stay | None]]
Values = Sequence[Number | None]


def _month(day: date, row: Row, values: Values, open_then: int, moved: tuple[Moved, ...]) -> Month:
    here = [(entry, stay, value) for (entry, stay), value in zip(row, values, strict=True) if stay is not None]
    exact = [(entry, stay, _exact(value or 0)) for entry, stay, value in here]
    known = sum(value for entry, _, value in exact if not entry.planned)
    joining = sum(value for entry, _, value in exact if entry.planned)
    lost = sum(value * (1 - entry.share(day)) for entry, _, value in exact if entry.shares)
    return Month(
        on=day,
        known=_plain(known),
        joining=_plain(joining),
        leaving=_plain(min(ceil(lost), known + joining)),
        open=open_then,
        people=sum(not entry.planned for entry, _, _ in here),
        unset=sum(value is None for _, _, value in here),
        paused=_plain(sum(value for _, stay, value in exact if stay.clock.paused(day))),
        moved=moved,
    )


def _moved(rows: Sequence[Row], values: Sequence[Values]) -> tuple[Moved, ...]:
    """What happened between two days to people known today; planned ones have lines of their own."""
    found: dict[Move, list[Exact]] = {"starts": [], "leaves": [], "rises": [], "falls": []}
    for (entry, before), (_, now), was, now_is in zip(rows[0], rows[1], values[0], values[1], strict=True):
        by = _exact(now_is or 0) - _exact(was or 0)
        if entry.planned or (before is None and now is None):
            continue
        if before is None or now is None:
            found["leaves" if now is None else "starts"].append(by)
        elif by:
            found["rises" if by > 0 else "falls"].append(by)
    return tuple(Moved(move, len(each), _plain(sum(each))) for move, each in found.items() if each)


def _exact(value: Number) -> Exact:
    """Whole numbers stay what they are: adding up thousands of people is then a matter of milliseconds."""
    return value if isinstance(value, int) else Fraction(str(value))


def _plain(value: Exact) -> Number:
    """Whole children as such; where a pack does not round, to two places."""
    return int(value) if value.denominator == 1 else round(float(value), 2)
