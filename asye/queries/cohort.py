"""Many years at once: where each stands, what is next and whose turn it is, who is behind in what, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import CharField, Prefetch, Q, QuerySet, Value

from asye.models import Meeting, MeetingPart, PanelItem, Portfolio, Reflection, WrittenWork
from asye.policy import DatedMeeting
from asye.queries.evidence_counts import counts_of
from asye.queries.experience import met_of
from asye.queries.goals import overdue_of
from asye.queries.parties import Holders, holders_of
from asye.queries.programme import meetings_of, template_of
from asye.queries.renewal import agreed_again, signed_by_others
from asye.queries.slots import Slot, slots_of
from asye.queries.turns import said, turn_of
from asye.queries.work_turns import assessors_turn
from workforce.access import Access
from workforce.clock import Clock
from workforce.facts import clock_of
from workforce.models import Person
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day
from workforce.why import Why, why_of

AHEAD = dt.timedelta(days=42)  # how far before a panel a gap in the evidence is pointed out; it changes no date


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence: what there is, what there should be by now, and for the year."""

    label: str
    held: int
    by_now: int
    asked: int

    @property
    def short(self) -> bool:
        return self.held < self.by_now


@dataclass(frozen=True, slots=True)
class Next:
    """The next meeting that is not signed: its last day, whether it has passed, what it waits for."""

    label: str
    due_on: dt.date
    late: bool
    waits: str
    address: str
    why: Why


@dataclass(frozen=True, slots=True)
class Row:
    """One year on one day."""

    portfolio: Portfolio
    clock: Clock
    month: int
    part: str
    paused: bool
    assessor: Person | None
    manager: Person | None
    next: Next | None
    behind: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    panel_on: dt.date | None
    dots: tuple[tuple[DatedMeeting, str], ...]
    waits_for_you: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        return self.portfolio.practitioner

    @property
    def gaps(self) -> tuple[Evidence, ...]:
        return tuple(one for one in self.evidence if one.short)


def of_the_year(portfolios: QuerySet[Portfolio]) -> QuerySet[Portfolio]:
    return portfolios.select_related("practitioner", "stage", "programme").prefetch_related("stage__pauses")


def rows_of(portfolios: Iterable[Portfolio], access: Access) -> list[Row]:
    """Where each year stands: ten queries, however many years."""
    years = list(portfolios)
    keys = [year.pk for year in years]
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    parts = Prefetch("parts", queryset=MeetingPart.objects.defer("words"))
    seen = Meeting.objects.visible_to(access).filter(portfolio__in=keys).exclude(status=Meeting.Status.DROPPED)
    for meeting in seen.with_template().defer("facts").prefetch_related(parts, "signatures").order_by("round"):
        meetings[meeting.portfolio_id].append(meeting)
    templates = [template_of(year) for year in years]
    holders = holders_of([year.practitioner for year in years], access.on, with_lead=any(map(_asks_lead, templates)))
    held, goals, met = counts_of(keys), overdue_of(keys, access.on), met_of(years, access.on)
    items = PanelItem.objects.filter(portfolio__in=keys, panel__date__gte=access.on).order_by("-panel__date")
    panels = dict(items.values_list("portfolio", "panel__date"))
    rows = []
    for year in years:
        around = holders[year.practitioner_id]
        found = _row(year, slots_of(year, meetings[year.pk]), around, held[year.pk], panels.get(year.pk), access.on)
        rows.append(_with_pieces(found, goals.get(year.pk, 0), met.get(year.pk)))
    return rows


def with_what_waits(rows: Iterable[Row], access: Access) -> list[Row]:
    """The same rows with what this assessor has to read or to sign in each year: one query, however many years."""
    years = Q(portfolio__in=[row.portfolio.pk for row in rows])
    reflections = Reflection.objects.visible_to(access).filter(years, status=Reflection.Status.SHARED)
    work = WrittenWork.objects.visible_to(access).filter(years & assessors_turn(access))
    waiting = Counter(_named(reflections, "reflection").union(_named(work, "work"), all=True))
    return [replace(row, waits_for_you=_waits_for(waiting, row.portfolio.pk)) for row in rows]


def _named(rows: QuerySet[Any], kind: str) -> QuerySet[Any, Any]:
    """The year of each row and what kind of thing it is."""
    return rows.order_by().annotate(called=Value(kind, CharField())).values_list("portfolio", "called")


def _waits_for(waiting: Counter[tuple[int, str]], year: int) -> tuple[str, ...]:
    kinds = {"reflection": ("reflection", ""), "work": ("piece of written work", "pieces of written work")}
    return tuple(count(waiting[year, kind], *words) for kind, words in kinds.items() if waiting[year, kind])


