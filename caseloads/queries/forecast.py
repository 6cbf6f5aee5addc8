"""What a team, a service or the authority can hold in the months to come, against what is open there (CSL-15)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Aggregate, CharField, Exists, F, Min, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from caseloads.models import Allocation, Case, ForecastPlan, PlanLine
from caseloads.policy import forecast as rule
from caseloads.queries.demand import waiting_for
from caseloads.queries.holdings import holdings
from caseloads.queries.loads import RULED_AS
from caseloads.queries.teams import LEADS, teams_of
from workforce.access import Access
from workforce.clock import Clock
from workforce.clock import Pause as ClockPause
from workforce.facts import FULL_LENGTH
from workforce.models import Post, Service, Stage, Team
from workforce.packs import Pack
from workforce.packs.schema.caseloads import Forecast as Reach

WHOLE = "all"
NO_PLAN = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """What a forecast is about; without service and team it is the authority. `key` is its name in addresses."""

    key: str
    label: str
    teams: tuple[Team, ...]
    service: Service | None = None
    team: Team | None = None

    @property
    def code(self) -> str:
        """The code of the one service it lies in; empty for the authority."""
        of = self.team.service if self.team else self.service
        return of.code if of else ""


def places_of(access: Access) -> list[Place]:
    """Return what this person answers for, as on the boards, the widest first: one query."""
    teams = teams_of(access)
    of_service: dict[int, list[Team]] = defaultdict(list)
    for team in teams:
        of_service[team.service_id].append(team)
    whole = [Place(WHOLE, "The authority", tuple(teams))] if access.jobs & LEADS and teams else []
    services = [
        Place(f"service-{pk}", mine[0].service.name, tuple(mine), service=mine[0].service)
        for pk, mine in of_service.items()
        if access.jobs & LEADS or pk in access.service_ids
    ]
    single = [Place(f"team-{team.pk}", f"{team.service.name}: {team.name}", (team,), team=team) for team in teams]
    return [*whole, *services, *single]


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says today. `held` is (day, children) of the months before, today last.

    `ends_from` is the first day on which a case is known to have ended; None where none has. What is on record from
    before may hold nothing but cases that are still open, which would look like growth. `waiting` are children of
    allegations nobody has taken yet, `nobodys` those of open cases without a worker; both are counted today alone.
    """

    place: Place
    on: dt.date
    pack: Pack
    reach: Reach
    stays: tuple[rule.Stay, ...]
    held: tuple[tuple[dt.date, int], ...]
    ends_from: dt.date | None
    waiting: int
    nobodys: int

    @property
    def open_now(self) -> int:
        return self.held[-1][1] + self.waiting + self.nobodys

    @property
    def days(self) -> tuple[dt.date, ...]:
        return rule.days_from(self.on, self.reach.months)

    def history(self, months: int) -> tuple[tuple[dt.date, int], ...]:
        """Return what was held on the days of so many months back for which the record can be trusted."""
        return tuple(one for one in self.held[-months - 1 :] if self.ends_from and one[0] >= self.ends_from)


def known_of(place: Place, on: dt.date, pack: Pack, reach: Reach, *, back: int) -> Known:
    """Read people, what they hold and what waits: the same number of queries for any number of people.

    `back` is over how many months the trend is measured at most.
    """
    days, ahead = rule.days_before(on, back), rule.days_from(on, reach.months)
    posts = list(
        Post.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=days[0]), team__in=place.teams, started_on__lte=ahead[-1]
        ).order_by("-started_on", "pk")
    )
    waiting, nobodys, ends_from = _on_record(place, on)
    return Known(
        place=place,
        on=on,
        pack=pack,
        reach=reach,
        stays=tuple(_stays([post for post in posts if _reaches(post, on)], on, ahead[-1], place, pack)),
        held=_held(posts, days),
        ends_from=ends_from,
        waiting=waiting,
        nobodys=nobodys,
    )


def _reaches(post: Post, on: dt.date) -> bool:
    return post.ended_on is None or post.ended_on >= on


def _stays(posts: Sequence[Post], on: dt.date, last: dt.date, place: Place, pack: Pack) -> Iterable[rule.Stay]:
    """Return who works here in a stage with a rule, post by post and stage by stage, the newest post first."""
    codes = {team.pk: team.service.code for team in place.teams}
    stages = _stages([post.person_id for post in posts], on, last)
    for post in posts:
        code = codes[post.team_id or 0]
        for stage, clock in stages.get(post.person_id, ()):
            ruled_as = RULED_AS.get(Stage.Kind(stage.kind))
            begins, ends = max(post.started_on, stage.started_on), _earlier(post.ended_on, stage.ended_on)
            if ruled_as and code in pack.services and (ends is None or begins <= ends):
                yield rule.Stay(post.person_id, ruled_as, code, post.team_id, clock, float(post.fte), begins, ends)


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    known = [day for day in (one, other) if day is not None]
    return min(known) if known else None


def _stages(people: Sequence[int], on: dt.date, last: dt.date) -> Mapping[int, list[tuple[Stage, Clock]]]:
    """Return the stages of these people from today on, each with its clock, the newest first: one query."""
    rows = (
        Stage.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), person__in=people, started_on__lte=last)
        .annotate(paused_on=F("pauses__started_on"), until=F("pauses__ended_on"), reason=F("pauses__reason"))
        .order_by("-started_on", "pk", "paused_on")
    )
    stages: dict[int, Stage] = {}
    pauses: dict[int, list[ClockPause]] = defaultdict(list)
    for row in rows:
        stages.setdefault(row.pk, row)
        if row.paused_on is not None:
            pauses[row.pk].append(ClockPause(row.paused_on, row.until, row.reason))
    found: dict[int, list[tuple[Stage, Clock]]] = defaultdict(list)
    for pk, stage in stages.items():
        clock = Clock(stage.started_on, tuple(pauses[pk]), stage.months or FULL_LENGTH, stage.done_days)
        found[stage.person_id].append((stage, clock))
    return found


