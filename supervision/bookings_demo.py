"""The demonstration's bookings: series for the newly qualified, one at risk, group sessions, joint supervision."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator

from supervision.models import Series, Session
from supervision.queries import standing_of
from supervision.queries.gatherings import JOINT, to_arrange
from supervision.queries.series import LEADS, stage_end
from supervision.services import gatherings, kept, sessions
from supervision.services import series as services
from workforce.access import access_for
from workforce.clock import is_working_day
from workforce.demo import Story, moment
from workforce.facts import facts_of
from workforce.models import Absence, Person, Relationship, Stage
from workforce.verdict import Refused
from workforce.versions import Save

NQSW = "nqsw@demo.example"
ORDER = 80  # after years are opened and cases are given
ONE_DAY = dt.timedelta(days=1)
FORTNIGHT = dt.timedelta(days=14)
AHEAD = 60  # days that are looked through for one that suits
LATE_IN_THE_YEAR = 8  # months
NOTE = (
    "We read a short paper about endings and each brought one that had stayed with us. What helped: saying goodbye "
    "in two visits, and telling the next worker what the family wants them to know. Next time: working with fathers."
)


def load(story: Story) -> str:
    manager = Person.objects.get(email="manager@demo.example")
    left_out = _at_risk(manager, story.on)
    booked = sum(
        _book(worker, holder, story) for worker, holder in _newly_qualified(story.on) if worker not in left_out
    )
    _move_one(manager, story)
    _keep_one(manager, story)
    held = _group_held(manager, story)
    _groups_planned(manager, story)
    return f"{booked} series of supervision, {held} group session held"


def _newly_qualified(on: dt.date) -> Iterator[tuple[Person, Person]]:
    """Everybody in their assessed year with whoever supervises them."""
    rows = Relationship.objects.open_on(on).filter(kind__in=LEADS).select_related("person", "holder")
    holders = {row.person_id: row.holder for row in rows.order_by("kind")}
    for stage in (
        Stage.objects.open_on(on).filter(kind=Stage.Kind.NQSW).select_related("person").order_by("person__name")
    ):
        if stage.person_id in holders:
            yield stage.person, holders[stage.person_id]


def _at_risk(manager: Person, on: dt.date) -> list[Person]:
    """Of the manager's people: who is late already, and the next to be due, for whom nothing is booked."""
    people = list(Person.objects.filter(pk__in=access_for(manager, on).manages).exclude(email=NQSW))
    due = {one.person: one.due for one in standing_of(people, on).values() if one.due and one.due.due_on}
    late = [person for person, owed in due.items() if owed.overdue]
    ahead = [person for person, owed in due.items() if not owed.overdue]
    return [*late, *sorted(ahead, key=lambda person: (due[person].due_on or on, person.name))[:1]]


def _free_day(people: Collection[Person], first: dt.date, last: dt.date) -> dt.date:
    """The last working day from `first` to `last` on which nobody is away; the next one after where there is none."""
    back = [last - ONE_DAY * n for n in range((last - first).days + 1)]
    days = [*back, *(max(first, last + ONE_DAY) + ONE_DAY * n for n in range(AHEAD))]
    away = list(Absence.objects.filter(person__in=people))
    return next(day for day in days if is_working_day(day) and not any(a.started_on <= day <= a.ended_on for a in away))


def _book(worker: Person, supervisor: Person, story: Story) -> bool:
    due = standing_of([worker], story.on)[worker.pk].due
    until = stage_end(worker, story.on)
    if due is None or due.due_on is None or due.overdue or until is None:
        return False
    series = Series(
        worker=worker,
        supervisor=supervisor,
        first_on=_free_day([worker, supervisor], story.on + ONE_DAY, due.due_on),
        time=dt.time(10),
        place="Meeting room 2",
        until=until,
        to_stage_end=True,
        sent_key=uuid.uuid4(),
    )
    try:
        dates, _ = services.proposed(series, story.on)
    except Refused:  # the year is over before the next session
        return False
    at = moment(story.on, 8)
    services.book_series(series=series, stamp=services.stamp_of(dates), by=supervisor, on=story.on, at=at)
    return True