def _row(
    year: Portfolio,
    slots: Sequence[Slot],
    holders: Holders,
    held: Mapping[str, int],
    panel_on: dt.date | None,
    on: dt.date,
) -> Row:
    clock, template = clock_of(year.stage), template_of(year)
    dated = [slot.dated for slot in slots]
    meetings = {slot.dated.key: slot.meeting for slot in slots if slot.meeting is not None}
    month = clock.month(on)
    evidence = _evidence(template, meetings_of(year, clock), held, panel_on, on) if template else ()
    late = [one for one in dated if _is_late(one, meetings.get(one.key), holders, on)]
    running = year.status == Portfolio.Status.OPEN
    return Row(
        portfolio=year,
        clock=clock,
        month=month,
        part=_part(template, month),
        paused=clock.paused(on),
        assessor=holders["assessor"].person if "assessor" in holders else None,
        manager=holders["manager"].person if "manager" in holders else None,
        next=_next(dated, meetings, holders, on, year) if running else None,
        behind=tuple(f"{one.label}, due {day(one.due_on)}" for one in late) if running else (),
        evidence=evidence,
        panel_on=panel_on,
        dots=tuple(
            (one, _state(one, meetings.get(one.key), on)) for one in dated if not one.optional or one.key in meetings
        ),
    )


def _with_pieces(row: Row, overdue: int, met: tuple[int, int] | None) -> Row:
    """Goals past their day are among what somebody is behind in; the checklist stands with the evidence."""
    running = row.portfolio.status == Portfolio.Status.OPEN
    late = (f"{count(overdue, 'goal')} past the planned day",) if overdue and running else ()
    experience = (Evidence("Experience of the year", met[0], 0, met[1]),) if met else ()
    return replace(row, behind=(*row.behind, *late), evidence=(*row.evidence, *experience))


def _asks_lead(template: Template | None) -> bool:
    """Whether the programme lead writes or signs a form of this programme."""
    forms = template.forms.values() if template else ()
    return any("coordinator" in (*form.writers, *form.signed_by) for form in forms)


def _part(template: Template | None, month: int) -> str:
    """The part of the programme somebody is in; the last one once its months are over."""
    if template is None:
        return ""
    found = [part.label for part in template.parts.values() if part.from_month <= month]
    return found[-1] if found else ""


def _is_open(one: DatedMeeting, meeting: Meeting | None, holders: Holders) -> bool:
    if meeting is None:
        return not one.optional
    if meeting.status in Meeting.DONE:
        return one.kind == "agreement" and signed_by_others(meeting, holders)
    return True


def _is_late(one: DatedMeeting, meeting: Meeting | None, holders: Holders, on: dt.date) -> bool:
    """Not held when its day has passed. Signatures have days of their own, and so has an agreement signed again."""
    under_way = meeting is not None and (meeting.status != Meeting.Status.PLANNED or meeting.round > 1)
    return _is_open(one, meeting, holders) and not under_way and one.due_on < on


def _next(
    dated: Sequence[DatedMeeting],
    meetings: Mapping[str, Meeting],
    holders: Holders,
    on: dt.date,
    year: Portfolio,
) -> Next | None:
    one = next((one for one in dated if _is_open(one, meetings.get(one.key), holders)), None)
    if one is None:
        return None
    meeting = meetings.get(one.key)
    if meeting is not None and (meeting.round > 1 or meeting.status == Meeting.Status.COMPLETE):
        one = agreed_again(one, holders)
    waits = ""
    if meeting is not None and meeting.status == Meeting.Status.COMPLETE:
        waits = "To be signed again: the manager or the assessor has changed"
    elif meeting is not None:
        waits = said(turn_of(meeting, one.form, meeting.parts.all(), meeting.signatures.all(), holders))
    return Next(
        label=one.label,
        due_on=one.due_on,
        late=_is_late(one, meeting, holders, on),
        waits=waits,
        address=meeting.get_absolute_url() if meeting else year.get_absolute_url(),
        why=why_of(f"{one.rule}, CLK-05", f"{one.because}.", pack_on(on)),
    )


def _evidence(
    template: Template, dated: Sequence[DatedMeeting], held: Mapping[str, int], panel_on: dt.date | None, on: dt.date
) -> tuple[Evidence, ...]:
    """By now there should be what the meetings before today ask for; close to the panel, all of it."""
    whole = panel_on is not None and panel_on - AHEAD <= on
    found = []
    for key, asked in template.evidence.items():
        if key not in held:
            continue
        by_now = max((one.evidence.get(key, 0) for one in dated if one.on <= on and not one.optional), default=0)
        found.append(Evidence(asked.label, held[key], asked.minimum if whole else by_now, asked.minimum))
    return tuple(found)


def _state(one: DatedMeeting, meeting: Meeting | None, on: dt.date) -> str:
    if meeting is not None and meeting.status in Meeting.DONE:
        return "done"
    if meeting is not None and meeting.status == Meeting.Status.SIGNING:
        return "open"
    if one.due_on < on and (meeting is None or meeting.round == 1):
        return "late"
    return "open" if meeting is not None else "future"
