"""Who ends a trial of another programme, and by when: one duty for each plan, however many years are in it (FRW-07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Count, Min, Q

from asye.models import MovePlan, YearMove
from asye.models.portfolio import RUNS_PROGRAMME
from asye.queries.parties import programme_lead
from asye.queries.trials import trial_ends
from reminders.owed import Owed
from workforce.models import Person, Post

TRIAL = "year_move_trial"


def key_of(plan: int) -> str:
    return f"{TRIAL}:{plan}"


def on_trial() -> Q:
    return Q(years__status__in=YearMove.LIVE)


def trials_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each plan with years on trial that one of these people has to end: three queries at most."""
    wanted = {person.pk for person in people}
    plans = MovePlan.objects.filter(on_trial()).select_related("by")
    told = plans.annotate(number=Count("years", filter=on_trial()), since=Min("years__tried_at", filter=on_trial()))
    rows = list(told.order_by("pk"))
    owners = owners_of(rows, on)
    for plan in rows:
        owner = owners.get(plan.pk)
        if owner is None or owner.pk not in wanted:
            continue
        ends = trial_ends(plan.since, plan.number, on)  # type: ignore[attr-defined]
        if ends is None:
            return
        yield Owed(
            kind=TRIAL,
            key=key_of(plan.pk),
            about=owner,
            owner=owner,
            due_on=ends.due_on,
            address=plan.get_absolute_url(),
            rule=ends.rule,
            because=ends.because,
        )


def owners_of(plans: Iterable[MovePlan], on: dt.date) -> dict[int, Person]:
    """By plan whoever planned it while they run the programme, then the programme lead; two queries."""
    rows = list(plans)
    if not rows:
        return {}
    posts = Post.objects.open_on(on).filter(job__in=RUNS_PROGRAMME, person__in=[plan.by_id for plan in rows])
    here = set(posts.values_list("person", flat=True))
    lead = programme_lead(on) if any(plan.by_id not in here for plan in rows) else None
    found = {plan.pk: plan.by if plan.by_id in here else lead for plan in rows}
    return {pk: owner for pk, owner in found.items() if owner is not None}
