"""A year before and after a move to another programme or other editions: bounds, meetings, dates, what is asked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value, prefetch_related_objects

from asye import policy
from asye.models import Meeting, MeetingPart, MovePlan, Portfolio, ProgrammeVersion, YearMove
from asye.policy import DatedMeeting
from asye.queries.programme import template_from
from asye.queries.slots import Bound, Kept, Slot, bound_of, kept_in, laid_out
from frameworks.models import Framework
from workforce.facts import FULL_LENGTH, clock_of
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on
from workforce.sentences import day, listed
from workforce.why import Why, why_of

OF_YEAR = ("portfolio__practitioner", "portfolio__stage", "portfolio__programme", "before", "after")
STAYS = "Stays as it was signed"
Editions = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Ends:
    """One year as it was and as it would be, or is. `held` are its meetings that somebody has begun; `idle` the rest.

    `months` is what the stage would say of its length; editions are names by primary key of the framework.
    """

    portfolio: Portfolio
    before: Bound
    after: Bound
    months: int | None
    editions_before: Editions
    editions_after: Editions
    held: tuple[Meeting, ...]
    idle: tuple[Meeting, ...]
    kept: Kept

    @property
    def same_programme(self) -> bool:
        return self.before.template == self.after.template

    @property
    def nothing_moves(self) -> bool:
        return self.same_programme and set(self.editions_before) == set(self.editions_after)


def years_to_move(portfolios: QuerySet[Portfolio]) -> QuerySet[Portfolio]:
    """With what `ends_of` asks: four queries."""
    joined = portfolios.select_related("practitioner", "stage", "programme")
    return joined.prefetch_related("stage__pauses", "frameworks")


def meetings_by_year(portfolios: Collection[Portfolio]) -> dict[int, list[Meeting]]:
    """The meetings that are part of each year, with whether anybody has `begun` them: one query."""
    begun = Q(Exists(MeetingPart.objects.filter(meeting=OuterRef("pk")))) | Q(held_on__isnull=False)
    rows = Meeting.objects.filter(portfolio__in=portfolios).exclude(status=Meeting.Status.DROPPED).with_template()
    found: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in (
        rows.defer("facts").annotate(begun=begun | ~Q(status=Meeting.Status.PLANNED)).order_by("round", "pk")
    ):
        found[meeting.portfolio_id].append(meeting)
    return found


def ends_of(
    portfolio: Portfolio,
    programme: ProgrammeVersion | None,
    own: Editions,
    editions: Editions,
    meetings: Iterable[Meeting],
    on: dt.date,
) -> Ends:
    """What moving to a programme and editions, where any are named, would make of a year that has its `own`."""
    rows = list(meetings)
    kept = {**kept_in(rows), **_templates(portfolio.programme)}
    held = tuple(row for row in rows if row.begun)  # type: ignore[attr-defined]
    before = bound_of(portfolio)
    after, months = before, portfolio.stage.months
    if programme is not None and programme.pk != portfolio.programme_id:
        after, months = _bound_after(portfolio, programme, before, rows, held, kept, on)
    return Ends(
        portfolio=portfolio,
        before=before,
        after=after,
        months=months,
        editions_before=own,
        editions_after=editions or own,
        held=held,
        idle=tuple(row for row in rows if row not in held),
        kept=kept,
    )


def _bound_after(
    portfolio: Portfolio,
    programme: ProgrammeVersion,
    before: Bound,
    rows: Sequence[Meeting],
    held: Sequence[Meeting],
    kept: Kept,
    on: dt.date,
) -> tuple[Bound, int | None]:
    template = template_from(programme.content)
    usual = before.template.months if before.template else FULL_LENGTH
    months = policy.length_after(portfolio.stage.months, usual, template.months, FULL_LENGTH)
    clock = replace(before.clock, months=months or FULL_LENGTH)
    after = Bound(programme.pk, template, clock, {}, before.began)
    own_days = {slot.meeting.pk: slot.dated.on for slot in laid_out(before, held, kept) if slot.meeting is not None}
    carried = policy.carried(
        policy.meetings(template, clock),
        [policy.Held(row.pk, row.key, row.kind, own_days[row.pk]) for row in held if row.pk in own_days],
        before=before.dates(),
        there={row.key for row in rows},
        on=on,
    )
    return replace(after, carried=carried), months


def ends_now(move: YearMove, meetings: Collection[Meeting]) -> Ends:
    """The two ends of a year that has moved, as they were kept then, with the meetings of today."""
    portfolio, was, became = move.portfolio, move.was, move.became
    held = tuple(row for row in meetings if row.begun)  # type: ignore[attr-defined]
    clock = clock_of(portfolio.stage)

    def bound(end: Mapping[str, object], version: ProgrammeVersion | None) -> Bound:
        months = end["months"]
        assert months is None or isinstance(months, int)
        programme, carried = end["programme"], end["carried"]
        assert (programme is None or isinstance(programme, int)) and isinstance(carried, dict)
        template = template_from(version.content) if version else None
        return Bound(programme, template, replace(clock, months=months or FULL_LENGTH), carried, portfolio.started_on)

    return Ends(
        portfolio=portfolio,
        before=bound(was, move.before),
        after=bound(became, move.after),
        months=became["months"],
        editions_before=dict(zip(was["editions"], was["names"], strict=True)),
        editions_after=dict(zip(became["editions"], became["names"], strict=True)),
        held=held,
        idle=(),
        kept={**kept_in(meetings), **_templates(move.before, move.after)},
    )


def _templates(*versions: ProgrammeVersion | None) -> dict[int, Template]:
    return {one.pk: template_from(one.content) for one in versions if one is not None}


def editions_of(plan: MovePlan, moves: Sequence[YearMove]) -> dict[int, dict[int, str]]:
    """The editions of each year that has not moved, by key of the portfolio, and of the plan, by 0: one query."""
    fields = ("framework", "framework__title", "framework__level", "framework__order", "framework__code")
    planned = [move.portfolio_id for move in moves if not move.has_happened]
    bound: Any = Portfolio.frameworks.through
    wished: Any = MovePlan.editions.through
    own = bound.objects.filter(portfolio__in=planned).values_list("portfolio", *fields)
    wanted = wished.objects.filter(moveplan=plan)
    rows = own.union(wanted.annotate(year=Value(0)).values_list("year", *fields), all=True)
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for year, pk, title, level, order, code in sorted(rows, key=lambda row: (row[0], row[4], row[5], row[3])):
        found[year][pk] = str(Framework(title=title, level=level, order=order, code=code))
    return found


def ends_of_moves(moves: Sequence[YearMove], editions: Mapping[int, Editions], on: dt.date) -> dict[int, Ends]:
    """By primary key of the move: two queries, however many. They come with `OF_YEAR` and the plan's programme."""
    years = [move.portfolio for move in moves]
    prefetch_related_objects([year.stage for year in years], "pauses")
    rows = meetings_by_year(years)
    found = {}
    for move in moves:
        here, own = rows[move.portfolio_id], editions.get(move.portfolio_id, {})
        wanted = editions.get(0, {})
        found[move.pk] = (
            ends_now(move, here)
            if move.has_happened
            else ends_of(move.portfolio, move.plan.programme, own, wanted, here, on)
        )
    return found