def _held(posts: Sequence[Post], days: Sequence[dt.date]) -> tuple[tuple[dt.date, int], ...]:
    """Return what those who worked here on each day held then: three queries."""
    here: dict[dt.date, set[int]] = {day: set() for day in days}
    for post in posts:
        for day, people in here.items():
            if post.started_on <= day and (post.ended_on is None or day <= post.ended_on):
                people.add(post.person_id)
    held = holdings({post.person_id for post in posts}, days)
    return tuple((day, sum(held[pk, day].held for pk in people)) for day, people in here.items())


WAITING, NOBODYS, ENDED, CLOSED = "waiting", "nobody's", "ended", "closed"


def _on_record(place: Place, on: dt.date) -> tuple[int, int, dt.date | None]:
    """Return the children of allegations that wait, in the authority those of other open cases that nobody has, and
    the first day on which a case was closed or given away.

    One query.
    """
    waiting = waiting_for(place.teams, on)
    rows = [
        _told_as(ENDED, Allocation.objects.all(), Min("ended_on")),
        _told_as(CLOSED, Case.objects.all(), Min("closed_on")),
    ]
    if place.key == WHOLE:
        has = Allocation.objects.open_on(on).filter(case=OuterRef("pk"))
        listed = waiting.filter(reference=OuterRef("reference"))
        nobodys = Case.objects.open_on(on).filter(~Exists(has), ~Exists(listed))
        rows.append(_told_as(NOBODYS, nobodys, Sum("children")))
    found = dict(_told_as(WAITING, waiting, Sum("children")).union(*rows, all=True))
    days = [dt.date.fromisoformat(found[name]) for name in (ENDED, CLOSED) if found.get(name)]
    return int(found.get(WAITING) or 0), int(found.get(NOBODYS) or 0), min(days, default=None)


def _told_as(what: str, rows: QuerySet[Any], figure: Aggregate) -> Any:
    """One row, as text, so that numbers and days come in one query."""
    named = rows.order_by().annotate(what=Value(what, output_field=CharField()))
    return named.values("what").annotate(figure=Cast(figure, CharField())).values_list("what", "figure")


@dataclass(frozen=True, slots=True)
class Told:
    """One forecast, of a plan or without one. `measured` says that there was history enough for a trend.

    `strange` are lines of the plan in a service the policy does not know.
    """

    plan: ForecastPlan | None
    label: str
    known: Known
    trend: str
    trend_months: int
    measured: bool
    a_month: Fraction
    assumptions: rule.Assumptions
    lines: tuple[tuple[PlanLine, rule.Change], ...]
    strange: tuple[PlanLine, ...]
    forecast: rule.Forecast

    @property
    def key(self) -> str:
        return str(self.plan.pk) if self.plan else NO_PLAN

    @property
    def months(self) -> tuple[rule.Month, ...]:
        return self.forecast.months


def lines_of(plans: Iterable[ForecastPlan]) -> dict[int, list[PlanLine]]:
    """Return the lines of these plans by plan: one query."""
    found: dict[int, list[PlanLine]] = defaultdict(list)
    for line in PlanLine.objects.filter(plan__in=list(plans)).select_related("service", "team__service"):
        found[line.plan_id].append(line)
    return found


def back_of(reach: Reach, plans: Iterable[ForecastPlan | None]) -> int:
    """Return over how many months the trend is measured at most."""
    measured = [plan.trend_months for plan in plans if plan and plan.trend == ForecastPlan.Trend.HISTORY]
    return max([reach.trend_months, *measured])


def told(known: Known, plan: ForecastPlan | None = None, lines: Iterable[PlanLine] = ()) -> Told:
    """Work out the months; without a plan nobody is planned and the policy's own figures are taken."""
    trend = plan.trend if plan else ForecastPlan.Trend.HISTORY
    months = plan.trend_months if plan else known.reach.trend_months
    points = known.history(months) if trend == ForecastPlan.Trend.HISTORY else ()
    enough = len(points) > min(known.reach.trend_least_months, months)
    measured = rule.slope(points) if enough else Fraction(0)
    a_month = Fraction(plan.trend_a_month) if plan and trend == ForecastPlan.Trend.OWN else measured
    assumed = rule.Assumptions(plan.after_year, plan.paused) if plan else rule.Assumptions()  # type: ignore[arg-type]
    changes = [(line, _change(line, known.place)) for line in lines]
    meant = tuple((line, one) for line, one in changes if one.service in ("", *known.pack.services))
    return Told(
        plan=plan,
        label=plan.name if plan else "No plan",
        known=known,
        trend=trend,
        trend_months=months,
        measured=enough,
        a_month=a_month,
        assumptions=assumed,
        lines=meant,
        strange=tuple(line for line, one in changes if one.service not in ("", *known.pack.services)),
        forecast=rule.forecast(
            known.pack,
            people=known.stays,
            days=known.days,
            open_now=known.open_now,
            a_month=a_month,
            changes=[one for _, one in meant],
            assumptions=assumed,
        ),
    )


def _change(line: PlanLine, place: Place) -> rule.Change:
    team = line.team or place.team
    of = team.service if team else line.service or place.service
    return rule.Change(
        joins=line.way == PlanLine.Way.JOIN,
        number=line.number,
        stage=line.stage,
        month=line.month,
        fte=float(line.fte),
        service=of.code if of else "",
        team=team.pk if team else None,
    )
