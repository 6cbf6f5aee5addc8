"""Increments, who may apply for which grade, and pay after a pass (PRG-01 to PRG-06, MOD-10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from workforce.bands import Who, holds
from workforce.clock import add_months
from workforce.packs import Pack
from workforce.packs.schema.progression import AfterPass, Effective, Grade, RetentionPayment, Spine
from workforce.packs.schema.progression import Criterion as CriterionRule
from workforce.sentences import count, day, listed, silence
from workforce.verdict import Answer, Figure, Refused

Fact: TypeAlias = date | int | bool | Sequence[str] | None
Facts: TypeAlias = Mapping[str, Fact]
EVERYONE = Who()


@dataclass(frozen=True, slots=True)
class Increment:
    on: date
    scp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Increments(Answer):
    increments: tuple[Increment, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion as it stands: `earliest` is the first day it can hold where a date decides, else None."""

    rule: str
    key: str
    label: str
    met: bool
    earliest: date | None
    dated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility(Answer):
    """`earliest` is the first day all criteria could hold; None while one that no date settles is unmet."""

    criteria: tuple[Criterion, ...]
    eligible: bool | None
    earliest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassToPay(Answer):
    """Grade and point after a pass, on the spine in force on the day it takes effect; or a spot salary in pounds."""

    new_grade: str | None
    new_scp: int | None
    effective_on: date | None
    spine_version: str | None
    new_salary: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Answer):
    """A retention payment in pounds: `due` when every condition held on the snapshot day; `unmet` names the others."""

    key: str
    amount: int
    snapshot_on: date
    paid_on: date
    due: bool
    unmet: tuple[str, ...]


def increments(pack: Pack, *, grade: str | int, start: date, scp: int) -> Increments:
    """The increments from the start in the grade up to its top point (PRG-01).

    Refused where the pack has grades but not this one, or the point is below the grade.
    """
    rule = _grade(pack, grade)
    if rule is None or rule.increments is None or rule.points is None:
        return Increments(
            rules=(rule.rule if rule else "PRG-01",),
            increments=(),
            silent=True,
            because=silence(pack.title, f"when grade {grade} moves up a point"),
        )
    bottom, top = rule.points
    if scp < bottom:
        raise Refused(f"Point {scp} is below grade {grade}, which runs from {bottom} to {top}")
    found = tuple(_increments(rule, start, scp, top))
    return Increments(
        rules=(rule.increments.rule,),
        because=_increment_sentence(found, scp, top),
        increments=found,
        figures={"grade": str(grade), "start": start, "scp": scp, "top": top, "spine": rule.spine},
    )


def eligibility(pack: Pack, *, grade: str | int, on: date, facts: Facts) -> Eligibility:
    """How an applicant for `grade` stands on `on` (PRG-02, PRG-03, PRG-06).

    `facts` holds what the criteria of the pack read, by name: `qualified_on`, `permanent_since` (dates or None),
    `children`, `kss_met`, `pcf_level_met`, `statutory_practice`, `family_support`, `procedures`, `cpd` (lists).
    Refused where the pack has grades but not this one.
    """
    rule = _grade(pack, grade)
    if rule is None or not rule.criteria:
        return Eligibility(
            rules=(rule.rule if rule else "PRG-02",),
            criteria=(),
            eligible=None,
            earliest=None,
            because=silence(pack.title, f"what grade {grade} asks of an applicant"),
            silent=True,
        )
    found = tuple(_criterion(key, item, on, facts) for key, item in rule.criteria.items())
    earliest = _earliest(found, on)
    return Eligibility(
        rules=tuple(dict.fromkeys(criterion.rule for criterion in found)),
        because=_eligibility_sentence(grade, found, earliest),
        figures={
            "grade": str(grade),
            "on": on,
            "qualified_on": _date(facts, "qualified_on"),
            "months_qualified": _figure(rule, "qualified"),
            "full_caseload": _figure(rule, "full_caseload"),
        },
        criteria=found,
        eligible=all(criterion.met for criterion in found),
        earliest=earliest,
    )