@dataclass(frozen=True, slots=True)
class Shift:
    """One date of the year, before and after; nothing where that end has none. `note` says what becomes of it."""

    label: str
    old: dt.date | None
    new: dt.date | None
    note: str
    why: Why
    old_window: str = ""
    new_window: str = ""
    kind: str = ""

    @property
    def days(self) -> int:
        return (self.new - self.old).days if self.old and self.new else 0


SIGNED, BEGUN, WRITTEN, NEW, GIVES_WAY, OVER, END = "signed", "begun", "written", "new", "gives_way", "over", "end"


def shifts_of(ends: Ends, on: dt.date) -> list[Shift]:
    """Every meeting of either end with its days, and the end of the year; no query."""
    rows = sorted(_meetings(ends, on), key=lambda row: (row.new or row.old or dt.date.max, row.label))
    pack = pack_on(on)
    found = policy.position(pack, ends.after.clock, max(on, ends.after.clock.start))
    why = why_of("CLK-03, CLK-04, CLK-06", f"{found.because}.", pack)
    old, new = ends.before.clock.ends_on, ends.after.clock.ends_on
    said = "" if old == new else "The programme has another length"
    return [*rows, *_milestones(ends, on), Shift("End of the year", old, new, said, why, kind=END)]


def _meetings(ends: Ends, on: dt.date) -> Iterator[Shift]:
    pack = pack_on(on)
    before = laid_out(ends.before, ends.held, ends.kept)
    by_name = {slot.place.key if slot.place else slot.dated.key: slot for slot in before}
    by_meeting = {slot.meeting.pk: slot for slot in before if slot.meeting is not None}
    matched = set()
    for slot in laid_out(ends.after, ends.held, ends.kept):
        held = slot.meeting
        name = slot.place.key if slot.place else slot.dated.key
        old = by_meeting.get(held.pk) if held is not None else by_name.get(name)
        if old is not None:
            matched.add(id(old))
        kind, note = _fate(slot, old, ends)
        why = why_of(f"{slot.dated.rule}, CLK-05", f"{slot.dated.because}.", pack)
        yield _shift(slot.dated.label, old.dated if old else None, slot.dated, kind, note, why)
    for slot in before:
        if id(slot) not in matched:
            why = why_of("ASY-02", "The other programme has no such meeting, and nobody has begun it.", pack)
            yield _shift(slot.dated.label, slot.dated, None, GIVES_WAY, "Gives way: nobody has begun it", why)
    yield from _over(ends, on)


