"""Supervision owed: one duty a worker, owned by whoever supervises them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse

from reminders.owed import Owed
from supervision import policy
from supervision.queries import Standing, standing_of
from supervision.queries.agreements import agreed_on
from supervision.queries.concerns import waiting_with
from supervision.queries.professional import beside_of
from workforce.access import Access, may
from workforce.facts import facts_of
from workforce.home import Place
from workforce.models import Person, Post, Relationship
from workforce.policy_in_force import pack_on

KIND = "supervision"
AGREEMENT = "supervision_agreement"
PROFESSIONAL = "professional_supervisor"
CONCERN = "concern"
FROM_OUTSIDE = frozenset({Post.Job.PANEL_MEMBER, Post.Job.EXTERNAL_MODERATOR})
HAS_SUPERVISION = frozenset({Post.Job.TRAINEE, Post.Job.SOCIAL_WORKER, Post.Job.SENIOR})


def owed_for(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Compute the session each worker is owed next; nobody is owed one where nobody supervises them."""
    standings = standing_of(list(people), on)
    supervisors = _supervisors(standings, on)
    for standing in standings.values():
        supervisor = supervisors.get(standing.person.pk)
        if supervisor is not None and standing.due is not None and standing.due.due_on is not None:
            yield _owed(standing, supervisor)


def _owed(standing: Standing, supervisor: Person) -> Owed:
    assert standing.due is not None and standing.due.due_on is not None
    return Owed(
        kind=KIND,
        key=f"{KIND}:{standing.person.pk}",
        about=standing.person,
        owner=supervisor,
        due_on=standing.due.due_on,
        address=reverse("supervision:worker", args=[standing.person.pk]),
        rule=", ".join(standing.due.rules),
        because=standing.due.because,
    )


def reviews_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The review of each agreement that a worker and whoever supervises them now have both signed (SUP-15)."""
    found = {person.pk: person for person in people}
    supervisors, signed, pack = _supervisors(found, on), agreed_on(found), pack_on(on)
    for pk, supervisor in supervisors.items():
        since = signed.get((pk, supervisor.pk))
        review = policy.agreement_review(pack, agreed_on=since) if since else None
        if review is not None and review.due_on is not None:
            yield Owed(
                kind=AGREEMENT,
                key=f"{AGREEMENT}:{pk}",
                about=found[pk],
                owner=supervisor,
                due_on=review.due_on,
                address=reverse("supervision:agreement", args=[pk]),
                rule=", ".join(review.rules),
                because=review.because,
            )


def concerns_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The answer to each concern put to these people (WRK-12). It is about them: nobody learns here who raised it."""
    for step in waiting_with([person.pk for person in people]):
        yield Owed(
            kind=CONCERN,
            key=f"{CONCERN}:{step.pk}",
            about=step.to,
            owner=step.to,
            due_on=step.answer_by,
            address=reverse("supervision:concerns_to_answer"),
            rule=step.rule,
            because=step.because,
        )


def professionals_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The registered professional supervisor whom the line manager has to arrange, where one is missing (SUP-11)."""
    for pk, beside in beside_of(facts_of(people, on), on).items():
        if beside.answer.due_on is not None and beside.manager is not None:
            yield Owed(
                kind=PROFESSIONAL,
                key=f"{PROFESSIONAL}:{pk}",
                about=beside.person,
                owner=beside.manager,
                due_on=beside.answer.due_on,
                address=reverse("supervision:professional", args=[pk]),
                rule=", ".join(beside.answer.rules),
                because=beside.answer.because,
            )


def _supervisors(people: Iterable[int], on: dt.date) -> dict[int, Person]:
    """Return who supervises each person, or manages them where no supervisor is named."""
    kinds = (Relationship.Kind.MANAGES, Relationship.Kind.SUPERVISES)  # the later of the two wins below
    rows = Relationship.objects.open_on(on).filter(kind__in=kinds, person__in=people).select_related("holder")
    found: dict[int, Person] = {}
    for row in sorted(rows, key=lambda row: kinds.index(Relationship.Kind(row.kind))):
        found[row.person_id] = row.holder
    return found


def places(access: Access) -> Iterator[Place]:
    if access.jobs & HAS_SUPERVISION:
        yield Place(40, "Supervision", reverse("supervision:worker", args=[access.person.pk]))
    if may("supervision.lead_gatherings", access):
        yield Place(41, "Group sessions", reverse("supervision:gatherings"))
    if access.jobs - FROM_OUTSIDE:
        yield Place(45, "Concerns", reverse("supervision:concerns"))
    if may("supervision.monitor", access):
        yield Place(43, "Monitoring", reverse("supervision:monitoring"))
