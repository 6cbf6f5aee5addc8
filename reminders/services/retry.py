"""Try a mail again that could not be sent."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from reminders.models import Digest
from workforce import audit
from workforce.models import Person
from workforce.verdict import Refused


@transaction.atomic
def try_again(*, digest: Digest, by: Person, at: dt.datetime) -> None:
    """Let the next sweep try it: one that waits for its next try, or one that was given up.

    Raises:
        Refused: it has left meanwhile, or is on its way.
    """
    row = Digest.objects.in_trouble().filter(pk=digest.pk)
    if not row.update(next_at=at, outcome="", ended_at=None):
        raise Refused("This mail is on its way already. Reload the page")
    audit.record(by=by, deed="reminders.try_again", subject=digest, at=at)
