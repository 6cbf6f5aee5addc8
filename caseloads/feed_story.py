"""The demonstration's files of the case system: notes counted, changed cases, one nobody has, earlier files."""

from __future__ import annotations

import datetime as dt
import hashlib
import random

from django.utils import timezone

from caseloads.models import Allocation, Case, CaseImport, NoteCount
from caseloads.services.allegations import put_told_on_clock
from caseloads.services.cases import Described, change_case, described
from workforce.demo import Story, moment
from workforce.models import Person

DAYS, CHANGED_EVERY = 56, 40
NOBODYS = (("CS-209914", Case.Type.S47, 1, True, 20), ("CS-209921", Case.Type.CIN, 2, False, 50))
FAULTS = (
    (14, "Case Type", "“EHX” is not known. Correct it, or add it under [values.kind]"),
    (208, "Allocated From", "Write the year with four digits, not “03/02/26”"),
)


def tell(story: Story) -> str:
    dice = random.Random("notes")
    told = [count for day in range(DAYS) for count in _notes(story.on - dt.timedelta(days=day), dice)]
    # Some days are told already, week by week, beside the boards: those stay as they are.
    NoteCount.objects.bulk_create(told, batch_size=500, ignore_conflicts=True)
    _nobodys(story)
    put_told_on_clock(on=story.on, at=story.at)
    _changes(story)
    _files(story)
    return f"notes of {DAYS} days"


def _notes(day: dt.date, dice: random.Random) -> list[NoteCount]:
    """On a working day some notes of each worker fall due; a few workers write theirs late."""
    if day.weekday() > 4:
        return []
    held = Allocation.objects.open_on(day).order_by("worker").values_list("worker", "case__type").distinct()
    counts = []
    for worker, child_protection in sorted({(worker, kind == Case.Type.CP) for worker, kind in held}):
        due = dice.randint(0, 3)
        late = sum(dice.random() < (0.3 if worker % 7 == 0 else 0.06) for _ in range(due))
        counts.append(NoteCount(worker_id=worker, day=day, child_protection=child_protection, due=due, late=late))
    return counts


def _nobodys(story: Story) -> None:
    # Told of another day than today, the clocks run as if it were noon of that day.
    now = story.at if timezone.localdate(story.at) == story.on else moment(story.on, 12)
    for reference, kind, children, allegation, hours in NOBODYS:
        received_at = now - dt.timedelta(hours=hours)
        Case.objects.create(
            reference=reference,
            type=kind,
            children=children,
            opened_on=timezone.localdate(received_at),
            received_at=received_at,
            allegation=allegation,
        )


def _changes(story: Story) -> None:
    """Some cases had fewer children, or were of another kind, until some weeks ago."""
    lead = Person.objects.get(email="lead@demo.example")
    rows = Case.objects.filter(closed_on=None, opened_on__lt=story.on - dt.timedelta(days=120), kept_by_feed=True)
    for number, case in enumerate(rows.order_by("reference")[::CHANGED_EVERY]):
        from_on = story.on - dt.timedelta(days=10 + 7 * (number % 9))
        case.kept_by_feed = False
        Case.objects.filter(pk=case.pk).update(kept_by_feed=False)
        becomes = Described(case.type, case.children + 1 if case.children < 4 else case.children - 1, case.complexity)
        change_case(
            case=case, was=described(case), becomes=becomes, from_on=from_on, by=lead, on=story.on,
            at=moment(from_on, 9),
        )  # fmt: skip


def _files(story: Story) -> None:
    lead = Person.objects.get(email="lead@demo.example")
    opened = Case.objects.filter(closed_on=None).count()
    for back in range(12, 0, -1):
        at = moment(story.on - dt.timedelta(days=back), 6, 10)
        refused = back == 5
        CaseImport.objects.create(
            status=CaseImport.Status.REFUSED if refused else CaseImport.Status.WRITTEN,
            by=lead if refused else None,
            at=at,
            ended_at=at + dt.timedelta(seconds=4),
            sha256=hashlib.sha256(str(back).encode()).hexdigest(),
            size=48_000 + back * 37,
            rows=0 if refused else opened + back % 4,
            counts={} if refused else {"cases": [back % 4, 3, 1, opened - 4], "allocations": [back % 4, 0, 2, opened]},
            open_before=0 if refused else opened,
            open_after=0 if refused else opened,
            fault_count=len(FAULTS) if refused else 0,
            faults=[list(fault) for fault in FAULTS] if refused else [],
        )
