"""Note by hand what is on the experience checklist of a year, or take it back (WRK-06)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from asye.models import ExperienceNote, Portfolio
from asye.policy.experience import may_note
from asye.services.year_duties import refresh_year_duties
from workforce import audit
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused


@transaction.atomic
def agree(
    *, portfolio: Portfolio, item: str, sent_key: uuid.UUID, by: Person, today: dt.date, at: dt.datetime
) -> ExperienceNote:
    """Agree with what the practitioner has noted, for the same day; twice is as once.

    Raises:
        Refused: nothing stands there to agree with, or the portfolio is closed.
    """
    rows = ExperienceNote.objects.filter(portfolio=portfolio, item=item)
    newest = rows.first()
    if newest is None or not newest.done:
        raise Refused("Nothing is noted there to agree with")
    if newest.by_id == by.pk:
        return newest
    return note(
        portfolio=portfolio, item=item, done=True, on=newest.on, words="Agreed", sent_key=sent_key, by=by, today=today,
        at=at,
    )  # fmt: skip


@transaction.atomic
def note(
    *, portfolio: Portfolio, item: str, done: bool, on: dt.date, words: str, sent_key: uuid.UUID,
    by: Person, today: dt.date, at: dt.datetime,
) -> ExperienceNote:  # fmt: skip
    """Add a note to a line of the list; a form sent twice adds one. What was noted before stays on record.

    Raises:
        Refused: the portfolio is closed, the policy has no such line, or the day is to come or before the year.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted, so its checklist stays as it is")
    if item not in pack_on(today).asye.checklist:
        raise Refused("The policy has no such line. Go back to the list")
    if fault := may_note(on=on, start=portfolio.started_on, today=today):
        raise Refused(fault)
    made = ExperienceNote(
        portfolio=portfolio, item=item, done=done, on=on, words=words, sent_key=sent_key, by=by, at=at
    )
    made, new = insert_once(made, clash="This could not be kept. Reload the page and try again")
    if new:
        audit.record(by=by, deed="asye.note_experience", subject=made, at=at)
        refresh_year_duties(portfolio, on=today, at=at)
    return made
