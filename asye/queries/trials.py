"""By when a trial of another programme is confirmed or put back."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from asye import policy
from workforce.policy_in_force import pack_on


def trial_ends(since: dt.datetime, number: int, on: dt.date) -> policy.TrialEnds | None:
    """Counted from when the first of `number` years was tried; nothing where the policy sets no days."""
    rule = pack_on(on).asye.moves
    return policy.trial_ends(rule, timezone.localdate(since), number) if rule else None