def _over(ends: Ends, on: dt.date) -> Iterator[Shift]:
    """What the programme asks for and was over before the year moved to it."""
    template = ends.after.template
    if template is None:
        return
    for key, pk in ends.after.carried.items():
        if pk is None and key in template.meetings:
            one = policy.meeting_of(template, ends.after.clock, key)
            because = f"{one.label} was due by {day(one.due_on)}, before the year moved to this programme."
            why = why_of(one.rule, because, pack_on(on))
            yield Shift(one.label, None, None, "Over before the move, so it is not asked for", why, kind=OVER)


def _fate(slot: Slot, old: Slot | None, ends: Ends) -> tuple[str, str]:
    held = slot.meeting
    if held is not None:
        stands = slot.place is not None and slot.place.key != held.key
        instead = f". It stands for: {slot.place.label}" if stands and slot.place else ""
        if held.status in Meeting.DONE:
            return SIGNED, f"{STAYS}{instead}"
        return BEGUN, f"Begun: it is finished in the form it was begun in{instead}"
    if old is None:
        return NEW, "New: nobody asked for it before" if not slot.dated.optional else "New, if one of them asks for it"
    if ends.same_programme:
        return WRITTEN, ""
    return WRITTEN, f"Written in the form of the new programme: {slot.dated.form.label}"


def _shift(label: str, old: DatedMeeting | None, new: DatedMeeting | None, kind: str, note: str, why: Why) -> Shift:
    return Shift(
        label=label,
        old=old.due_on if old else None,
        new=new.due_on if new else None,
        note=note,
        why=why,
        old_window=_window(old),
        new_window=_window(new),
        kind=kind,
    )


def _window(one: DatedMeeting | None) -> str:
    if one is None or one.window_from == one.window_to:
        return ""
    return f"{day(one.window_from)} to {day(one.window_to)}"


def _milestones(ends: Ends, on: dt.date) -> Iterator[Shift]:
    """Dates of the policy that are no meeting of either programme, where one of another length moves them."""
    if ends.before.clock == ends.after.clock:
        return
    pack = pack_on(on)
    held = {key for bound in (ends.before, ends.after) if bound.template for key in bound.template.meetings}
    new = {one.key: one for one in policy.milestones(pack, ends.after.clock)}
    for old in policy.milestones(pack, ends.before.clock):
        if old.key not in held:
            later = new[old.key]
            why = why_of(f"{later.rule}, CLK-06", f"{later.because}.", pack)
            yield Shift(old.label, old.on, later.on, "", why, kind=END)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing the programme asks for, before and after; `held` is how much there is, where it is counted."""

    label: str
    held: str
    before: str
    after: str


def asked_of(ends: Ends, held: Mapping[str, int], on: dt.date) -> list[Asked]:
    """Minimums of evidence, the part of the year, and when self-assessments are written."""
    before, after = ends.before.template, ends.after.template
    if before is None or after is None:
        return []
    rows = []
    for key in dict.fromkeys([*before.evidence, *after.evidence]):
        ends_ = (before.evidence.get(key), after.evidence.get(key))
        label = next(one.label for one in reversed(ends_) if one is not None)
        had = str(held[key]) if key in held else ""
        rows.append(Asked(label, had, *(str(one.minimum) if one else "not asked" for one in ends_)))
    month = ends.after.clock.month(on)
    rows.append(Asked("Part of the year now", "", _part(before, month), _part(after, month)))
    told = [listed([str(one) for one in end.self_assessments]) or "not asked" for end in (before, after)]
    rows.append(Asked("Self-assessment", "", told[0], told[1]))
    return [row for row in rows if (row.before, row.after) != ("not asked", "not asked")]


def _part(template: Template, month: int) -> str:
    found = [part.label for part in template.parts.values() if part.from_month <= month]
    return found[-1] if found else "none"
