"""People with their posts, stages, lines and registrations over the years."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from workforce.clock import add_months
from workforce.generate import Plan, write
from workforce.made_up.cast import Job, Member, cast
from workforce.models import (
    Absence,
    Authority,
    Pause,
    Person,
    Post,
    Registration,
    Relationship,
    Service,
    Stage,
)

PACK = "demo"
SERVICES = (
    ("CAI", "Contact, assessment and intervention"),
    ("FSP", "Family support and protection"),
    ("CLA", "Children looked after"),
)
STAGES = {Job.TRAINEE: Stage.Kind.TRAINEE, Job.SENIOR: Stage.Kind.SENIOR, Job.PRACTICE_MANAGER: Stage.Kind.MANAGER}
GRADES = {Job.TRAINEE: 6, Job.SENIOR: 10, Job.PRACTICE_MANAGER: 12, Job.GROUP_MANAGER: 14, Job.PRINCIPAL: 15}
SPINE = "2019"
DAY = dt.timedelta(days=1)
SHORTEST_PAUSE, LONGEST_PAUSE = 50, dt.timedelta(days=90)  # a clock stops for long absence alone (CLK-03)
LEAVES_AT_ONCE = dt.timedelta(days=60)


def generate(plan: Plan) -> str:
    dice = plan.dice("people")
    authority = Authority.objects.create(name="Generated authority", pack=PACK)
    services = [Service.objects.create(authority=authority, code=code, name=name) for code, name in SERVICES]
    members = cast(plan, dice, services)
    write(Person, (member.person for member in members))
    write(Post, posts(members))
    write(Stage, stages(members))
    write(Relationship, relationships(members))
    write(Registration, registrations(members, plan))
    write(Absence, absences(members, plan, dice))
    write(Pause, pauses(plan, dice))
    return f"{len(members)} people"


def posts(members: list[Member]) -> Iterator[Post]:
    """One post each; two where a year was passed here."""
    for member in members:
        first_ends = None
        if member.year_began and member.decided and not failed(member):
            first_ends = add_months(member.year_began, 12) - DAY
            yield post(member, 8, 24, member.joined, first_ends)
        grade = 8 if member.year_began and first_ends is None else GRADES.get(Job(member.job), 9)
        started = first_ends + DAY if first_ends else member.joined
        yield post(member, grade, 24 + (grade - 8) * 3, started, member.left)


def post(member: Member, grade: int, scp: int, started_on: dt.date, ended_on: dt.date | None) -> Post:
    return Post(
        person=member.person,
        team=member.team,
        job=member.job,
        title=Job(member.job).label,
        grade=grade,
        scp=scp,
        spine=SPINE,
        contract=member.contract,
        started_on=started_on,
        ended_on=ended_on,
    )


def failed(member: Member) -> bool:
    """Return whether somebody went as soon as the year was over, without passing it."""
    over = add_months(member.year_began, 12) if member.year_began else None
    return bool(over and member.left and member.left - over < LEAVES_AT_ONCE)


def stages(members: list[Member]) -> Iterator[Stage]:
    for member in members:
        if member.year_began:
            yield from years_of(member)
        elif member.job in STAGES or member.job == Job.SOCIAL_WORKER:
            kind = STAGES.get(Job(member.job), Stage.Kind.SOCIAL_WORKER)
            yield Stage(person=member.person, kind=kind, started_on=member.joined, ended_on=member.left)


def years_of(member: Member) -> Iterator[Stage]:
    """The assessed year, and the stage after it once the panel has decided."""
    assert member.year_began is not None
    over = add_months(member.year_began, 12)
    ended = over - DAY if member.decided else None
    yield Stage(person=member.person, kind=Stage.Kind.NQSW, started_on=member.year_began, ended_on=ended)
    if ended and not failed(member):
        yield Stage(person=member.person, kind=Stage.Kind.SOCIAL_WORKER, started_on=over, ended_on=member.left)


def relationships(members: list[Member]) -> Iterator[Relationship]:
    kinds = Relationship.Kind
    for member in members:
        if member.service:
            yield Relationship(
                kind=kinds.GROUP_MANAGES, holder=member.person, service=member.service, started_on=member.joined
            )
        if member.manager:
            yield Relationship(
                kind=kinds.MANAGES,
                holder=member.manager.person,
                person=member.person,
                started_on=member.joined,
                ended_on=member.left,
            )
        if member.assessor and member.year_began:
            yield Relationship(
                kind=kinds.ASSESSES,
                holder=member.assessor.person,
                person=member.person,
                started_on=member.year_began,
                ended_on=add_months(member.year_began, 12) - DAY if member.decided else None,
            )


def registrations(members: list[Member], plan: Plan) -> Iterator[Registration]:
    """Renewed each December, as the regulator has it; one row, the current one."""
    expires = dt.date(plan.on.year + (plan.on.month == 12), 11, 30)
    for number, member in enumerate(members, start=1):
        if member.job not in (Job.HR, Job.PANEL_MEMBER, Job.OTHER, Job.TRAINEE):
            yield Registration(
                person=member.person,
                regulator="Social Work England",
                number=f"SW{number:06d}",
                started_on=min(member.joined, plan.on),
                ended_on=max(expires, plan.on),
            )


def absences(members: list[Member], plan: Plan, dice: random.Random) -> Iterator[Absence]:
    """Leave or sickness about once in nine months."""
    for member in members:
        day = max(member.joined, plan.began) + dt.timedelta(days=dice.randrange(1, 270))
        until = min(member.left or plan.on, plan.on)
        while day < until:
            kind = dice.choice((Absence.Kind.SICKNESS, Absence.Kind.LEAVE))
            last = min(day + dt.timedelta(days=dice.randrange(12)), until)
            yield Absence(person=member.person, kind=kind, started_on=day, ended_on=last)
            day += dt.timedelta(days=dice.randrange(30, 500))


def pauses(plan: Plan, dice: random.Random) -> Iterator[Pause]:
    """A few of the years now running stood still for some weeks."""
    running = Stage.objects.filter(kind=Stage.Kind.NQSW, ended_on=None).exclude(person__email__startswith="bench-")
    lines = dict(Relationship.objects.filter(kind="manages", ended_on=None).values_list("person", "holder"))
    for stage in running.order_by("pk"):
        first = stage.started_on + dt.timedelta(days=60)
        if dice.random() < 0.04 and first + LONGEST_PAUSE < plan.on:
            yield Pause(
                stage=stage,
                started_on=first,
                ended_on=first + dt.timedelta(days=dice.randrange(SHORTEST_PAUSE, LONGEST_PAUSE.days)),
                reason=Pause.Reason.SICKNESS,
                approved_by_id=lines[stage.person_id],
                approved_at=plan.at,
            )
