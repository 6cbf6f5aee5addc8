"""A week of a rota as its page shows it, and the rotas somebody may look at or plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from caseloads.models import Slot, Swap
from caseloads.models.seen import ANSWERS_FOR_ALL
from caseloads.models.slot import led_by, planned_by
from workforce.access import Access, posts_of
from workforce.clock import is_working_day
from workforce.models import Service, Team

WORKING_DAYS = 5
MOST, MOST_LOST = 500, 20


@dataclass(frozen=True, slots=True)
class Rota:
    """The rota of a team, or of a whole service (`team` None). `plans`: this person plans it."""

    service: Service
    team: Team | None
    plans: bool

    @property
    def key(self) -> str:
        return f"team-{self.team.pk}" if self.team else f"service-{self.service.pk}"

    @property
    def label(self) -> str:
        return self.team.name if self.team else f"{self.service.name}: all teams"


@dataclass(frozen=True, slots=True)
class Line:
    """One slot of a week. `asked`: its holder asks for somebody else to hold it."""

    slot: Slot
    mine: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class Day:
    on: dt.date
    is_working: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Friday of one week."""

    monday: dt.date
    days: tuple[Day, ...]

    @property
    def friday(self) -> dt.date:
        return self.monday + dt.timedelta(days=WORKING_DAYS - 1)

    @property
    def open(self) -> int:
        return sum(line.slot.status == Slot.Status.OPEN for day in self.days for line in day.lines)


def rotas_of(access: Access) -> list[Rota]:
    """Return the rotas this person may look at, those they plan first: two queries at most."""
    led = {team.pk for team in led_by(access)}
    led_services = {team.service_id for team in led_by(access)}
    own = [post.team for post in posts_of(access.person, access.on) if post.team]
    teams = Team.objects.select_related("service").order_by("service__name", "name", "pk")
    if not access.jobs & ANSWERS_FOR_ALL:
        teams = teams.filter(Q(pk__in=[team.pk for team in own]) | Q(service__in=access.service_ids))
    found = list(teams)
    rotas = [Rota(team.service, team, team.pk in led or team.service_id in access.service_ids) for team in found]
    services = {team.service_id: team.service for team in found}
    for pk, service in services.items():
        rotas.append(Rota(service, None, pk in access.service_ids or pk in led_services))
    return sorted(rotas, key=lambda rota: (not rota.plans, rota.team is None))


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def working_week_of(day: dt.date) -> dt.date:
    """Return the Monday of the week somebody means on this day: at a weekend it is the one to come."""
    return monday_of(day + dt.timedelta(days=2 if day.weekday() >= WORKING_DAYS else 0))


def week_of(access: Access, rota: Rota, monday: dt.date) -> Week:
    """Return one week of a rota with what is live on it: one query."""
    slots: dict[dt.date, list[Line]] = defaultdict(list)
    for slot in slots_between(access, rota, monday, monday + dt.timedelta(days=WORKING_DAYS - 1)):
        mine = slot.holder_id == access.person.pk
        slots[slot.on].append(Line(slot, mine, bool(getattr(slot, "asked", False))))
    days = [monday + dt.timedelta(days=number) for number in range(WORKING_DAYS)]
    return Week(monday, tuple(Day(day, is_working_day(day), tuple(slots[day])) for day in days))


def slots_between(access: Access, rota: Rota, first: dt.date, last: dt.date) -> list[Slot]:
    """Return the slots of a rota that are not cancelled, in order; `asked` says that a swap is under way."""
    asked = Swap.objects.under_way().filter(slot=OuterRef("pk"))
    rows = (
        Slot.objects.visible_to(access)
        .live()
        .filter(service=rota.service, team=rota.team, on__range=(first, last))
        .annotate(asked=Exists(asked))
        .select_related("holder", "team", "service")
    )
    return list(rows[:MOST])


def lost_slots(access: Access) -> list[Slot]:
    """Return the slots one plans whose holder is gone, the soonest first: they need somebody again."""
    rows = Slot.objects.filter(planned_by(access), status=Slot.Status.OPEN).exclude(lost="")
    return list(rows.select_related("team", "service").order_by("on", "pk")[:MOST_LOST])
