"""What one was told: the list, and the number in the header."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reminders import policy
from reminders.models import Notice
from reminders.owed import title_of
from workforce.access import Access
from workforce.why import Why, why_of


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its page shows it: `said` is where it stands on the ladder, `part` as what one was told."""

    notice: Notice
    title: str
    said: str
    part: str
    why: Why


def unread_count(access: Access) -> int:
    """So many duties still to be met have something new to say: a duty that reminds every week counts once."""
    return Notice.objects.visible_to(access).still_new().order_by().values("duty").distinct().count()


def told(notices: Iterable[Notice]) -> list[Told]:
    """Return these notices, each with its duty, as they are shown."""
    return [
        Told(
            notice=one,
            title=title_of(one.duty.kind),
            said=policy.said(one.step),
            part=policy.PARTS.get(one.told_as, "") if one.told_as != "owner" else "",
            why=why_of(one.duty.rule, one.duty.because),
        )
        for one in notices
    ]
