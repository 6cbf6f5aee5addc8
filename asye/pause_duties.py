"""Who has to answer a request to pause, and by when (CLK-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from asye import policy
from asye.models import PauseRequest
from asye.queries.parties import Holders, holders_of
from reminders.owed import Owed
from workforce.clock import working_day_on_or_before
from workforce.models import Person, Post, Relationship
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day

PAUSE = "pause_request"


def answers_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each open request: owned by the next of those who agree, else by the programme lead."""
    pack = pack_on(on)
    within = pack.programme.pauses.answered_within_days or 0
    requests = PauseRequest.objects.filter(
        portfolio__practitioner__in=people, status=PauseRequest.Status.ASKED
    ).select_related("portfolio__practitioner")
    rows = list(requests.prefetch_related("agreements"))
    holders = holders_of([row.portfolio.practitioner for row in rows], on)
    heads = group_managers([row.portfolio.practitioner_id for row in rows], on)
    for row in rows:
        person = row.portfolio.practitioner
        role = policy.next_to_agree(pack, {one.role for one in row.agreements.all()})
        owner = agreeing(role, holders[person.pk], heads.get(person.pk)) or agreeing("lead", holders[person.pk], None)
        if role is not None and owner is not None:
            yield Owed(
                kind=PAUSE,
                key=f"{PAUSE}:{row.pk}:{role}",
                about=person,
                owner=owner,
                due_on=working_day_on_or_before(row.asked_on + dt.timedelta(days=within)),
                address=row.get_absolute_url(),
                rule="CLK-03, CLK-05",
                because=f"It was asked for on {day(row.asked_on)}, and is answered within {count(within, 'day')}.",
            )


def agreeing(role: str | None, holders: Holders, group_manager: Person | None) -> Person | None:
    """Whoever agrees in this role for somebody now."""
    if role == "group_manager":
        return group_manager
    holder = holders.get("coordinator" if role == "lead" else role or "")
    return holder.person if holder else None


def group_managers(people: Iterable[int], on: dt.date) -> dict[int, Person]:
    """The group manager of each person's service: two queries."""
    services = dict(
        Post.objects.open_on(on).filter(person__in=people, team__isnull=False).values_list("person", "team__service")
    )
    rows = Relationship.objects.open_on(on).filter(kind="group_manages", service__in=services.values())
    heads = {row.service_id: row.holder for row in rows.select_related("holder")}
    return {person: heads[service] for person, service in services.items() if service in heads}
