"""Who there is: a few people in the middle, one large team for the benchmarks, and teams of about ten."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from workforce.clock import DAYS_IN_WEEK, add_months, working_day_on_or_before
from workforce.generate import DOMAIN, Plan
from workforce.made_up import words
from workforce.models import Person, Post, Service, Team

Job = Post.Job
BENCH_TEAM = 24  # large on purpose, and the same however many people there are, so that growth can be seen
IN_YEAR, FINISHING = 10, 10
MIDDLE_OF_YEAR, END_OF_YEAR = dt.timedelta(days=160), dt.timedelta(days=350)
TEAM = 10
DECIDED_BEFORE_END = dt.timedelta(days=DAYS_IN_WEEK)


@dataclass(slots=True)
class Member:
    """One person to be written: the post, the line, and the day the assessed year began (if it did here)."""

    person: Person
    job: str
    joined: dt.date
    team: Team | None = None
    service: Service | None = None
    manager: Member | None = None
    assessor: Member | None = None
    year_began: dt.date | None = None
    decided: bool = False
    left: dt.date | None = None
    contract: str = Post.Contract.PERMANENT


def final_panel_on(year_began: dt.date) -> dt.date:
    """Return the day the final panel meets on a year that began on this day."""
    return working_day_on_or_before(add_months(year_began, 12) - DECIDED_BEFORE_END)


def cohorts(plan: Plan) -> list[dt.date]:
    """Return the days on which newly qualified people began: a Monday each September and January."""
    days = (dt.date(year, month, 8) for year in range(plan.began.year, plan.on.year + 1) for month in (1, 9))
    mondays = (day - dt.timedelta(days=day.weekday()) for day in days)
    return sorted(day for day in mondays if plan.began <= day <= plan.on) or [plan.began]


class Casting:
    """Makes members one by one, until the plan's number is reached."""

    def __init__(self, plan: Plan, dice: random.Random, services: list[Service]) -> None:
        self.plan, self.dice, self.services = plan, dice, services
        self.long_ago = add_months(plan.began, -24)
        self.members: list[Member] = []
        self.cohorts = cohorts(plan)
        self.team_count = 0

    def add(self, job: str, *, account: str = "", joined: dt.date | None = None, **more: object) -> Member:
        number = len(self.members) + 1
        name = words.name(self.dice)
        email = f"bench-{account}@{DOMAIN}" if account else f"person.{number}@{DOMAIN}"
        person = Person(email=email, name=name, employee_number=f"G{number:06d}", password="!")
        member = Member(person, job, joined or self.long_ago, **more)  # type: ignore[arg-type]
        self.members.append(member)
        return member

    @property
    def free(self) -> int:
        return self.plan.people - len(self.members)

    def middle(self) -> list[Member]:
        """The people every authority has once or a few times, and the assessors; returns the ordinary assessors."""
        size = self.plan.people
        for job, name in ((Job.PRINCIPAL, "chair"), (Job.DEVELOPMENT_LEAD, ""), (Job.HR, "hr"), (Job.ADULT_LEAD, "")):
            self.add(job, account=name)
        for _ in range(1 + size // 500):
            self.add(Job.PRINCIPAL)
        for _ in range(2 + size // 300):
            self.add(Job.DEVELOPMENT_OFFICER)
        for _ in range(2):
            self.add(Job.PANEL_MEMBER, contract=Post.Contract.INVITED)
        for service in self.services:
            self.add(Job.GROUP_MANAGER, service=service)
        return [self.add(Job.ASSESSOR) for _ in range(1 + size // 100)]

    def bench_team(self) -> None:
        """One manager's large team: half in the middle of the year, half before the panel, the rest qualified."""
        team = self.new_team(self.services[0], academy=True)
        head = self.heads[team.service_id]
        manager = self.add(Job.PRACTICE_MANAGER, account="manager", team=team, manager=head)
        assessor = self.add(Job.ASSESSOR, account="assessor")
        for number in range(BENCH_TEAM):
            began = None
            if number < IN_YEAR + FINISHING:
                began = self.plan.on - (MIDDLE_OF_YEAR if number < IN_YEAR else END_OF_YEAR)
            self.add(
                Job.SOCIAL_WORKER,
                account="" if number else "nqsw",
                joined=began,
                team=team,
                manager=manager,
                assessor=assessor if began else None,
                year_began=began,
            )

    def teams(self, assessors: list[Member]) -> None:
        """Teams of about ten with their manager, for as long as people are left."""
        while self.free:
            team = self.new_team(self.services[self.team_count % len(self.services)], academy=self.team_count % 5 == 0)
            manager = self.add(Job.PRACTICE_MANAGER, team=team, manager=self.heads[team.service_id])
            for _ in range(min(TEAM, self.free)):
                self.worker(team, manager, self.dice.choice(assessors))

    def worker(self, team: Team, manager: Member, assessor: Member) -> None:
        chance = self.dice.random()
        joined = self.dice.choice(self.cohorts)
        if chance < 0.04:
            self.add(Job.OTHER, team=team, manager=manager, joined=joined)
        elif chance < 0.07:
            self.add(Job.TRAINEE, team=team, manager=manager, joined=self.cohorts[-1])
        elif chance < 0.2:
            self.add(Job.SENIOR, team=team, manager=manager)
        else:
            member = self.add(
                Job.SOCIAL_WORKER, team=team, manager=manager, assessor=assessor, joined=joined, year_began=joined
            )
            member.decided = final_panel_on(joined) < self.plan.on
            member.left = self.leaving(joined)

    def leaving(self, began: dt.date) -> dt.date | None:
        """Of those whose year is over some fail or go soon after, some go later."""
        over = add_months(began, 12)
        if over + dt.timedelta(days=30) >= self.plan.on:
            return None
        chance = self.dice.random()
        if chance < 0.05:
            return over + dt.timedelta(days=30)
        days = (self.plan.on - over).days
        return over + dt.timedelta(days=self.dice.randrange(60, days)) if chance < 0.15 and days > 120 else None

    def new_team(self, service: Service, *, academy: bool) -> Team:
        self.team_count += 1
        return Team.objects.create(service=service, name=f"Practice group {self.team_count}", is_academy=academy)

    @property
    def heads(self) -> dict[int, Member]:
        return {member.service.pk: member for member in self.members if member.service is not None}


def cast(plan: Plan, dice: random.Random, services: list[Service]) -> list[Member]:
    """Return everybody, exactly as many as the plan says."""
    casting = Casting(plan, dice, services)
    assessors = casting.middle()
    casting.bench_team()
    casting.teams(assessors)
    return casting.members
