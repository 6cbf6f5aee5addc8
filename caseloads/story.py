"""The demonstration's allocations: cases offered, limits passed, what was said about capacity, who visits alone."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone

from caseloads.models import Allocation, CapacityNote, Offer
from caseloads.queries.loads import loads_of
from caseloads.services import allegations, breaches, capacity, contingencies, offers, readiness, transfers
from caseloads.services.breaches import OverLimit
from workforce.demo import Story, moment
from workforce.models import Person, Team

KEYS = uuid.UUID("6f1f7a52-6c0e-4b8e-9f0d-3a5c1f2e7b10")


def key(name: str) -> uuid.UUID:
    """The same telling has the same keys."""
    return uuid.uuid5(KEYS, name)


class Telling:
    """Who is in it, and the days as they are told: `ago(6)` is six days before today."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.people = {person.email.split("@")[0]: person for person in Person.objects.all()}

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def ago(self, days: int) -> dt.date:
        return self.story.on - dt.timedelta(days=days)

    def at(self, days: int, hour: int = 11) -> dt.datetime:
        return min(moment(self.ago(days), hour), self.story.at)


def tell(story: Story) -> str:
    telling = Telling(story)
    _ready(telling)
    _offered(telling)
    _passed(telling)
    _said(telling)
    _waiting(telling)
    return f"{Offer.objects.count()} cases offered, {CapacityNote.objects.count()} times “I am at capacity”"


def _ready(t: Telling) -> None:
    for days, name in ((75, "yusuf.karaca"), (40, "dan.prosser")):
        readiness.record_ready(
            worker=t[name],
            from_on=t.ago(days),
            seen="Three visits together, the last two led by the worker. Well prepared, saw the child alone, wrote up "
            "the visit on the same day.",
            sent_key=key(f"ready {name}"),
            by=t["manager"],
            on=t.ago(days),
            at=t.at(days),
        )


def _make(t: Telling, days: int, name: str, by: str, reference: str, children: int, **told: object) -> Offer:
    draft = offers.Draft(
        worker=t[name],
        reference=reference,
        type="CIN",
        children=children,
        role="allocated",
        **{"room": "yes", "workers_view": "I have room, and it is the kind of work I want to learn.", **told},  # type: ignore[arg-type]
    )
    return offers.make(draft, sent_key=key(reference + name), by=t[by], on=t.ago(days), at=t.at(days))


def _offered(t: Telling) -> None:
    """One with the worker, one to go on with, one waiting for the practice manager, one that has moved on."""
    _make(t, 1, "nqsw", "manager", "CS-710001", 2, talk="ask", room="", workers_view="")
    answered = _make(t, 2, "yusuf.karaca", "manager", "CS-710002", 1, talk="ask", room="", workers_view="")
    offers.answer(
        offer=answered,
        room="tight",
        view="It would be tight until the court date is over. After that I can take it.",
        by=t["yusuf.karaca"],
        on=t.ago(1),
        at=t.at(1),
    )
    _make(t, 1, "dan.prosser", "groupmanager", "CS-710003", 1)
    _make(t, 30, "dan.prosser", "manager", "CS-710004", 1, agreed=True)
    held = Allocation.objects.select_related("worker", "case").get(case__reference="CS-710004")
    _make(
        t, 9, "yusuf.karaca", "manager", "CS-710004", 1,
        agreed=True, moved_from=held, stays=True, stays_because="The child knows him. He stays for two more visits.",
    )  # fmt: skip


def _passed(t: Telling) -> None:
    """One passed limit that was agreed, two that are over, and what the file itself holds.

    One of those that are over stands before the panel, which reads of the whole year.
    """
    _above(t, 110, "marsha.delacroix-pitt", "manager", "CS-710013")
    before_panel = Allocation.objects.select_related("worker", "case").get(case__reference="CS-710013")
    transfers.end_allocation(
        allocation=before_panel, why="stepped", words="", by=t["manager"], on=t.ago(80), at=t.at(80)
    )
    _above(t, 16, "aoife.obrien-osuilleabhain", "manager", "CS-710011")
    _above(t, 45, "parveen.sandhar", "rukhsana.begg", "CS-710012")
    over = Allocation.objects.select_related("worker", "case").get(case__reference="CS-710012")
    transfers.end_allocation(allocation=over, why="stepped", words="", by=t["rukhsana.begg"], on=t.ago(20), at=t.at(20))
    breaches.open_found_breaches(t.ago(6), t.at(6, 6))
    breaches.open_found_breaches(t.story.on, t.story.at)


