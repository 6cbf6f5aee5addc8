"""The training pathway: what by when, who agrees that somebody does not come, when it is too often (WRK-04, WRK-05)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workforce.clock import ONE_DAY, Clock, add_months, working_day_on_or_before
from workforce.packs import Pack
from workforce.packs.schema.asye import PathwayItem
from workforce.sentences import count, day


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for in a year. `due_on` is null where it is never late; `amount` counts times or days."""

    key: str
    label: str
    kind: str
    amount: float
    unit: str
    mandatory: bool
    from_on: date | None
    due_on: date | None
    rule: str
    because: str


def pathway(pack: Pack, programme: str, clock: Clock) -> tuple[Item, ...]:
    """What the pathway of a programme asks of somebody with this clock, the first due first."""
    asked = {
        key: item for key, item in pack.asye.training.items() if not item.programmes or programme in item.programmes
    }
    found = [_item(pack, key, item, clock) for key, item in asked.items()]
    return tuple(sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max)))


def _item(pack: Pack, key: str, item: PathwayItem, clock: Clock) -> Item:
    entitled = pack.people.entitlements.get(item.entitlement or "")
    month = None if item.by_month is None else max(1, item.by_month * clock.months // pack.programme.months)
    end = None if month is None else clock.date_of_month(month + 1) - ONE_DAY
    due_on = end and working_day_on_or_before(end)
    return Item(
        key=key,
        label=item.label,
        kind=item.kind,
        amount=float(entitled.amount if entitled else item.amount or 0),
        unit=entitled.unit if entitled else "",
        mandatory=item.mandatory,
        from_on=clock.date_of_month(item.from_month) if item.from_month else None,
        due_on=due_on,
        rule=item.rule,
        because=_because(item, clock, month, end, due_on),
    )


def _because(item: PathwayItem, clock: Clock, month: int | None, end: date | None, due_on: date | None) -> str:
    if month is None:
        begins = f" from month {item.from_month} on" if item.from_month else ""
        return f"Everybody in the programme is entitled to it{begins}; no day is set by which it has to be done."
    moved = f", moved to the working day before {day(end)}" if end and due_on != end else ""
    return f"It is done by the end of month {month} of the year that began on {day(clock.start)}{moved}."


def next_to_authorise(pack: Pack, agreed: Collection[str]) -> str | None:
    """The next of those the pack names, in its order; None once all have agreed, or where it names nobody (WRK-05)."""
    rule = pack.people.courses
    return next((role for role in rule.agreed_in_order if role not in agreed), None) if rule else None


def too_often(pack: Pack, days: Sequence[date], on: date) -> str:
    """The sentence where somebody cancelled or missed courses too often on a day; empty where not (WRK-05)."""
    rule = pack.people.courses
    if rule is None:
        return ""
    inside = [one for one in days if add_months(on, -rule.within_months) < one <= on]
    if len(inside) < rule.flagged_after:
        return ""
    return (
        f"Cancelled or missed {count(len(inside), 'time')} in {count(rule.within_months, 'month')}; "
        f"the {rule.flagged_to} is told from {rule.flagged_after} on."
    )


def done(items: Sequence[Item], held: Mapping[str, float]) -> Mapping[str, bool]:
    """Which items are complete, by key; duty never is."""
    return {one.key: one.kind != "duty" and held.get(one.key, 0) >= one.amount for one in items}
