"""What the system knows for a meeting, so that nobody types it: dates, counts, supervision, caseload, standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from asye import policy
from asye.models import Meeting, Portfolio, Reflection
from asye.policy import DatedMeeting
from asye.queries import experience, goals, progress, protected_time, self_assessment, training
from asye.queries.coverage import coverage_of
from asye.queries.evidence_counts import counts_of
from asye.queries.library import plan_of
from asye.queries.load_history import over_the_limit
from asye.queries.programme import template_of
from asye.queries.terms import workload
from caseloads.queries import Passed, at_capacity, breaches_of, loads_of
from supervision.models import Session
from supervision.queries import standing_of
from workforce.access import Access
from workforce.clock import ONE_DAY
from workforce.facts import Facts, facts_of
from workforce.packs import Pack
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day, listed

GAPS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Known:
    """One thing the system fills in. `rule` and `because` are empty where no rule decides it."""

    label: str
    lines: tuple[str, ...]
    rule: str = ""
    because: str = ""


def known_of(meeting: Meeting, dated: DatedMeeting, access: Access | None, on: dt.date) -> list[Known]:
    """Everything the system knows for a meeting on a day.

    `access` is the assessor's, null where there is none: of standards and learning no more is said than they may see,
    whoever reads it.
    """
    portfolio, pack = meeting.portfolio, pack_on(on)
    facts = facts_of([portfolio.practitioner], on)[portfolio.practitioner_id]
    since = _since(meeting, portfolio)
    found = [_position(pack, facts, on), *_pauses(facts)]
    if dated.kind != Meeting.Kind.AGREEMENT:
        template = template_of(portfolio)
        found += [*_evidence(portfolio, dated, template), _supervision(facts, since, on), _load(facts, since, on)]
        final = dated.kind == Meeting.Kind.FINAL
        found += _passed_limits(facts, portfolio.started_on if final else since, on)
        found += [_reflections(portfolio, since, on)]
        if final:
            found.append(Known("Concerns about progress", *progress.known_lines(portfolio)))
        found += [Known("Training", *training.known_lines(portfolio, on))]
        found.append(Known("Development plan", *goals.known_lines(portfolio, since, on)))
        found.append(Known("Experience of the year", *experience.known_lines(portfolio, on)))
        found += [Known("Protected time", *protected_time.known_lines(portfolio, on))]
        if access is not None:
            found += [*_standards(portfolio, access), *_learning(portfolio, access)]
            found.append(Known("Self-assessment", *self_assessment.known_lines(portfolio, access)))
    else:
        found.append(Known("Limits of the caseload", tuple(workload(pack, facts)) or ("The policy sets none.",)))
    return [one for one in found if one.lines]


def frozen(known: list[Known]) -> list[dict[str, Any]]:
    return [asdict(one) for one in known]


def thawed(kept: list[Mapping[str, Any]]) -> list[Known]:
    return [Known(one["label"], tuple(one["lines"]), one["rule"], one["because"]) for one in kept]


def _since(meeting: Meeting, portfolio: Portfolio) -> dt.date:
    """The day after the last review that was held before; the first day of the year where there was none."""
    before = Meeting.objects.filter(portfolio=portfolio, status__in=Meeting.DONE).exclude(kind=Meeting.Kind.AGREEMENT)
    if meeting.held_on is not None:
        before = before.filter(held_on__lt=meeting.held_on)
    last: dt.date | None = before.order_by("-held_on").values_list("held_on", flat=True).first()
    return last + ONE_DAY if last else portfolio.started_on


def _position(pack: Pack, facts: Facts, on: dt.date) -> Known:
    if facts.clock is None:
        return Known("Place in the year", ())
    found = policy.position(pack, facts.clock, on)
    return Known(
        "Place in the year",
        (f"Month {found.month}, week {found.week}. The year ends on {day(found.ends_on)}.",),
        ", ".join(found.rules),
        found.because,
    )


def _pauses(facts: Facts) -> Iterator[Known]:
    if facts.clock and facts.clock.pauses:
        lines = tuple(f"{day(one.from_on)} to {day(one.to_on)}" for one in facts.clock.pauses)
        yield Known("Pauses of the year", lines, "CLK-03, CLK-04", "While a pause runs the clock stands still.")


def _evidence(portfolio: Portfolio, dated: DatedMeeting, template: Template | None) -> Iterator[Known]:
    if template is None:
        return
    held = counts_of([portfolio.pk])[portfolio.pk]
    lines = []
    for key, asked in template.evidence.items():
        if key not in held:
            continue
        by_now = dated.evidence.get(key)
        so_far = f"{by_now} asked for by now, " if by_now else ""
        lines.append(f"{asked.label}: {held[key]} ({so_far}{asked.minimum} for the year)")
    yield Known(
        "Evidence in the portfolio", tuple(lines), "ASY-02", "The programme asks for so much by then and for the year."
    )


def _supervision(facts: Facts, since: dt.date, on: dt.date) -> Known:
    rows = Session.objects.filter(worker=facts.person, date__range=(since, on)).order_by("date")
    sessions = [row for row in rows.values_list("date", "minutes", "outcome") if row[2] != Session.Outcome.PLANNED]
    held = [row for row in sessions if row[2] == Session.Outcome.HELD]
    pack = pack_on(on)
    least = pack.supervision.session.minimum_minutes if pack.supervision.session else 0
    short = sum(1 for _, minutes, _ in held if minutes < least)
    lines = [f"{count(len(held), 'session')} held since {day(since)}"]
    if held:
        lines.append(f"On {listed([day(row[0]) for row in held])}")
    if short:
        lines.append(f"{count(short, 'session')} shorter than {least} minutes")
    if len(held) < len(sessions):
        lines.append(f"{count(len(sessions) - len(held), 'session')} called off or missed")
    due = standing_of([facts.person], on, {facts.person.pk: facts})[facts.person.pk].due
    if due is None or due.due_on is None:
        return Known("Supervision", tuple(lines))
    lines.append(f"The next is due by {day(due.due_on)}{', which has passed' if due.overdue else ''}")
    return Known("Supervision", tuple(lines), ", ".join(due.rules), due.because)


def _load(facts: Facts, since: dt.date, on: dt.date) -> Known:
    load = loads_of([facts.person], on, {facts.person.pk: facts})[facts.person.pk]
    limit = load.maximum
    against = f", limit {limit}" if limit is not None else ""
    lines = [f"{count(load.held, 'child', 'children')} on {day(on)}{against}"]
    spells = over_the_limit(facts, since, on)
    lines += [f"Above the limit from {spell}" for spell in spells]
    note = at_capacity([facts.person.pk]).get(facts.person.pk)
    lines += [f"At capacity, said on {day(note.said_on)}"] if note else []
    if not spells and limit is not None:
        lines.append(f"Never above the limit since {day(since)}")
    return Known("Caseload", tuple(lines), *((", ".join(load.limit.rules), load.limit.because) if load.limit else ()))


def _passed_limits(facts: Facts, since: dt.date, on: dt.date) -> Iterator[Known]:
    """The records of passed limits: a final review tells of the whole year, as the panel reads it."""
    if found := breaches_of(facts.person, since, on):
        lines = tuple(line for one in found for line in _told(one))
        rules = ", ".join(dict.fromkeys(one.breach.rule for one in found))
        yield Known(
            "Records of a passed limit", lines, rules, "Above the limit somebody says why, until when, and how."
        )


def _told(one: Passed) -> Iterator[str]:
    ended = f"back within it on {day(one.breach.ended_on)}" if one.breach.ended_on else "still above it"
    limit = f"{one.breach.maximum:g}"
    yield (
        f"Above the limit since {day(one.breach.opened_on)}, {count(one.days, 'day')}, {ended}: "
        f"up to {count(one.worst, 'child', 'children')}, limit {limit} on the first day"
    )
    if one.authorised_by is None:
        yield "Nobody has said why yet"
        return
    yield f"Authorised by {one.authorised_by}: {one.reason}"
    yield f"The way back: {one.plan}"
    yield from (f"The worker’s own words: {words}" for words in one.words)


def _reflections(portfolio: Portfolio, since: dt.date, on: dt.date) -> Known:
    shared = Reflection.objects.filter(portfolio=portfolio).exclude(status=Reflection.Status.DRAFT)
    statuses = list(shared.values_list("status", "shared_at__date"))
    lines = [f"{count(len(statuses), 'reflection')} shared in all"]
    new = sum(1 for _, shared_on in statuses if shared_on and since <= shared_on <= on)
    lines.append(f"{new} shared since {day(since)}")
    for status, word in ((Reflection.Status.ACCEPTED, "accepted"), (Reflection.Status.RETURNED, "returned")):
        if number := sum(1 for one, _ in statuses if one == status):
            lines.append(f"{number} {word}")
    return Known("Reflections", tuple(lines))


def _standards(portfolio: Portfolio, access: Access) -> Iterator[Known]:
    """Which statements have no evidence yet: named, never counted as a score (FRW-09)."""
    for bound in coverage_of(portfolio, access):
        gaps = [line.statement.number for domain in bound.domains for line in domain.lines if line.is_gap]
        named = listed([*gaps[:GAPS_NAMED], *(["others"] if len(gaps) > GAPS_NAMED else [])])
        line = f"No evidence yet for {named}" if gaps else "Evidence for every statement"
        yield Known(
            f"Evidence by statement: {bound.framework}",
            (line,),
            "FRW-09",
            "Coverage is shown to see where to look next; it is never scored.",
        )


def _learning(portfolio: Portfolio, access: Access) -> Iterator[Known]:
    plan = plan_of(portfolio.practitioner, access)
    lines = [f"Done: {row.resource}" for row in plan.done[:GAPS_NAMED]]
    lines += [f"To do: {row.resource}" for row in plan.to_learn[:GAPS_NAMED]]
    yield Known("Saved to learn from", tuple(lines), "ASY-06", "The development plan is looked at in each review.")