def _move_one(manager: Person, story: Story) -> None:
    """The second booking of the newly qualified worker of the accounts, moved by hand within the time allowed."""
    rows = Session.objects.filter(worker__email=NQSW, outcome=Session.Outcome.PLANNED, fixed=False)
    session = rows.select_related("worker", "supervisor").order_by("date")[1]
    sessions.move_session(
        session=session,
        date=_free_day([session.worker, session.supervisor], session.date - 5 * ONE_DAY, session.date - ONE_DAY),
        time=dt.time(14),
        place="Meeting room 1",
        why="Court that morning",
        by=manager,
        on=story.on,
        at=moment(story.on, 9),
    )


def _keep_one(manager: Person, story: Story) -> None:
    """Supervision stays close for whoever of the team is late in the year, from a fortnight on."""
    people = Person.objects.filter(pk__in=access_for(manager, story.on).manages).order_by("name")
    for facts in facts_of(people, story.on).values():
        is_nqsw = facts.stage is not None and facts.stage.kind == Stage.Kind.NQSW
        if is_nqsw and facts.clock is not None and facts.clock.month(story.on) >= LATE_IN_THE_YEAR:
            kept.keep_gap(
                worker=facts.person,
                started_on=story.on + FORTNIGHT,
                why="The move to the main group comes in the same months",
                sent_key=uuid.uuid4(),
                by=manager,
                on=story.on,
                at=moment(story.on, 9),
            )
            return


def _group_held(manager: Person, story: Story) -> int:
    """A fortnight ago: one came late from court and one was ill."""
    people = _some(access_for(manager, story.on).manages)
    day = _free_day([*people, manager], story.on - FORTNIGHT, story.on - 8 * ONE_DAY)
    access = access_for(manager, day)
    here = [person for person in people if person.pk in access.manages]
    made = gatherings.plan_gathering(
        wanted=_wanted("reflective", here, day, "Endings"), sent_key=uuid.uuid4(), access=access, at=moment(day, 8)
    )
    came = {person.pk: gatherings.Came(90) for person in here}
    came |= {here[0].pk: gatherings.Came(45), here[1].pk: gatherings.Came(0, "Called out to a visit")}
    gatherings.hold_gathering(gathering=made, minutes=90, came=came, by=manager, on=day, at=moment(day, 17))
    told = {"topic": made.topic, "tools": "appreciative_inquiry", "note": NOTE}
    gatherings.save_note(gathering=made, save=Save(1), **told, by=manager, at=moment(day, 17, 30))
    return 1


def _some(managed: Collection[int]) -> list[Person]:
    """Six of the team by name, the newly qualified worker of the accounts among them."""
    found = sorted(Person.objects.filter(pk__in=managed), key=lambda one: (one.email != NQSW, one.name))
    return sorted(found[:6], key=lambda one: one.name)


def _groups_planned(manager: Person, story: Story) -> None:
    """The next group session, and joint supervision about a case two of the team share."""
    access = access_for(manager, story.on)
    people = _some(access.manages)
    wanted = [("reflective", people, "Working with fathers", "")]
    shared = next(iter(to_arrange(access)), None)
    if shared is not None:
        wanted.append((JOINT, [one for one in shared.people if one != manager], "Who does what", shared.reference))
    for number, (form, invited, topic, reference) in enumerate(wanted):
        first = story.on + ONE_DAY * (9 + 3 * number)
        day = _free_day([*invited, manager], first, first + 2 * ONE_DAY)
        gatherings.plan_gathering(
            wanted=_wanted(form, invited, day, topic, reference),
            sent_key=uuid.uuid4(),
            access=access,
            at=moment(story.on, 9),
        )


def _wanted(form: str, people: list[Person], day: dt.date, topic: str, reference: str = "") -> gatherings.Wanted:
    return gatherings.Wanted(
        form=form,
        people=people,
        date=day,
        time=dt.time(14),
        place="The large room",
        topic=topic,
        reference=reference,
    )
