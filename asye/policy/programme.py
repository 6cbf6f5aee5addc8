"""The programme of a year: its template made whole, and the day of each of its meetings (ASY-02, CLK-01, CLK-05)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from asye.policy.year import after_start
from workforce.clock import Clock, working_day_on_or_before
from workforce.packs import Pack
from workforce.packs.schema.asye import Milestone
from workforce.packs.schema.templates import Asked, Form, Meeting, Template
from workforce.sentences import count, day

PARTIES = {
    "nqsw": "newly qualified social worker",
    "manager": "practice manager",
    "assessor": "assessor",
    "coordinator": "programme lead",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """One meeting in somebody's year. `due_on` is the last day for it: the day itself, or for the agreement the end
    of its window. `evidence` is what there should be by then."""

    key: str
    label: str
    kind: str
    part: str
    form: Form
    on: date
    due_on: date
    window_from: date
    window_to: date
    optional: bool
    rule: str
    because: str
    evidence: Mapping[str, int]


def template_codes(pack: Pack) -> tuple[str, ...]:
    """The programmes of a pack, the one that years begin with first."""
    first = pack.asye.begins_with.template if pack.asye.begins_with else ""
    return tuple(sorted(pack.asye.programmes, key=lambda code: code != first))


def resolved(pack: Pack, code: str) -> Template:
    """The template with the days and windows of the pack's milestones, and the names of evidence, written into it.

    What comes back needs no pack any more, so a portfolio can keep it.
    """
    template = pack.asye.programmes[code]
    known = {**pack.asye.steps, **pack.asye.milestones}
    scale = template.months / pack.programme.months
    meetings = {
        key: meeting.model_copy(update=_of_milestone(known[key], scale)) if key in known else meeting
        for key, meeting in template.meetings.items()
    }
    evidence = {
        key: asked.model_copy(update={"label": asked.label or pack.asye.evidence[key].label})
        for key, asked in template.evidence.items()
    } or {
        key: Asked(minimum=one.minimum, by_assessor=one.by_assessor, label=one.label)
        for key, one in pack.asye.evidence.items()
    }
    forms = {
        "written_work": template.written_work or pack.asye.written_work,
        "self_assessment": template.self_assessment or pack.asye.self_assessment,
    }
    return template.model_copy(update={"meetings": meetings, "evidence": evidence, **forms})


def _of_milestone(rule: Milestone, scale: float) -> dict[str, object]:
    months = int(rule.after_months * scale) if rule.pro_rata else rule.after_months
    return {
        "after_months": months,
        "deadline": rule.deadline,
        "pro_rata": rule.pro_rata,
        "window_days_before": rule.window_days_before,
        "window_days_after": rule.window_days_after,
    }


def meetings(template: Template, clock: Clock) -> tuple[Dated, ...]:
    """Every meeting of a resolved template for this clock, in the order of their days."""
    found = (meeting_of(template, clock, key) for key in template.meetings)
    order = list(template.meetings)
    return tuple(sorted(found, key=lambda one: (one.on, order.index(one.key))))


def meeting_of(template: Template, clock: Clock, key: str) -> Dated:
    """One meeting of a resolved template; KeyError where it has none of that name."""
    rule = template.meetings[key]
    months = _months(template, clock, rule)
    exact = clock.milestone(months) if months else clock.start
    on = working_day_on_or_before(exact) if rule.deadline else exact
    window_to = on + timedelta(days=rule.window_days_after)
    due_on = working_day_on_or_before(window_to) if rule.kind == "agreement" else on
    return Dated(
        key=key,
        label=rule.label,
        kind=rule.kind,
        part=rule.part,
        form=template.forms[rule.form],
        on=on,
        due_on=due_on,
        window_from=on - timedelta(days=rule.window_days_before),
        window_to=window_to,
        optional=rule.optional,
        rule=rule.rule,
        because=_because(rule, clock, months, exact, on, due_on),
        evidence=rule.evidence,
    )


def agreed_again(agreement: Dated, since: date) -> Dated:
    """The agreement drawn up anew after the manager or the assessor changed on a day: within as many days as first."""
    allowed = (agreement.window_to - agreement.on).days
    due_on = working_day_on_or_before(since + timedelta(days=allowed))
    because = (
        f"The manager or the assessor changed on {day(since)}, so the agreement is signed again within "
        f"{count(allowed, 'day')}"
    )
    window_to = since + timedelta(days=allowed)
    return replace(agreement, on=since, due_on=due_on, window_from=since, window_to=window_to, because=because)


def _months(template: Template, clock: Clock, rule: Meeting) -> int:
    """A meeting keeps its place in a programme of another length (CLK-06)."""
    months = rule.after_months or 0
    if not rule.pro_rata or clock.months == template.months:
        return months
    return months * clock.months // template.months


def _because(rule: Meeting, clock: Clock, months: int, exact: date, on: date, due_on: date) -> str:
    """The sentence a milestone of the pack has for the same day, and for the agreement by when it is agreed."""
    moved = f", moved to the working day before {day(exact)}" if on != exact else ""
    after = after_start(clock, months)
    agreed = (
        f"; agreed within {count(rule.window_days_after, 'day')}, by {day(due_on)}" if rule.kind == "agreement" else ""
    )
    return f"{after}{moved}{agreed}"
