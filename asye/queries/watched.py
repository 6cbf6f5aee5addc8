"""What the people one manages or assesses are late in, on one's own home page: read from the duties that stand."""

from __future__ import annotations

from collections.abc import Iterator

from reminders.models import Duty
from reminders.owed import title_of
from workforce.access import Access
from workforce.home import Todo

PROTECTED_TIME, TRAINING = "protected_time", "training_course"
WATCHED = (PROTECTED_TIME, TRAINING)
MOST = 20


def todos(access: Access) -> Iterator[Todo]:
    """One query; none for somebody who manages and assesses nobody."""
    near = access.manages | access.assesses
    if not near:
        return
    late = Duty.objects.overdue(access.on).filter(kind__in=WATCHED, about__in=near).exclude(owner=access.person)
    for duty in late.select_related("about").order_by("due_on", "pk")[:MOST]:
        yield Todo(
            title=f"{title_of(duty.kind)}: {duty.about.name}",
            url=duty.address,
            detail="Falls behind",
            late=True,
            mark="Behind",
            because=duty.because,
            rule=duty.rule,
        )
