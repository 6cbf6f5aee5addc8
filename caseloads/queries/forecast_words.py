"""A forecast in words: what it takes for granted, each with its reason, and what a manager should not overlook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from caseloads import policy
from caseloads.models import ForecastPlan, PlanLine
from caseloads.policy import forecast as rule
from caseloads.queries.forecast import WHOLE, Told
from workforce.clock import Clock
from workforce.packs import Pack
from workforce.sentences import MONTHS, count, day, listed
from workforce.why import Why, policy_name, sources_of, why_of

ABOUT = "CSL-15"
MOVES = {
    "starts": ("starts", "start"),
    "leaves": ("leaves", "leave"),
    "rises": ("may hold more", "may hold more"),
    "falls": ("may hold fewer", "may hold fewer"),
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One sentence, and why it is taken so; `about` is read out after "Why?"."""

    about: str
    words: str
    why: Why


def children(number: float) -> str:
    return f"{number:g} {'child' if number == 1 else 'children'}"


def month_of(on: dt.date) -> str:
    return f"{MONTHS[on.month]} {on.year}"


def moved(month: rule.Month) -> str:
    """Return what happens to people known today since the month before: `2 may hold more (+10), 1 leaves (−18)`."""
    return ", ".join(f"{one.people} {MOVES[one.move][one.people != 1]} ({signed(one.children)})" for one in month.moved)


def signed(number: float) -> str:
    return f"+{number:g}" if number > 0 else f"−{-number:g}" if number < 0 else "0"


def warnings(told: Told) -> list[str]:
    """Return what should not be overlooked, the worst first."""
    return [*_too_little(told.months), *_lines(told), *_people(told)]


def calls_for_action(told: Told) -> Why | None:
    """Return from when on demand passes the share of the room at which the policy calls for an action (CSL-15)."""
    asked = told.known.pack.caseloads.contingency
    above = [
        month for month in told.months if asked and month.percent is not None and month.percent > asked.demand_percent
    ]
    if asked is None or not above:
        return None
    first = above[0]
    when = "Today" if first is told.months[0] else f"In {month_of(first.on)}"
    return why_of(
        asked.rule,
        f"{when} {children(first.open)} are open and there is room for {first.capacity:g}: {first.percent} %. "
        f"Above {asked.demand_percent} % an action with an owner is called for",
        told.known.pack,
    )


def _too_little(months: Sequence[rule.Month]) -> Iterator[str]:
    short = [month for month in months if month.gap < 0]
    if not short:
        return
    first, worst = short[0], min(short, key=lambda month: month.gap)
    when = "Today" if first is months[0] else f"In {month_of(first.on)}"
    yield f"{when} you can hold {children(-first.gap)} fewer than are open"
    if worst is not first:
        yield (
            f"It is worst in {month_of(worst.on)}: {children(-worst.gap)} fewer than are open. "
            f"Room is short on {len(short)} of the {len(months)} days shown"
        )


def _lines(told: Told) -> Iterator[str]:
    for line, full in told.forecast.short:
        yield (
            f"The plan has more {PlanLine.Stage(line.stage).label.lower()} leave in {month_of(line.month)} than there "
            f"are then: {full:g} in full time"
        )
    for line in told.forecast.past:
        yield f"{_sentence(line)} lies before the forecast and is left out: who has come or gone is in today’s figures"
    for line in told.forecast.later:
        yield f"{_sentence(line)} lies after the last month of the forecast and is left out"
    for strange in told.strange:
        yield f"The policy does not know the service of this line, so it is left out: {line_words(strange)}"


def _sentence(line: rule.Change) -> str:
    way = "joining" if line.joins else "leaving"
    return f"{_counted(line.number, line.stage)} {way} in {month_of(line.month)}"


def _counted(number: int, stage: str) -> str:
    label = PlanLine.Stage(stage).label.lower()
    return f"{number} {label[:-1] if number == 1 else label}"


