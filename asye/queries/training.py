"""Somebody's pathway beside what is done; whose courses are due; what stands in a calendar and in a review."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from asye.models import Booking, Course, CourseDate, Portfolio, Release, TrainingFlag, TrainingRecord
from asye.policy import template_codes
from asye.policy import training as policy
from asye.policy.training import Item
from caseloads.queries.rota_days import days_of
from reminders.calendar import Event
from workforce.access import Access
from workforce.clock import Clock
from workforce.facts import clock_of
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day
from workforce.why import Why, why_of

Held = Mapping[str, float]
DAYS = ("study", "workshop")  # counted in days; courses in times


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the pathway: `held` of `item.amount`, the places booked for it, dates to come with room."""

    item: Item
    held: float
    complete: bool
    late: bool
    booked: tuple[Booking, ...]
    coming: tuple[CourseDate, ...]
    why: Why

    @property
    def said(self) -> str:
        if self.item.kind == "duty":
            return f"{self.held:g} {'day' if self.held == 1 else 'days'} so far"
        unit = count(int(self.item.amount), "day" if self.item.kind in DAYS else "time")
        return "" if self.item.amount == 1 and self.item.kind == "course" else f"{self.held:g} of {unit}"

    @property
    def tone(self) -> str:
        return "good" if self.complete else "bad" if self.late else "info" if self.booked else "quiet"

    @property
    def state(self) -> str:
        if self.complete:
            return "Done"
        if self.late:
            return "Late"
        return "Booked" if self.booked else ""


def pathway_of(portfolio: Portfolio, clock: Clock | None = None) -> tuple[Item, ...]:
    """What the pathway asks, by the policy of the year's first day: a year keeps what it began with."""
    pack = pack_on(portfolio.started_on)
    codes = template_codes(pack)
    programme = portfolio.programme.code if portfolio.programme else codes[0] if codes else ""
    return policy.pathway(pack, programme, clock or clock_of(portfolio.stage))


def held_of(portfolios: Iterable[Portfolio]) -> dict[int, dict[str, tuple[int, float]]]:
    """Times and days by item, by key of the year: one query."""
    found: dict[int, dict[str, tuple[int, float]]] = defaultdict(dict)
    rows = TrainingRecord.objects.filter(portfolio__in=[one.pk for one in portfolios], removed_at__isnull=True).exclude(
        item=""
    )
    for row in rows.order_by().values("portfolio", "item").annotate(times=Count("pk"), length=Sum("days")):
        found[row["portfolio"]][row["item"]] = (row["times"], float(row["length"]))
    return found


def with_rota(years: Iterable[Portfolio], on: dt.date) -> dict[int, dict[str, tuple[int, float]]]:
    """The same with the days held on the rota since the year began: two queries."""
    portfolios = list(years)
    held = held_of(portfolios)
    begun = {one.practitioner_id: one.started_on for one in portfolios}
    on_rota = days_of(begun, on, begun)
    for one in portfolios:
        for kind, days in on_rota[one.practitioner_id].items():
            times, noted = held[one.pk].get(kind, (0, 0.0))
            held[one.pk][kind] = (times, noted + days.held)
    return held


def amounts(items: Sequence[Item], held: Mapping[str, tuple[int, float]]) -> dict[str, float]:
    """What counts for each item: days of study, workshops and duty; times of courses."""
    return {
        one.key: (held.get(one.key, (0, 0.0))[1] if one.kind != "course" else float(held.get(one.key, (0, 0.0))[0]))
        for one in items
    }


def missing(portfolio: Portfolio, held: Mapping[str, tuple[int, float]], on: dt.date | None = None) -> list[Item]:
    """What is asked of everybody and not done; with a day, only what was due before it."""
    items = pathway_of(portfolio)
    complete = policy.done(items, amounts(items, held))
    return [
        one
        for one in items
        if one.mandatory and one.due_on is not None and not complete[one.key] and (on is None or one.due_on < on)
    ]


def lines_of(portfolio: Portfolio, on: dt.date, held_places: Sequence[Booking] | None = None) -> list[Line]:
    """The pathway of one year: four queries, or three for whoever has its places on courses already."""
    items = pathway_of(portfolio)
    held = amounts(items, with_rota([portfolio], on)[portfolio.pk])
    complete = policy.done(items, held)
    booked: dict[str, list[Booking]] = defaultdict(list)
    if held_places is None:
        held_places = list(Booking.objects.filter(portfolio=portfolio).select_related("date__course"))
    for place in held_places:
        if place.status == Booking.Status.BOOKED:
            booked[place.date.course.item].append(place)
    coming: dict[str, list[CourseDate]] = defaultdict(list)
    for date in dates_to_come(on).exclude(course__item=""):
        coming[date.course.item].append(date)
    pack = pack_on(portfolio.started_on)
    return [
        Line(
            item=one,
            held=held[one.key],
            complete=complete[one.key],
            late=not complete[one.key] and one.mandatory and one.due_on is not None and one.due_on < on,
            booked=tuple(booked[one.key]),
            coming=() if complete[one.key] or booked[one.key] else tuple(coming[one.key][:3]),
            why=why_of(f"{one.rule}, CLK-05" if one.due_on else one.rule, one.because, pack),
        )
        for one in items
    ]


