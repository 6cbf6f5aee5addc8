"""Who stands above a worker, what a concern shows to whoever reads it, and the totals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from supervision.models import Concern, ConcernStep, ConcernText
from supervision.policy import concerns as policy
from workforce.access import Access
from workforce.models import Person, Post, Relationship, Service
from workforce.packs import Pack

Status = Concern.Status
JOBS = {"lead": Post.Job.DEVELOPMENT_LEAD, "principal": Post.Job.PRINCIPAL}
TIES = {"manager": Relationship.Kind.MANAGES, "supervisor": Relationship.Kind.SUPERVISES}


@dataclass(frozen=True, slots=True)
class Line:
    """The rungs above a worker, lowest first, and the people who hold them by primary key."""

    rungs: tuple[policy.Rung, ...]
    people: dict[int, Person]
    service: Service | None

    def holder(self, rung: policy.Rung) -> Person:
        return self.people[rung.holder]

    def rung(self, tier: str) -> policy.Rung | None:
        return next((rung for rung in self.rungs if rung.tier == tier), None)


def line_of(worker: Person, on: dt.date, pack: Pack) -> Line:
    """Who stands above a worker on a day, from dated rows; whoever holds no post any more stands nowhere."""
    post = Post.objects.open_on(on).filter(person=worker, team__isnull=False).select_related("team__service").first()
    service = post.team.service if post else None
    held = Relationship.objects.open_on(on).filter(Q(person=worker, kind__in=TIES.values()) | _heads(service))
    here = Person.objects.employed_on(on).order_by().values("pk")
    holders: dict[str, Person] = {}
    for tie in held.filter(holder__in=here).select_related("holder").order_by("started_on"):
        tier = next((name for name, kind in TIES.items() if kind == tie.kind), "group_manager")
        holders[tier] = tie.holder
    posts = Post.objects.open_on(on).filter(job__in=JOBS.values()).select_related("person").order_by("started_on")
    for found in posts:
        holders.setdefault(next(tier for tier, job in JOBS.items() if job == found.job), found.person)
    rungs = policy.rungs(pack, worker=worker.pk, holders={tier: one.pk for tier, one in holders.items()})
    return Line(rungs, {one.pk: one for one in holders.values()}, service)


def _heads(service: Service | None) -> Q:
    return Q(service=service, kind=Relationship.Kind.GROUP_MANAGES) if service else Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step as a reader sees it; `answered` only once the answer was sent."""

    step: ConcernStep
    label: str
    about: str
    answered: ConcernText | None


@dataclass(frozen=True, slots=True)
class ConcernShown:
    """A concern as far as one reader may follow it: whoever it was put to reads no further than themselves.

    `goes_on` says that it was taken further after the last step shown; its status is then none of theirs.
    """

    concern: Concern
    steps: list[StepShown]
    goes_on: bool

    @property
    def last(self) -> ConcernStep | None:
        return self.steps[-1].step if self.steps else None


def shown_to(concern: Concern, access: Access) -> ConcernShown:
    steps = list(concern.steps.select_related("to", "answer"))
    seen = steps
    if concern.author_id != access.person.pk:
        mine = max(step.number for step in steps if step.to_id == access.person.pk)
        seen = [step for step in steps if step.number <= mine]
    return ConcernShown(concern, [_step(step) for step in seen], len(seen) < len(steps))


def _step(step: ConcernStep) -> StepShown:
    about = " and ".join(f"the {policy.LABELS[tier]}" for tier in step.about_tiers)
    return StepShown(step, policy.LABELS[step.tier], about, step.answer if step.answer.sent_at else None)


def stands(concern: Concern, last: ConcernStep, on: dt.date) -> policy.Stands:
    """How it stands with the person it was last put to."""
    verdicts = {Status.SETTLED: True, Status.NOT_SETTLED: False}
    return policy.Stands(
        answer_by=last.answer_by,
        answered=last.answer.sent_at is not None,
        settled=verdicts.get(Status(concern.status)),
        is_here=Person.objects.filter(pk=last.to_id).employed_on(on).exists(),
    )


def next_rung(concern: Concern, last: ConcernStep, line: Line, pack: Pack) -> policy.Rung | None:
    """The tier above the one it was last put to, whose holder was not asked before."""
    asked = set(concern.steps.values_list("to", flat=True))
    return policy.above(pack, line.rungs, last.tier, asked=asked)


def raised_by(access: Access) -> QuerySet[Concern]:
    """One's own, newest first."""
    return Concern.objects.visible_to(access).filter(author=access.person).select_related("text")


def put_to(access: Access) -> QuerySet[ConcernStep]:
    """What was put to this person, what waits first; each concern once, with its newest step for them."""
    seen = Concern.objects.visible_to(access).exclude(author=access.person).order_by().values("pk")
    mine = ConcernStep.objects.filter(concern__in=seen, to=access.person)
    later = mine.filter(concern=OuterRef("concern"), number__gt=OuterRef("number"))
    found = mine.filter(~Exists(later)).select_related("concern__text", "concern__author", "answer")
    return found.order_by(F("closed_at").desc(nulls_first=True), "answer_by", "pk")


def waiting_with(people: list[int]) -> QuerySet[ConcernStep]:
    """The steps that wait for an answer of these people."""
    return ConcernStep.objects.filter(to__in=people, closed_at__isnull=True).select_related("to")


@dataclass(frozen=True, slots=True)
class Total:
    """How many concerns were raised in one service; None where the number is too small to show."""

    service: str
    raised: int | None
    in_time: int | None


def totals(first: dt.date, last: dt.date, pack: Pack) -> list[Total]:
    """By service, how many were raised in the days given and how many of these were first answered in time."""
    timely = ConcernStep.objects.filter(concern=OuterRef("pk"), number=1, answer__sent_at__date__lte=F("answer_by"))
    raised = Concern.objects.filter(raised_on__range=(first, last)).exclude(status=Status.WITHDRAWN)
    counted = raised.annotate(in_time=Exists(timely)).order_by().values("service")
    found = {
        row["service"]: row
        for row in counted.annotate(raised=Count("pk"), answered=Count("pk", filter=Q(in_time=True)))
    }
    names: list[tuple[int | None, str]] = [(service.pk, service.name) for service in Service.objects.all()]
    if None in found:
        names.append((None, "No service"))
    return [_total(name, found.get(pk, {"raised": 0, "answered": 0}), pack) for pk, name in names]


def _total(name: str, row: dict[str, int], pack: Pack) -> Total:
    raised = policy.shown_total(pack, row["raised"])
    in_time = policy.shown_total(pack, row["answered"], of=row["raised"]) if raised is not None else None
    return Total(name, raised, in_time)