def _people(told: Told) -> Iterator[str]:
    most = max(told.months, key=lambda month: month.unset)
    if most.unset:
        verb = "is 1 person" if most.unset == 1 else f"are {most.unset} people"
        yield f"In {month_of(most.on)} there {verb} for whom the policy sets no number. They add no room here"
    if told.trend == ForecastPlan.Trend.HISTORY and not told.measured:
        yield f"There is too little history to measure a trend: {_begins(told)}. The open children stay as they are"


def _begins(told: Told) -> str:
    since = told.known.ends_from
    return f"ended cases are on record from {day(since)}" if since else "no case that has ended is on record"


def assumptions(told: Told) -> list[Assumption]:
    """Return everything the figures rest on, in the order a reader would ask."""
    pack = told.known.pack
    found = [_who(told), _limits(told), *_full(told), _after(told), _paused(told)]
    found += [_line(line, one, pack) for line, one in told.lines if _within(told, one)]
    return [*found, _open(told), _trend(told)]


def _within(told: Told, line: rule.Change) -> bool:
    return told.months[0].on < line.month <= told.months[-1].on


def _who(told: Told) -> Assumption:
    ends = {stay.person for stay in told.known.stays if stay.to_on and stay.to_on < told.months[-1].on}
    ending = f"that is {count(len(ends), 'person', 'people')}" if ends else "nobody does within these months"
    return Assumption(
        "people",
        f"{count(told.months[0].people, 'worker')} can be given cases today. Whoever has the end of a post or stage on "
        f"record leaves it then ({ending}); everybody else stays, with the hours they have.",
        why_of(
            "WRK-01, CLK-01",
            "People count while they hold a post in these teams and are in a stage, on the first day of each month.",
            pack=told.known.pack,
        ),
    )


def _limits(told: Told) -> Assumption:
    pack = told.known.pack
    asked = {(stay.stage, stay.service): stay for stay in told.known.stays}
    rules = {
        found.rule
        for (stage, service), stay in sorted(asked.items())
        if (found := policy.limit_for(pack, stage, policy.who_in(service, stay.clock)))
    }
    because = "Each person’s limit is asked for the first day of each month, as when a case is given to them."
    return Assumption(
        "limits",
        "Everybody holds as many children as the policy allows in their stage, service and month; "
        "it rises on the day their next step begins, and is less in part time.",
        why_of(", ".join([*sorted(rules), "CLK-01"]), because, pack),
    )


def _full(told: Told) -> Iterator[Assumption]:
    full = policy.full_caseload(told.known.pack)
    if full is None:
        return
    yield Assumption(
        "a full caseload",
        f"An experienced social worker for whom no limit is set holds {full} children in full time.",
        why_of(
            "CSL-10",
            f"A full caseload is {full} children; in part time the share of it, rounded down.",
            told.known.pack,
        ),
    )


def _after(told: Told) -> Assumption:
    ending = {
        stay.person for stay in told.known.stays if stay.stage == "nqsw" and stay.clock.ends_on < told.months[-1].on
    }
    what = ForecastPlan.AfterYear(told.assumptions.after_year).label
    return Assumption(
        "the end of the first year",
        f"{count(len(ending), 'newly qualified social worker')} "
        f"{'ends' if len(ending) == 1 else 'end'} the first year before the forecast does, and "
        f"{'stays' if len(ending) == 1 else 'stay'}. {what}.",
        why_of(
            "CLK-01, CSL-10",
            "The year counts from its first day, with its pauses; what follows is assumed.",
            told.known.pack,
        ),
    )


def _paused(told: Told) -> Assumption:
    label = ForecastPlan.Paused(told.assumptions.paused).label
    away = max(told.months, key=lambda month: month.paused)
    most = f": {children(away.paused)} in {month_of(away.on)}, the most of these months" if away.paused else ""
    return Assumption(
        "pauses",
        f"Pauses that are agreed today put off the steps. People on a pause: {label[0].lower()}{label[1:]}{most}.",
        why_of(
            "CLK-04",
            "While a pause runs the clock of the programme stands still, and so does the limit.",
            told.known.pack,
        ),
    )


