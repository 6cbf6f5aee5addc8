"""The demonstration's absences: one recorded for too long and corrected, one taken away again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from workforce.absences import Away, change_absence, record_absence, remove_absence
from workforce.demo import Story, moment
from workforce.models import Absence, Person

ORDER = 95  # everything that follows an absence is there
KEYS = uuid.UUID("0c7b8a54-3f0f-4b52-9a0a-5b0a1d9e6f21")
WORKER, MANAGER = "angharad.vaughan-tate", "manager"
AGO, DAYS_TOLD, DAYS_AWAY, SLIP_AGO = 96, 4, 2, 60


def load(story: Story) -> str:
    """Long ago, so that no date of today rests on it."""
    people = {person.email.split("@")[0]: person for person in Person.objects.filter(email__endswith="@demo.example")}
    person, manager = people[WORKER], people[MANAGER]

    def day(ago: int) -> dt.date:
        return story.on - dt.timedelta(days=ago)

    def done(ago: int, name: str) -> dict[str, Any]:
        return {"sent_key": uuid.uuid5(KEYS, name), "by": manager, "on": story.on, "at": moment(day(ago), 9)}

    first = day(AGO)
    away = Away(Absence.Kind.SICKNESS, first, first + dt.timedelta(days=DAYS_TOLD - 1))
    record_absence(person=person, away=away, **done(AGO, "sick"))
    absence = Absence.objects.get(person=person, started_on=first)
    back = Away(Absence.Kind.SICKNESS, first, first + dt.timedelta(days=DAYS_AWAY - 1))
    change_absence(absence=absence, version=1, away=back, **done(AGO - DAYS_AWAY, "back"))
    slip = Away(Absence.Kind.LEAVE, day(SLIP_AGO), day(SLIP_AGO))
    record_absence(person=person, away=slip, **done(SLIP_AGO, "slip"))
    wrong = Absence.objects.get(person=person, started_on=day(SLIP_AGO))
    remove_absence(absence=wrong, version=1, why="wrong_person", **done(SLIP_AGO, "gone"))
    return f"{Absence.objects.count()} absences"
