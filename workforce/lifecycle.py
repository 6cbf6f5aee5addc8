"""Change the status of a record as its MOVES allow, once, and keep the move as a row."""

import datetime as dt
from typing import Any

from django.db import models, transaction

from workforce.models import Person
from workforce.verdict import Refused


class StatusMove(models.Model):
    """One change of a record's status, by whom and when. Each record's table adds itself, its statuses and why."""

    from_status: Any
    to_status: Any
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_status} to {self.to_status}"


@transaction.atomic
def move(subject: Any, to: str, *, by: Person | None, at: dt.datetime, why: str = "", **also: Any) -> None:
    """Move `subject` to status `to`; the WHERE clause is the lock on both engines. `also` is written with it.

    Raises:
        Refused: MOVES does not allow it, or somebody else was first.
    """
    was = subject.status
    if to not in subject.MOVES[was]:
        raise Refused(f"This is {subject.get_status_display().lower()} and cannot be changed in that way")
    if not type(subject).objects.filter(pk=subject.pk, status=was).update(status=to, **also):
        raise Refused("Somebody else has just changed this. Reload the page and try again")
    subject.status = to
    for name, value in also.items():
        setattr(subject, name, value)
    subject.moves.create(from_status=was, to_status=to, by=by, at=at, why=why)
