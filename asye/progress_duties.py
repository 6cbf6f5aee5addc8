"""What a concern about progress makes people owe: to meet, to look again, to do what was agreed, to sign (WRK-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from asye.models import ProgressConcern, ProgressStep
from asye.policy import progress as policy
from asye.queries.parties import holders_of
from reminders.owed import Owed
from workforce.clock import working_day_on_or_before
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day

PROGRESS = "progress_concern"


def steps_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Everything owed for the open concerns about these people."""
    rows = ProgressConcern.objects.open().filter(portfolio__practitioner__in=people)
    for concern in rows.select_related("portfolio__practitioner").prefetch_related(
        "signatures", "steps__actions__owner", "steps__led_by"
    ):
        if concern.status == ProgressConcern.Status.SIGNING:
            yield from _signature(concern, on)
        for step in concern.steps.all():
            yield from _actions(concern, step)
            if step.ended_on is None:
                yield _lead(concern, step)


def _lead(concern: ProgressConcern, step: ProgressStep) -> Owed:
    """The leader of the stage meets, then looks again and decides."""
    due_on, because = step.meet_by, step.because
    if step.met_on is not None and step.review_on is not None:
        due_on = step.review_on
        because = f"{step.label}: they met on {day(step.met_on)} and agreed to look again by {day(step.review_on)}."
    what = "meet" if step.met_on is None else f"review-{step.review_on}"
    return _owed(concern, f"{step.pk}:{what}", step.led_by, due_on, step.rule, because)


def _actions(concern: ProgressConcern, step: ProgressStep) -> Iterator[Owed]:
    for action in step.actions.all():
        if action.done_on is None:
            because = f"It was agreed in a stage that began on {day(step.began_on)}."
            owed = _owed(concern, f"action:{action.pk}", action.owner, action.due_on, "WRK-11", because)
            yield replace(owed, address=action.get_absolute_url())


def _signature(concern: ProgressConcern, on: dt.date) -> Iterator[Owed]:
    pack, person = pack_on(on), concern.portfolio.practitioner
    party = policy.next_to_sign(pack, {one.party for one in concern.signatures.all()})
    rule = pack.people.progress_concerns
    holder = holders_of([person], on)[person.pk].get("coordinator" if party == "lead" else party or "")
    if holder is None or rule is None or concern.turn_since is None:
        return
    due_on = working_day_on_or_before(concern.turn_since + dt.timedelta(days=rule.sign_within_days))
    because = (
        f"How it ended was put to this signature on {day(concern.turn_since)}, and is signed within "
        f"{count(rule.sign_within_days, 'day')}."
    )
    yield _owed(concern, f"sign:{concern.pk}:{party}", holder.person, due_on, "WRK-11, CLK-05", because)


def _owed(concern: ProgressConcern, key: str, owner: Person, due_on: dt.date, rule: str, because: str) -> Owed:
    return Owed(
        kind=PROGRESS,
        key=f"{PROGRESS}:{key}",
        about=concern.portfolio.practitioner,
        owner=owner,
        due_on=due_on,
        address=concern.get_absolute_url(),
        rule=rule,
        because=because,
    )