def _above(t: Telling, days: int, name: str, by: str, reference: str) -> None:
    load = loads_of([t[name]], t.ago(days))[t[name].pk]
    top = int(load.limit.maximum) if load.limit and load.limit.maximum is not None else load.held
    _make(
        t, days, name, by, reference, max(top - load.held, 0) + 2,
        room="tight",
        workers_view="I know the family, so I want to do it. It is more than I should hold.",
        agreed=True,
        terms=OverLimit(
            reason="The worker has known these children since the first assessment, and they asked for her.",
            authorised_by=t["groupmanager"],
            ends_on=t.ago(days) + dt.timedelta(days=40),
            plan="Two assessments end this month. No new work until then, and a co-worker for the conference.",
        ),
    )  # fmt: skip


def _said(t: Telling) -> None:
    _say(t, 60, "nqsw", "Two conferences in one week, and the reports are not written.")
    _reply(t, 58, "nqsw", "manager", "no_new", "No new work for a fortnight. One report moves to Monday.")
    capacity.end(note=CapacityNote.objects.live().get(worker=t["nqsw"]), by=t["nqsw"], on=t.ago(40), at=t.at(40))
    _say(t, 12, "chantelle.iyer", "I am working in the evenings to write up visits.")
    _reply(t, 10, "chantelle.iyer", "manager", "talk", "We go through every case on Thursday and decide what moves.")
    _say(t, 3, "aoife.obrien-osuilleabhain", "")
    _say(t, 8, "grace.oyelaran", "Three new assessments since Monday.")


def _waiting(t: Telling) -> None:
    """Two allegations on the clock, one that was allocated in time, and an action for a team above its capacity."""
    # Told of another day than today, the clocks run as if it were noon of that day.
    now = t.story.at if timezone.localdate(t.story.at) == t.story.on else moment(t.story.on, 12)
    for hours, reference in ((5, "CS-710021"), (20, "CS-710022")):
        moment_in = now - dt.timedelta(hours=hours)
        allegations.receive(
            reference=reference, type="S47", children=hours // 5 % 3 + 1, received_at=moment_in, manager=t["manager"],
            sent_key=key(reference), by=t["manager"], on=t.story.on, at=now,
        )  # fmt: skip
    received = t.at(15, 10)
    allegations.receive(
        reference="CS-710023", type="CIN", children=1, received_at=received, manager=t["manager"],
        sent_key=key("CS-710023"), by=t["manager"], on=t.ago(15), at=t.at(15, 10),
    )  # fmt: skip
    _make(t, 15, "angharad.vaughan-tate", "manager", "CS-710023", 1, agreed=True)
    team = Team.objects.get(posts__person=t["manager"], posts__job="practice_manager")
    contingencies.raise_action(
        team=team, what="Two assessments go to the South team this week, and agency cover is asked for.",
        owner=t["groupmanager"], due_on=t.story.on + dt.timedelta(days=9), demand=92, capacity=88,
        sent_key=key("contingency"), by=t["manager"], on=t.ago(4), at=t.at(4),
    )  # fmt: skip


def _say(t: Telling, days: int, name: str, words: str) -> None:
    capacity.say(by=t[name], words=words, sent_key=key(f"say {name} {days}"), on=t.ago(days), at=t.at(days))


def _reply(t: Telling, days: int, name: str, by: str, answer: str, words: str) -> None:
    note = CapacityNote.objects.live().get(worker=t[name])
    capacity.answer(note=note, answer=answer, words=words, by=t[by], on=t.ago(days), at=t.at(days))
