"""The practice manager's page: month, children against the limit, supervision, each with its why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from asye import policy
from asye.models import Portfolio
from caseloads.models import CapacityNote
from caseloads.queries import Load, at_capacity, loads_of
from supervision.queries import Standing, standing_of
from supervision.queries.professional import Beside, beside_of
from supervision.queries.risk import risks_of
from workforce.access import Access
from workforce.facts import Facts, facts_of
from workforce.models import Person, Post, Stage
from workforce.policy_in_force import pack_on
from workforce.why import Why, why, why_of


@dataclass(frozen=True, slots=True)
class Member:
    """One worker of the team on one day."""

    facts: Facts
    load: Load
    standing: Standing
    month: int | None
    paused: bool
    limit_why: Why | None
    due_why: Why | None
    month_why: Why | None
    beside: Beside
    beside_why: Why
    note: CapacityNote | None
    year: int | None = None
    risk_why: Why | None = None

    @property
    def person(self) -> Person:
        return self.facts.person

    @property
    def is_nqsw(self) -> bool:
        return self.facts.stage is not None and self.facts.stage.kind == Stage.Kind.NQSW

    @property
    def is_overdue(self) -> bool:
        return bool(self.standing.due and self.standing.due.overdue)

    @property
    def needs_a_look(self) -> bool:
        unanswered = self.note is not None and self.note.status == CapacityNote.Status.SAID
        return self.load.is_over or self.is_overdue or self.beside.answer.missing or unanswered


def team_of(access: Access) -> list[Member]:
    """Return the people this manager manages, those who need a look first, then by name."""
    on = access.on
    newest = Portfolio.objects.filter(practitioner=OuterRef("person")).order_by("-started_on").values("pk")[:1]
    posts = list(
        Post.objects.open_on(on)
        .filter(person__in=access.manages)
        .select_related("person", "team__service")
        .annotate(year=Subquery(newest))
    )
    years = {post.person_id: post.year for post in posts}
    people = sorted({post.person_id: post.person for post in posts}.values(), key=lambda person: person.name)
    facts = facts_of(people, on, posts=posts)
    loads, standings, pack = loads_of(people, on, facts), standing_of(people, on, facts), pack_on(on)
    risks = risks_of(facts, standings, on)
    beside, notes = beside_of(facts, on), at_capacity(facts)
    members = []
    for pk, known in facts.items():
        limit, due = loads[pk].limit, standings[pk].due
        is_nqsw = known.clock is not None and known.stage is not None and known.stage.kind == Stage.Kind.NQSW
        where = policy.position(pack, known.clock, on) if is_nqsw and known.clock else None
        members.append(
            Member(
                facts=known,
                load=loads[pk],
                standing=standings[pk],
                month=known.clock.month(on) if is_nqsw and known.clock else None,
                paused=_paused(known, on),
                limit_why=why(limit, pack) if limit else None,
                due_why=why(due, pack) if due else None,
                month_why=why(where, pack) if where else None,
                risk_why=why_of(risks[pk].rule, risks[pk].because, pack) if risks[pk].at_risk else None,
                beside=beside[pk],
                beside_why=why(beside[pk].answer, pack),
                note=notes.get(pk),
                year=years[pk],
            )
        )
    return sorted(members, key=lambda member: (not member.needs_a_look, member.person.name))


def _paused(facts: Facts, on: dt.date) -> bool:
    return facts.clock is not None and any(p.from_on <= on <= p.to_on for p in facts.clock.pauses)