def line_words(line: PlanLine) -> str:
    """Return a line of a plan as people say it."""
    people = _counted(line.number, line.stage)
    verb = line.way if line.number > 1 else f"{line.way}s"
    part = "" if line.fte == 1 else f", at {line.fte.normalize():f} of full time"
    where = f" ({line.team or line.service})" if line.team or line.service else ""
    return f"{people} {verb} in {month_of(line.month)}{part}{where}"


def _line(line: PlanLine, change: rule.Change, pack: Pack) -> Assumption:
    if not change.joins:
        because = (
            "Nobody knows who will leave, so an average colleague of that stage there is taken, on the day they leave."
        )
        return Assumption(
            line_words(line),
            f"{line_words(line)}. With them goes the room of average colleagues, rounded up to whole children.",
            why_of(ABOUT, because, pack),
        )
    grows, rules = _growth(change, pack)
    return Assumption(
        line_words(line),
        f"{line_words(line)}. Each may hold {grows}.",
        why_of(rules, f"Each begins on {day(change.month)}, with month 1.", pack),
    )


def _growth(change: rule.Change, pack: Pack) -> tuple[str, str]:
    """Return how the room of one person grows from the day they join, and by which rules."""
    laid = policy.timeline(pack, stage=change.stage, service=change.service, clock=Clock(change.month), fte=change.fte)
    steps: list[tuple[float, dt.date]] = []
    for one in laid:
        if one.limit.maximum is not None and (not steps or steps[-1][0] != one.limit.maximum):
            steps.append((one.limit.maximum, one.from_on))
    if steps:
        first, *others = [f"{most:g} from {day(on)}" for most, on in steps]
        return listed([f"{children(steps[0][0])} from {first.partition(' from ')[2]}", *others]), ", ".join(
            laid[0].limit.rules
        )
    full = rule.full_room(pack, change.fte) if change.stage == "experienced" else None
    return (
        (children(full), "CSL-10")
        if full is not None
        else ("no number that the policy sets", policy.SILENT_RULE[change.stage])
    )


def _open(told: Told) -> Assumption:
    known = told.known
    held = known.held[-1][1]
    parts = [f"{children(held)} held", f"{known.waiting} in allegations that wait"]
    parts += [f"{known.nobodys} in cases nobody has"] if known.place.key == WHOLE else []
    return Assumption(
        "open children",
        f"Open today: {children(known.open_now)} ({listed(parts)}).",
        why_of(
            ABOUT,
            "A child counts once for each worker who has the case, as it does against their limits.",
            known.pack,
        ),
    )


def _trend(told: Told) -> Assumption:
    by, pack = float(round(told.a_month, 1)), told.known.pack
    if told.trend == ForecastPlan.Trend.LEVEL:
        words, because = "The number of open children stays as it is today.", "Chosen in this plan."
    elif told.trend == ForecastPlan.Trend.OWN:
        words = f"The number of open children changes by {signed(by)} a month."
        because = "Entered in this plan."
    elif not told.measured:
        words = "The number of open children stays as it is today: there is too little history to measure a trend."
        because = f"Before, the record may hold only cases that are still open; {_begins(told)}."
    else:
        over = count(told.trend_months, "month")
        words = f"The number of open children goes on as over the last {over}: {signed(by)} a month."
        because = "It is the slope of the straight line that lies closest to what was held on these days."
    figures = tuple((day(on), str(number)) for on, number in told.known.history(told.trend_months))
    return Assumption(
        "the trend",
        words,
        Why(
            because,
            ABOUT,
            figures if told.trend == ForecastPlan.Trend.HISTORY else (),
            sources_of((ABOUT,)),
            policy_name(pack),
        ),
    )


def differences(all_told: Iterable[Told]) -> list[tuple[str, list[str]]]:
    """Return what each of several forecasts takes for granted, line by line, for a table beside one another."""
    found = list(all_told)
    return [
        (
            "Who joins and leaves",
            ["; ".join(line_words(line) for line, _ in one.lines) or "Nobody is planned" for one in found],
        ),
        ("Open children", [_trend(one).words for one in found]),
        ("After the first year", [ForecastPlan.AfterYear(one.assumptions.after_year).label for one in found]),
        ("People on a pause", [ForecastPlan.Paused(one.assumptions.paused).label for one in found]),
    ]
