"""How many children a worker may hold, and whether a case may be given to them (CSL-01 to CSL-10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Literal

from workforce.bands import Standing, Who, band_on, holds, laid_out, narrowest
from workforce.clock import Clock
from workforce.packs import Pack
from workforce.packs.schema.caseloads import CaseCondition, CaseloadLimit, LimitBand, Measure
from workforce.sentences import between, count, silence
from workforce.verdict import Answer, Figure, Refused

Role = Literal["sole", "allocated", "co"]
Number = int | float
STAGES = {
    "nqsw": "a newly qualified social worker",
    "trainee": "a trainee",
    "experienced": "an experienced social worker",
}
SILENT_RULE = {"nqsw": "CSL-01", "trainee": "CSL-04", "experienced": "CSL-10"}
ROUNDINGS = {"down": ROUND_DOWN, "up": ROUND_UP, "nearest": ROUND_HALF_UP}
PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Case:
    """The case offered. `children` is their number; the role is the worker's own in it."""

    type: str
    children: int
    role: Role
    experienced_colleague: bool
    discussed: bool
    pm_agreed: bool
    registered: bool
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against an allocation, or that the manager should weigh."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Load:
    """A limit in one unit, worked out for this person; None where the pack sets none."""

    counted_in: str
    minimum: Number | None
    maximum: Number | None
    own_minimum: Number | None
    own_maximum: Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Answer):
    """Children that may be held in all and, of those, as one's own; further measures in other units beside."""

    month: int
    minimum: Number | None = None
    maximum: Number | None = None
    own_minimum: Number | None = None
    own_maximum: Number | None = None
    band: str = ""
    rising: bool = False
    loads: tuple[Load, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Answer):
    """`allowed` unless something blocks it; a load above the limit only warns: the manager decides, with a reason."""

    allowed: bool
    blocks: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    limit: Limit


@dataclass(frozen=True, slots=True)
class Person:
    """Whose limit is asked: stage, where they work, where they stand, full-time equivalent of at most 1."""

    stage: str
    who: Who
    standing: Standing
    fte: float = 1.0


def limit(
    pack: Pack,
    *,
    stage: str,
    service: str,
    clock: Clock,
    on: date,
    fte: float = 1.0,
    who: Who | None = None,
    standing: Standing | None = None,
    team_average: float | None = None,
) -> Limit:
    """The limit in force for this person on `on`; figures of a part-timer are scaled and rounded as the pack says.

    Refused where the service is none of the pack's. `team_average` is the children a colleague of the team holds on
    average, needed only where the pack limits by it.
    """
    _known(pack, stage, service)
    person = _person(stage, service, clock, fte, who, standing)
    rule = limit_for(pack, stage, person.who)
    month = person.standing.clock.month(on)
    if rule is None:
        return _unsaid(pack, stage, month, "how many children {} may hold")
    band = band_on(rule.bands, person.standing.on_clock(rule.clock), on)
    if band is None:
        return _unsaid(pack, stage, month, "how many children {} may hold before the start")
    return _answer(pack, rule, band, person, month, team_average)


@dataclass(frozen=True, slots=True)
class Spell:
    """One band on the calendar; `to_on` is None for the last."""

    from_on: date
    to_on: date | None
    limit: Limit


def timeline(
    pack: Pack,
    *,
    stage: str,
    service: str,
    clock: Clock,
    fte: float = 1.0,
    who: Who | None = None,
    standing: Standing | None = None,
    team_average: float | None = None,
) -> tuple[Spell, ...]:
    """The limits from the start on, band by band; none where the pack sets none. Refused as in `limit`."""
    _known(pack, stage, service)
    person = _person(stage, service, clock, fte, who, standing)
    rule = limit_for(pack, stage, person.who)
    if rule is None:
        return ()
    laid = laid_out(rule.bands, person.standing.on_clock(rule.clock))
    months = [person.standing.clock.month(one.from_on) for one in laid]
    return tuple(
        Spell(one.from_on, one.to_on, _answer(pack, rule, one.band, person, month, team_average))
        for one, month in zip(laid, months, strict=True)
    )


def who_in(service: str, clock: Clock) -> Who:
    """What a scope may ask about a worker of a service."""
    return Who(service=service, started_on=clock.start)


def limit_for(pack: Pack, stage: str, who: Who) -> CaseloadLimit | None:
    """The limit rule for a stage, the narrowest scope first; None where the pack sets none."""
    return narrowest((rule for rule in pack.caseloads.limits.values() if rule.stage == stage), who)


