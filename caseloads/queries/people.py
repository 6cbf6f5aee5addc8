"""Who has a say in an allocation: who agrees, who authorises, who is experienced enough to stand beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from workforce.models import Person, Post, Registration, Relationship, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

EXPERIENCED = (Stage.Kind.SOCIAL_WORKER, Stage.Kind.SENIOR)
JOBS = {"principal": Post.Job.PRINCIPAL, "lead": Post.Job.DEVELOPMENT_LEAD}
Kind = Relationship.Kind


@dataclass(frozen=True, slots=True)
class Say:
    """Whose yes an allocation to a worker takes (CSL-08), and who may authorise a load above their limit."""

    agrees: Person | None
    authorisers: tuple[Person, ...]


def line_managers(people: Iterable[int], on: dt.date) -> dict[int, Person]:
    """Return the line manager of each person who has one, by primary key: one query."""
    rows = Relationship.objects.open_on(on).filter(kind=Kind.MANAGES, person__in=list(people))
    return {row.person_id: row.holder for row in rows.select_related("holder")}


def say_over(worker: Person, on: dt.date, pack: Pack | None = None) -> Say:
    """Return who has a say about a worker: the academy's practice manager agrees, elsewhere the line manager.

    One query; one more where the academy is led by somebody else than the line manager, or the pack names other jobs.
    """
    rule = (pack or pack_on(on)).caseloads.over_limit
    posts = Post.objects.open_on(on)
    academy = posts.filter(person=worker, team__is_academy=True).order_by()
    heads = posts.filter(team__in=academy.values("team"), job=Post.Job.PRACTICE_MANAGER)
    services = posts.filter(person=worker, team__isnull=False).order_by().values("team__service")
    rows = (
        Relationship.objects.open_on(on)
        .filter(Q(kind=Kind.MANAGES, person=worker) | Q(kind=Kind.GROUP_MANAGES, service__in=services))
        .annotate(in_academy=Exists(academy), heads=Exists(heads.filter(person=OuterRef("holder"))))
        .select_related("holder")
    )
    line, group, elsewhere = None, [], False
    for row in rows:
        if row.kind == Kind.MANAGES:
            line, elsewhere = row.holder, row.in_academy and not row.heads
        elif row.holder != worker:
            group.append(row.holder)
    head = heads.select_related("person").first() if elsewhere or line is None else None
    named = set(rule.authorised_by) if rule else set()
    others = _holding({JOBS[name] for name in named if name in JOBS}, on)
    if rule is None:
        others = [line] if line else []
    may = [*(group if "group_manager" in named else []), *(one for one in others if one != worker)]
    return Say(head.person if head else line, tuple(dict.fromkeys(may)))


def _holding(jobs: set[Post.Job], on: dt.date) -> list[Person]:
    if not jobs:
        return []
    return [post.person for post in Post.objects.open_on(on).filter(job__in=jobs).select_related("person")]


def tier_above(worker: Person, on: dt.date) -> Person | None:
    """Return who stands above the line manager: the group manager of the worker's service, else the principal."""
    services = Post.objects.open_on(on).filter(person=worker, team__isnull=False).order_by().values("team__service")
    heads = Relationship.objects.open_on(on).filter(kind=Kind.GROUP_MANAGES, service__in=services)
    head = heads.exclude(holder=worker).select_related("holder").first()
    if head is not None:
        return head.holder
    return next((one for one in _holding({Post.Job.PRINCIPAL}, on) if one != worker), None)


def agreeing_manager(worker: Person, on: dt.date) -> Person | None:
    """Return whose yes an allocation takes (CSL-08)."""
    return say_over(worker, on).agrees


def authorisers(worker: Person, on: dt.date, pack: Pack | None = None) -> tuple[Person, ...]:
    """Return those who may authorise a load above the limit of this worker, as the pack has it."""
    return say_over(worker, on, pack).authorisers


def experienced(people: QuerySet[Person], on: dt.date) -> QuerySet[Person]:
    """Narrow people to experienced registered social workers (CSL-05)."""
    return people.filter(
        Exists(Stage.objects.open_on(on).filter(person=OuterRef("pk"), kind__in=EXPERIENCED)),
        Exists(Registration.objects.open_on(on).filter(person=OuterRef("pk"))),
    )
