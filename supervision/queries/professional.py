"""Who supervises practitioners as a registered professional, and where nobody does (SUP-11)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from supervision import policy
from supervision.queries.standing import RULED_AS
from workforce.clock import ONE_DAY
from workforce.facts import Facts
from workforce.models import Person, Post, Registration, Relationship, Stage
from workforce.models.period import holds_on
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

Kind = Relationship.Kind
LEADING = (
    Post.Job.SENIOR,
    Post.Job.PRACTICE_MANAGER,
    Post.Job.GROUP_MANAGER,
    Post.Job.DEVELOPMENT_LEAD,
    Post.Job.PRINCIPAL,
    Post.Job.ASSESSOR,
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One practitioner with the line manager, the tie of a professional supervisor, and what the policy says of it."""

    person: Person
    manager: Person | None
    tie: Relationship | None
    answer: policy.Professional


def beside_of(facts: Mapping[int, Facts], on: dt.date) -> dict[int, Beside]:
    """Return who stands beside the line manager of each person, by primary key: one query for any number of people."""
    pack = pack_on(on)
    ties: dict[int, list[Relationship]] = defaultdict(list)
    for tie in _ties(facts, on):
        ties[tie.person_id or 0].append(tie)
    return {pk: _beside(facts[pk], ties[pk], on, pack) for pk in facts}


def _ties(people: Iterable[int], on: dt.date) -> Iterable[Relationship]:
    """Every tie begun by that day, each with whether its holder is registered then, and since when no more."""
    of_holder = Registration.objects.filter(person=OuterRef("holder"))
    kinds = (Kind.MANAGES, Kind.SUPERVISES, Kind.PROFESSIONALLY_SUPERVISES)
    return (
        Relationship.objects.filter(person__in=people, kind__in=kinds, started_on__lte=on)
        .annotate(
            registered=Exists(of_holder.filter(holds_on(on))),
            lapsed_on=Subquery(of_holder.filter(ended_on__lt=on).order_by("-ended_on").values("ended_on")[:1]),
        )
        .select_related("holder")
        .order_by("-started_on", "pk")
    )


def _beside(facts: Facts, ties: list[Relationship], on: dt.date, pack: Pack) -> Beside:
    here = {tie.kind: tie for tie in reversed(ties) if tie.ended_on is None or tie.ended_on >= on}
    manager, beside = here.get(Kind.MANAGES), here.get(Kind.PROFESSIONALLY_SUPERVISES)
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind), "") if facts.stage else ""
    lines = policy.Lines(
        manager=_registered(manager),
        supervisor=_registered(here.get(Kind.SUPERVISES)),
        professional=_registered(beside),
        without_since=_since(facts, manager, ties, on),
    )
    answer = policy.professional(pack, stage=ruled_as, lines=lines)
    return Beside(facts.person, manager.holder if manager else None, beside, answer)


def _registered(tie: Relationship | None) -> bool | None:
    return None if tie is None else bool(tie.registered)  # type: ignore[attr-defined]


def _since(facts: Facts, manager: Relationship | None, ties: list[Relationship], on: dt.date) -> dt.date:
    """The latest of what had to happen for nobody registered to stand over this person."""
    began = [facts.stage.started_on] if facts.stage else []
    began += [manager.started_on] if manager else []
    for tie in ties:
        over = [day for day in (tie.ended_on, tie.lapsed_on) if day is not None and day < on]  # type: ignore[attr-defined]
        began += [min(over) + ONE_DAY] if over and tie.kind != Kind.MANAGES else []
        if tie is manager and tie.lapsed_on is not None:  # type: ignore[attr-defined]
            began.append(tie.lapsed_on + ONE_DAY)  # type: ignore[attr-defined]
    return max(began, default=on)


def history_of(worker: Person) -> QuerySet[Relationship]:
    """Everybody who has been this worker's professional supervisor, the newest first."""
    ties = Relationship.objects.filter(person=worker, kind=Kind.PROFESSIONALLY_SUPERVISES)
    return ties.select_related("holder").order_by("-started_on", "-pk")


def may_be_chosen(worker: Person, on: dt.date) -> QuerySet[Person]:
    """Registered social workers in a leading post, but for the worker and the line manager."""
    managers = Relationship.objects.open_on(on).filter(kind=Kind.MANAGES, person=worker).values("holder")
    posts = Post.objects.open_on(on).filter(job__in=LEADING).values("person")
    registered = Registration.objects.open_on(on).values("person")
    return Person.objects.filter(pk__in=posts).filter(pk__in=registered).exclude(Q(pk=worker.pk) | Q(pk__in=managers))