def allocation(
    pack: Pack,
    *,
    stage: str,
    service: str,
    clock: Clock,
    on: date,
    own: int,
    co: int,
    case: Case,
    fte: float = 1.0,
    who: Who | None = None,
    standing: Standing | None = None,
    team_average: float | None = None,
) -> Allocation:
    """Whether the case may be given to somebody who holds `own` and `co` children now.

    Refused where the service or the kind of case is none of the pack's.
    """
    if case.type not in pack.caseloads.case_types:
        raise Refused(f"{pack.title} has no case type {case.type}: it has {', '.join(pack.caseloads.case_types)}")
    held = limit(
        pack,
        stage=stage,
        service=service,
        clock=clock,
        on=on,
        fte=fte,
        who=who,
        standing=standing,
        team_average=team_average,
    )
    person = _person(stage, service, clock, fte, who, standing)
    blocks = tuple(_blocks(pack, person, on, case))
    warnings = tuple(_warnings(held, own + co + case.children))
    return Allocation(
        rules=_once((*(b.rule for b in blocks), *held.rules, *_asked(pack, person, case))),
        because=_allocation_sentence(blocks, warnings, own + co + case.children, held),
        figures={**held.figures, "own": own, "co": co, "children": case.children, "load": own + co + case.children},
        allowed=not blocks,
        blocks=blocks,
        warnings=warnings,
        limit=held,
    )


def full_caseload(pack: Pack) -> int | None:
    """Children in a full caseload of an experienced worker (CSL-10); None where the pack sets none."""
    return pack.caseloads.full.children if pack.caseloads.full else None


def weighted(pack: Pack, *, case_type: str, children: int, complexity: str) -> float | None:
    """Points a case counts for (CSL-13); None where the pack has no weights or none for these."""
    weights = pack.caseloads.weights
    if weights is None or case_type not in weights.case_types or complexity not in weights.complexity:
        return None
    return round(children * weights.case_types[case_type] * weights.complexity[complexity], 2)


def _known(pack: Pack, stage: str, service: str) -> None:
    if stage not in STAGES:
        raise Refused(f"There is no stage {stage}: it is {', '.join(STAGES)}")
    if service and service not in pack.services:
        raise Refused(f"{pack.title} has no service {service}: it has {', '.join(pack.services)}")


def _person(stage: str, service: str, clock: Clock, fte: float, who: Who | None, standing: Standing | None) -> Person:
    return Person(stage, who or Who(service=service, started_on=clock.start), standing or Standing(clock), fte)


def _unsaid(pack: Pack, stage: str, month: int, about: str) -> Limit:
    return Limit(
        rules=(SILENT_RULE[stage], "CLK-01"),
        because=silence(pack.title, about.format(STAGES[stage])),
        silent=True,
        month=month,
        figures={"month": month},
    )


def _answer(
    pack: Pack, rule: CaseloadLimit, band: LimitBand, person: Person, month: int, team_average: float | None
) -> Limit:
    loads = tuple(_load(measure, person.fte, _base(pack, measure, team_average)) for measure in band.measures)
    first = loads[0] if loads[0].counted_in == "children" else Load("children", None, None, None, None)
    rules = (rule.rule, "CLK-01", *(("CLK-04",) if person.standing.clock.pauses else ()))
    figures: dict[str, Figure] = {"month": month, "band": band.label, "fte": person.fte}
    figures |= {"minimum": band.minimum, "maximum": band.maximum} if person.fte < 1 else {}
    return Limit(
        rules=rules,
        because=_limit_sentence(pack, band, person, loads, month),
        figures=figures,
        month=month,
        minimum=first.minimum,
        maximum=first.maximum,
        own_minimum=first.own_minimum,
        own_maximum=first.own_maximum,
        band=band.label,
        rising=band.rising,
        loads=loads,
    )


def _base(pack: Pack, measure: Measure, team_average: float | None) -> Decimal | None:
    """What a percentage is of, in children; 1 for plain figures, None where it is not known."""
    if measure.counted_in == "percent_of_full_load":
        full = full_caseload(pack)
        return None if full is None else Decimal(full) / PERCENT
    if measure.counted_in == "percent_of_team_average":
        return None if team_average is None else Decimal(str(team_average)) / PERCENT
    return Decimal(1)


