"""Keep the duty to end a trial in step with the years that are tried, put back or confirmed."""

from __future__ import annotations

import datetime as dt

from asye.models import MovePlan
from asye.move_duties import TRIAL, key_of, owners_of, trials_owed
from reminders.models import Duty
from reminders.services import settle


def refresh_trial_duty(plan: MovePlan, *, on: dt.date, at: dt.datetime) -> None:
    """Set or meet it as it is now; called inside the deed's transaction."""
    near = {owner.pk: owner for owner in owners_of([plan], on).values()}
    for duty in Duty.objects.open().filter(key=key_of(plan.pk)).select_related("owner"):
        near[duty.owner_id] = duty.owner
    for owner in near.values():
        settle(kind=TRIAL, about=owner, owed=trials_owed([owner], on), on=on, at=at)
