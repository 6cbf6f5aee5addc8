"""What an assessor does with a shared reflection: read, note, answer once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from asye.models import AssessorResponse, Reflection
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

RELEASED = "This feedback has been released already"
LABELS = {"notes": "Private notes", "feedback": "Feedback"}


def begin_response(*, reflection: Reflection, by: Person, at: dt.datetime) -> AssessorResponse:
    """Open this round's notes, or go on with those that are there.

    Raises:
        Refused: the reflection is not waiting for an answer.
    """
    if reflection.status != Reflection.Status.SHARED:
        raise Refused("This reflection is not waiting for an answer")
    try:
        with transaction.atomic():
            response, new = AssessorResponse.objects.get_or_create(
                reflection=reflection, author=by, released_at=None, defaults={"started_at": at, "saved_at": at}
            )
            if new:
                audit.record(by=by, deed="asye.begin_response", subject=response, at=at)
    except IntegrityError:
        return AssessorResponse.objects.get(reflection=reflection, author=by, released_at=None)
    return response


def save_response(
    *, response: AssessorResponse, words: Mapping[str, str], save: Save, by: Person, at: dt.datetime
) -> AssessorResponse:
    """Save private notes and the feedback being written.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: the feedback has been released.
    """
    save_written(
        response, words, labels=LABELS, address=response.edit_address, deed="asye.save_response", too_late=RELEASED,
        save=save, by=by, at=at, released_at__isnull=True,
    )  # fmt: skip
    return response


@transaction.atomic
def release(*, response: AssessorResponse, outcome: str, by: Person, at: dt.datetime) -> None:
    """Show the feedback to the author and accept the reflection or return it.

    Raises:
        Refused: there is no feedback, or it has been released already.
    """
    if not response.feedback.strip():
        raise Refused("Write feedback for the author before you release it")
    released = AssessorResponse.objects.filter(pk=response.pk, released_at__isnull=True)
    if not released.update(outcome=outcome, released_at=at):
        raise Refused(RELEASED)
    move(response.reflection, outcome, by=by, at=at)
    audit.record(by=by, deed="asye.release_response", subject=response, at=at)