def after_pass(
    pack: Pack,
    *,
    decided_on: date,
    grade: str | int | None,
    scp: int | None,
    submitted_on: date | None = None,
    started_on: date | None = None,
) -> PassToPay:
    """What a final pass authorises (MOD-10): the pack's point, on the spine then in force, never a lower one.

    `decided_on` is the day the decision is signed; the other dates are asked for only where the pack counts from them.
    """
    rule = pack.progression.after_pass
    effective = _effective(rule.effective, decided_on, submitted_on, started_on) if rule else None
    if rule is None or effective is None:
        return _no_pay(silence(pack.title, "what pay follows a pass"))
    new_grade = rule.grade or (str(grade) if grade is not None else None)
    figures: dict[str, Figure] = {
        "decided_on": decided_on,
        "scp": scp,
        "effective": rule.effective,
        "effective_source": rule.effective_source,
    }
    if rule.point is None or rule.spine is None:
        return _spot_pay(rule, new_grade, effective, figures)
    on_spine = _on_spine(pack, rule.spine, rule.point, effective)
    return _point_pay(pack, rule, on_spine, new_grade, effective, scp, figures)


def _no_pay(because: str) -> PassToPay:
    return PassToPay(
        rules=("MOD-10",),
        because=because,
        silent=True,
        new_grade=None,
        new_scp=None,
        effective_on=None,
        spine_version=None,
    )


def _spot_pay(rule: AfterPass, new_grade: str | None, effective: date, figures: dict[str, Figure]) -> PassToPay:
    return PassToPay(
        rules=(rule.rule,),
        because=f"A final pass authorises a salary of £{rule.spot_salary:,} from {day(effective)}",
        figures={**figures, "spot_salary": rule.spot_salary},
        new_grade=new_grade,
        new_scp=None,
        effective_on=effective,
        spine_version=None,
        new_salary=rule.spot_salary,
    )


def _point_pay(
    pack: Pack,
    rule: AfterPass,
    on_spine: tuple[str, int],
    new_grade: str | None,
    effective: date,
    scp: int | None,
    figures: dict[str, Figure],
) -> PassToPay:
    spine, point = on_spine
    new = max(point, scp) if scp is not None else point
    carried = f" ({rule.point} before the spine was renumbered)" if point != rule.point else ""
    kept = f", so they keep point {new}" if new > point else ""
    return PassToPay(
        rules=(rule.rule,),
        because=f"A final pass authorises point {point}{carried} from {day(effective)}{kept}",
        figures={**figures, "point": rule.point, "point_spine": rule.spine},
        new_grade=new_grade,
        new_scp=new,
        effective_on=effective,
        spine_version=spine,
        new_salary=salary(pack, spine=spine, scp=new, on=effective),
    )


def retention_payments(
    pack: Pack, *, year: int, held: Collection[str], months_in_post: int, who: Who = EVERYONE
) -> tuple[Payment, ...]:
    """The retention payments whose scope the person is in, with what stands against each.

    `held` names the conditions that were true on the snapshot day; `months_in_post` are whole months up to it.
    """
    rules = pack.progression.retention_payments.items()
    return tuple(_payment(key, rule, year, held, months_in_post) for key, rule in rules if holds(rule.scope, who))


def salary(pack: Pack, *, spine: str, scp: int, on: date) -> int | None:
    """Pounds a year for a point on a day; None where the pack does not hold it."""
    years = [year for year in pack.progression.salaries.values() if year.spine == spine and year.in_force_from <= on]
    if not years:
        return None
    return max(years, key=lambda year: year.in_force_from).values.get(str(scp))


def _payment(key: str, rule: RetentionPayment, year: int, held: Collection[str], months: int) -> Payment:
    snapshot = _next(date(year - 1, 12, 31), rule.snapshot)
    short = (f"{rule.months_in_post} months in post",) if months < rule.months_in_post else ()
    unmet = (*(condition for condition in rule.conditions if condition not in held), *short)
    missing = listed([condition.replace("_", " ") for condition in unmet])
    return Payment(
        rules=(rule.rule,),
        because=f"{rule.label}: on {day(snapshot)} {missing + ' did not hold' if unmet else 'every condition held'}",
        figures={"amount": rule.amount, "months_in_post": months, "months_needed": rule.months_in_post},
        key=key,
        amount=rule.amount,
        snapshot_on=snapshot,
        paid_on=_next(snapshot, rule.paid),
        due=not unmet,
        unmet=unmet,
    )


def _grade(pack: Pack, grade: str | int) -> Grade | None:
    grades = pack.progression.grades
    if grades and str(grade) not in grades:
        raise Refused(f"{pack.title} has no grade {grade}: it has {', '.join(grades)}")
    return grades.get(str(grade))


