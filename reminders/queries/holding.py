"""Which of the notices that wait for mail still hold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from reminders import policy
from reminders.models import Notice
from reminders.queries.lines import Lines, lines_of
from workforce.policy_in_force import pack_on


@dataclass(slots=True)
class Waiting:
    """Notices that wait, by recipient: those that hold, and all that hold no longer."""

    of: dict[int, list[Notice]] = field(default_factory=lambda: defaultdict(list))
    gone: list[int] = field(default_factory=list)


def waiting_for(people: Collection[int], digests: Collection[int], on: dt.date) -> Waiting:
    """Sort the unsent notices of these people that are in none or in one of these digests: four queries.

    What holds no longer: the duty is met, its date has moved, somebody has left, its owner is another, or a later step
    says the same.
    """
    rows = Notice.objects.unsent().filter(recipient__in=people).select_related("duty").order_by("pk")
    notices = [one for one in rows if one.digest_id is None or one.digest_id in digests]
    about = {one.duty.about_id for one in notices}
    lines = lines_of(about, on, also={*people, *(one.duty.owner_id for one in notices)})
    found = Waiting()
    newest = _newest(notices)
    pack = pack_on(on)
    for one in notices:
        steps = policy.ladder(pack, one.duty.kind)
        if newest[one.duty_id, one.recipient_id] == one.step and _holds(one, steps, lines):
            found.of[one.recipient_id].append(one)
        else:
            found.gone.append(one.pk)
    return found


def _newest(notices: Iterable[Notice]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for one in notices:
        if one.due_on == one.duty.due_on:
            key = (one.duty_id, one.recipient_id)
            found[key] = max(one.step, found.get(key, one.step))
    return defaultdict(lambda: -(10**6), found)


def _holds(notice: Notice, steps: tuple[policy.Step, ...], lines: Lines) -> bool:
    duty = notice.duty
    if duty.met_at is not None or duty.due_on != notice.due_on:
        return False
    step = policy.newest_step(steps, duty.due_on, duty.due_on + dt.timedelta(days=notice.step))
    return step is not None and notice.recipient_id in lines.told(step, duty.about_id, duty.owner_id)