def dates_to_come(on: dt.date) -> QuerySet[CourseDate]:
    return (
        CourseDate.objects.filter(first_on__gte=on, cancelled_at__isnull=True, course__withdrawn_on__isnull=True)
        .select_related("course")
        .order_by("first_on", "begins", "pk")
    )


def off_days(portfolio: Portfolio) -> list[dt.date]:
    """The days on which somebody cancelled or missed a course of the pathway, each place once (WRK-05)."""
    found: dict[int, dt.date] = {}
    asked = Release.objects.filter(booking__portfolio=portfolio, status__in=("asked", "agreed", "refused"))
    for place, on in asked.order_by("-asked_on").values_list("booking", "asked_on"):
        found[place] = on
    missed = Booking.objects.filter(portfolio=portfolio, status=Booking.Status.MISSED)
    for place, on in missed.exclude(date__course__item="").values_list("pk", "date__last_on"):
        found.setdefault(place, on)
    return sorted(found.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One year of the cohort: what is done and what is missing of what is asked of everybody."""

    portfolio: Portfolio
    month: int
    late: tuple[Item, ...]
    next: Item | None
    cells: tuple[tuple[Item, float, bool, bool], ...]
    flag: TrainingFlag | None

    @property
    def open(self) -> list[Item]:
        return [item for item, _, complete, _ in self.cells if item.kind == "course" and not complete]

    @property
    def days(self) -> list[tuple[Item, float]]:
        return [(item, held) for item, held, _, _ in self.cells if item.kind != "course"]

    @property
    def person(self) -> Person:
        return self.portfolio.practitioner


def cohort_rows(years: Iterable[Portfolio], access: Access) -> list[Row]:
    """Who lacks what: three queries more than the years themselves."""
    portfolios = list(years)
    held = with_rota(portfolios, access.on)
    flags = {
        flag.portfolio_id: flag
        for flag in TrainingFlag.objects.visible_to(access).filter(portfolio__in=portfolios, seen_at__isnull=True)
    }
    return [_row(one, held[one.pk], flags.get(one.pk), access.on) for one in portfolios]


def _row(portfolio: Portfolio, held: Mapping[str, tuple[int, float]], flag: TrainingFlag | None, on: dt.date) -> Row:
    clock = clock_of(portfolio.stage)
    items = pathway_of(portfolio, clock)
    counted = amounts(items, held)
    complete = policy.done(items, counted)
    open_ones = [one for one in items if one.mandatory and one.due_on is not None and not complete[one.key]]
    late = tuple(one for one in open_ones if one.due_on is not None and one.due_on < on)
    return Row(
        portfolio=portfolio,
        month=clock.month(on),
        late=late,
        next=next((one for one in open_ones if one not in late), None),
        cells=tuple((one, counted[one.key], complete[one.key], one in late) for one in items),
        flag=flag,
    )


def places_of(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    """One's own places on courses, for the calendar."""
    rows = Booking.objects.filter(portfolio__practitioner=person, date__first_on__range=(first, last)).exclude(
        status=Booking.Status.MISSED
    )
    for place in rows.select_related("date"):
        date = place.date
        one_day = date.first_on == date.last_on
        yield Event(
            f"course-{place.pk}",
            "Training course",
            date.first_on,
            date.get_absolute_url(),
            begins=_moment(date.first_on, date.begins) if one_day else None,
            ends=_moment(date.first_on, date.ends) if one_day else None,
            is_cancelled=place.status == Booking.Status.CANCELLED or date.cancelled_at is not None,
        )


def _moment(on: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(on, time))


def known_lines(portfolio: Portfolio, on: dt.date) -> tuple[tuple[str, ...], str, str]:
    """Lines, rule and reason for what is known in a review; no lines where the policy has no pathway."""
    items = pathway_of(portfolio)
    held = amounts(items, with_rota([portfolio], on)[portfolio.pk])
    complete = policy.done(items, held)
    done = [one.label for one in items if complete[one.key]]
    late = [one for one in items if one.mandatory and not complete[one.key] and one.due_on and one.due_on < on]
    lines = [f"Done: {label}" for label in done]
    lines += [f"Late: {one.label}, due {day(one.due_on)}" for one in late if one.due_on]
    lines += [
        f"{one.label}: {held[one.key]:g} {'day' if held[one.key] == 1 else 'days'} so far"
        for one in items
        if not complete[one.key] and one.kind != "course"
    ]
    return tuple(lines), "WRK-04" if lines else "", "The pathway of the programme." if lines else ""


def catalogue(access: Access) -> list[Course]:
    """Every course that is offered, each with its dates to come."""
    soon = Q(dates__first_on__gte=access.on, dates__cancelled_at__isnull=True)
    return list(
        Course.objects.visible_to(access).filter(withdrawn_on__isnull=True).annotate(coming=Count("dates", filter=soon))
    )
