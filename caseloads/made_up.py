"""What stands beside the caseloads of a generated authority: passed limits, “I am at capacity”, counts of notes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import chain

from caseloads.models import Breach, BreachEntry, CapacityNote, NoteCount
from caseloads.queries.loads import Load, loads_of
from caseloads.queries.people import line_managers
from workforce.demo import moment
from workforce.generate import Plan, key, write
from workforce.models import Person, Stage
from workforce.remembered import one_request

ORDER = 31
CHUNK = 500
AGREED, SAID, ANSWERED = 0.7, 0.1, 0.6
LONGEST_BREACH, LONGEST_NOTE = 60, 9
NOTES_DAYS, MOST_NOTES, LATE = 91, 3, 0.1
REASON = "The family has known this worker since the first visit."
PLAN_BACK = "Two assessments end this month, and no new case is given until then."


def generate(plan: Plan) -> str:
    dice = plan.dice("beside")
    loads = list(_loads(plan))
    breaches = write(Breach, _breaches(loads, plan, dice))
    write(BreachEntry, _entries(plan, dice))
    said = write(CapacityNote, _notes(loads, plan, dice))
    counted = write(NoteCount, _counts(loads, plan, dice))
    return f"{breaches} passed limits, {said} times “I am at capacity”, {counted} counts of notes"


def _loads(plan: Plan) -> Iterator[Load]:
    """What everybody in a stage holds today; whoever has no limit is among them."""
    staged = Stage.objects.open_on(plan.on).order_by().values("person")
    people = list(Person.objects.employed_on(plan.on).filter(pk__in=staged).order_by("pk"))
    with one_request():
        for start in range(0, len(people), CHUNK):
            yield from loads_of(people[start : start + CHUNK], plan.on).values()


def _breaches(loads: list[Load], plan: Plan, dice: random.Random) -> Iterator[Breach]:
    managers = line_managers([load.person.pk for load in loads], plan.on)
    for load in loads:
        if not load.is_over or load.limit is None or load.limit.maximum is None:
            continue
        opened_on = plan.on - dt.timedelta(days=dice.randrange(LONGEST_BREACH))
        manager = managers.get(load.person.pk)
        agreed = manager is not None and dice.random() < AGREED
        yield Breach(
            worker=load.person,
            found=Breach.Found.LOAD,
            opened_on=opened_on,
            opened_at=moment(opened_on, 6),
            held=load.held,
            maximum=load.limit.maximum,
            rule=load.limit.rules[0],
            because=load.limit.because,
            status=Breach.Status.AGREED if agreed else Breach.Status.OPEN,
            agreed_until=opened_on + dt.timedelta(days=dice.randrange(20, 90)) if agreed else None,
            authorised_by=manager if agreed else None,
        )


def _entries(plan: Plan, dice: random.Random) -> Iterator[BreachEntry]:
    for breach in Breach.objects.select_related("authorised_by").order_by("pk"):
        opened = BreachEntry(
            sent_key=key(dice), breach=breach, kind=BreachEntry.Kind.OPENED, on=breach.opened_on, at=breach.opened_at,
            held=breach.held, maximum=breach.maximum,
        )  # fmt: skip
        yield opened
        if breach.authorised_by is not None:
            on = min(breach.opened_on + dt.timedelta(days=2), plan.on)
            yield BreachEntry(
                sent_key=key(dice), breach=breach, kind=BreachEntry.Kind.AGREED, by=breach.authorised_by, on=on,
                at=moment(on, 7), held=breach.held, maximum=breach.maximum, reason=REASON, plan=PLAN_BACK,
                authorised_by=breach.authorised_by, ends_on=breach.agreed_until,
            )  # fmt: skip


def _notes(loads: list[Load], plan: Plan, dice: random.Random) -> Iterator[CapacityNote]:
    managers = line_managers([load.person.pk for load in loads], plan.on)
    for load in loads:
        manager = managers.get(load.person.pk)
        if manager is None or dice.random() >= SAID:
            continue
        said_on = plan.on - dt.timedelta(days=dice.randrange(LONGEST_NOTE))
        answered = dice.random() < ANSWERED
        yield CapacityNote(
            sent_key=key(dice),
            worker=load.person,
            said_on=said_on,
            said_at=moment(said_on, 6),
            words="Three reports are due in one week.",
            held=load.held,
            status=CapacityNote.Status.ANSWERED if answered else CapacityNote.Status.SAID,
            answer=CapacityNote.Answer.NO_NEW if answered else "",
            answer_words="No new work this fortnight." if answered else "",
            answered_by=manager if answered else None,
            answered_on=said_on if answered else None,
        )


def _counts(loads: list[Load], plan: Plan, dice: random.Random) -> Iterator[NoteCount]:
    """What a daily file of the case system tells: each working day of a quarter, child protection once a week."""
    days = [plan.on - dt.timedelta(days=back) for back in range(NOTES_DAYS)]
    working = [(day, False) for day in days if day.weekday() < 5]
    weekly = [(day, True) for day in days if day.weekday() == 4]
    for load in loads:
        for day, child_protection in chain(working, weekly):
            due = dice.randint(1, MOST_NOTES)
            late = sum(dice.random() < LATE for _ in range(due))
            yield NoteCount(worker_id=load.person.pk, day=day, child_protection=child_protection, due=due, late=late)