def _increments(rule: Grade, start: date, scp: int, top: int) -> list[Increment]:
    found: list[Increment] = []
    before = start
    for step in rule.increments.steps if rule.increments else ():
        if scp + len(found) >= top:
            break
        before = add_months(start, step.after_months) if step.after_months else _next(before, str(step.on_next))
        found.append(Increment(before, scp + len(found) + 1))
    return found


def _next(after: date, month_day: str) -> date:
    """The first such day of the year later than `after`; 29 February is taken as the 28th in short years."""
    month, number = (int(part) for part in month_day.split("-"))
    here = add_months(date(after.year, 1, number), month - 1)
    return here if here > after else add_months(date(after.year + 1, 1, number), month - 1)


def _criterion(key: str, rule: CriterionRule, on: date, facts: Facts) -> Criterion:
    earliest = _first_day(rule, facts)
    dated = rule.kind in ("held_since", "months_since")
    met = earliest is not None and earliest <= on if dated else _holds(rule, facts)
    return Criterion(rule.rule, key, rule.label, met, earliest, dated)


def _first_day(rule: CriterionRule, facts: Facts) -> date | None:
    """The first day a date-bound criterion holds; None where no date bounds it or the date is missing."""
    since = _date(facts, rule.fact or "")
    if rule.kind == "held_since":
        return since
    if rule.kind == "months_since" and since is not None:
        return add_months(since, rule.figure or 0)
    return None


def _holds(rule: CriterionRule, facts: Facts) -> bool:
    if rule.kind == "either":
        return any(bool(facts.get(name)) for name in rule.facts)
    value = facts.get(rule.fact or "")
    if rule.kind == "at_least":
        return isinstance(value, int) and value >= (rule.figure or 0)
    if rule.kind == "none_of":
        return not value
    if rule.kind == "some_of":
        return isinstance(value, Sequence) and len(value) >= (rule.figure or 0)
    return value is True


def _date(facts: Facts, name: str) -> date | None:
    value = facts.get(name)
    return value if isinstance(value, date) else None


def _figure(rule: Grade, key: str) -> int | None:
    criterion = rule.criteria.get(key)
    return criterion.figure if criterion else None


def _earliest(criteria: Sequence[Criterion], on: date) -> date | None:
    if any(not criterion.met and criterion.earliest is None for criterion in criteria):
        return None
    return max([on, *(criterion.earliest for criterion in criteria if criterion.earliest)])


def _effective(rule: Effective, decided_on: date, submitted_on: date | None, started_on: date | None) -> date | None:
    if rule == "decision_day":
        return decided_on
    if rule == "first_of_next_month":
        return add_months(decided_on.replace(day=1), 1)
    if rule == "next_1_april":
        return _next(decided_on, "04-01")
    if rule == "submission_day":
        return submitted_on
    return add_months(started_on, 12) if started_on else None


def _on_spine(pack: Pack, spine: str, point: int, on: date) -> tuple[str, int]:
    """The point carried forward to the spine in force on that day."""
    spines = pack.progression.spines
    while follower := _follower(spines, spine, on):
        code, rule = follower
        point += rule.renumbered_by if point >= rule.renumbered_from else 0
        spine = code
    return spine, point


def _follower(spines: Mapping[str, Spine], spine: str, on: date) -> tuple[str, Spine] | None:
    return next(
        ((code, rule) for code, rule in spines.items() if rule.follows == spine and rule.in_force_from <= on), None
    )


def _increment_sentence(found: Sequence[Increment], scp: int, top: int) -> str:
    if not found:
        return f"Point {scp} is the top of the grade, or above it: there is no further increment"
    steps = listed([f"to point {step.scp} on {day(step.on)}" for step in found])
    return f"From point {scp} the pay moves {steps}{', the top of the grade' if found[-1].scp == top else ''}"


def _eligibility_sentence(grade: str | int, criteria: Sequence[Criterion], earliest: date | None) -> str:
    unmet = [criterion.label[:1].lower() + criterion.label[1:] for criterion in criteria if not criterion.met]
    if not unmet:
        return f"All {count(len(criteria), 'criterion', 'criteria')} for grade {grade} are met"
    when = f"all could be met from {day(earliest)}" if earliest else "no date alone settles it"
    return f"Not yet met for grade {grade}: {'; '.join(unmet)}; {when}"