def _load(measure: Measure, fte: float, base: Decimal | None) -> Load:
    share = Decimal(str(fte)) if fte < 1 and measure.scales_with_fte else Decimal(1)
    unit = "children" if measure.counted_in.startswith("percent_of") else measure.counted_in
    figures = (measure.minimum, measure.maximum, measure.own_minimum, measure.own_maximum)
    low, high, own_low, own_high = (_scaled(figure, share, base, measure) for figure in figures)
    return Load(unit, low, high, own_low, own_high)


def _scaled(figure: Number | None, share: Decimal, base: Decimal | None, measure: Measure) -> Number | None:
    if figure is None or base is None:
        return None
    if share == base == 1 and isinstance(figure, int):
        return figure
    exact = Decimal(str(figure)) * share * base
    if measure.rounding == "none" or measure.counted_in == "fte_multiplier":
        return float(exact)
    return int(exact.quantize(Decimal(1), rounding=ROUNDINGS[measure.rounding]))


def _limit_sentence(pack: Pack, band: LimitBand, person: Person, loads: tuple[Load, ...], month: int) -> str:
    where = pack.services[person.who.service].short if person.who.service in pack.services else ""
    said = " and ".join(filter(None, (_load_words(load, band.rising) for load in loads))) or "no figure that is set"
    part = f", at {person.fte:g} of full time" if person.fte < 1 else ""
    stretch = f" ({band.label})" if band.label != f"month {month}" else ""
    worker = f"{STAGES[person.stage]}{' in ' + where if where else ''}"
    return f"In month {month}{stretch} {worker} holds {said}{part}"


def _load_words(load: Load, rising: bool) -> str:
    unit = {"fte_multiplier": "times their hours"}.get(load.counted_in, load.counted_in)
    total = between(load.minimum, load.maximum)
    own = between(load.own_minimum, load.own_maximum)
    words = f"{total} {unit}" if total else ""
    words += ", rising to it by the end" if rising and words else ""
    return f"{words}, of which {own} their own" if own and words else words


def _blocks(pack: Pack, person: Person, on: date, case: Case) -> Iterator[Finding]:
    """One finding a rule, in the order of the pack."""
    said: set[str] = set()
    for condition in pack.caseloads.conditions.values():
        if condition.rule in said or not _applies(condition, person, on, case):
            continue
        if not _met(condition, case):
            said.add(condition.rule)
            yield Finding(condition.rule, condition.message)


def _applies(condition: CaseCondition, person: Person, on: date, case: Case) -> bool:
    if person.stage not in condition.stages or (condition.case_types and case.type not in condition.case_types):
        return False
    if condition.unregistered_only and case.registered:
        return False
    if condition.to and person.standing.on_clock(condition.clock).past(condition.to, on):
        return False
    return holds(condition.scope, person.who)


def _met(condition: CaseCondition, case: Case) -> bool:
    grounds: Mapping[str, bool] = {
        "role_co": case.role == "co",
        "experienced_colleague": case.experienced_colleague,
        "discussed": case.discussed,
        "pm_agreed": case.pm_agreed,
        "registered": case.registered,
        "joint": case.joint,
    }
    if not condition.any_of and not condition.all_of:
        return False
    lifted = not condition.any_of or any(grounds[ground] for ground in condition.any_of)
    return lifted and all(grounds[ground] for ground in condition.all_of)


def _asked(pack: Pack, person: Person, case: Case) -> Iterator[str]:
    """The rules that were looked at for this kind of case, whether or not they blocked it."""
    for condition in pack.caseloads.conditions.values():
        if person.stage in condition.stages and (not condition.case_types or case.type in condition.case_types):
            yield condition.rule


def _warnings(held: Limit, load: int) -> Iterator[Finding]:
    if held.maximum is not None and load > held.maximum:
        yield Finding(
            held.rules[0],
            f"With this case they would hold {count(load, 'child', 'children')}, above the "
            f"limit of {held.maximum} in month {held.month}",
        )


def _once(rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rules))


def _allocation_sentence(blocks: tuple[Finding, ...], warnings: tuple[Finding, ...], load: int, held: Limit) -> str:
    if blocks:
        return "; ".join(block.message for block in blocks)
    if warnings:
        return f"{warnings[0].message}: the manager decides, with a reason"
    if held.maximum is None:
        return f"Nothing stands against it, and the policy sets no maximum for {count(load, 'child', 'children')}"
    would = f"they would hold {count(load, 'child', 'children')}"
    return f"Nothing stands against it: {would}, within the limit of {held.maximum}"
