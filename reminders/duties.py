"""What this app adds to home pages: what somebody owes, late first."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from reminders.models import Duty
from reminders.owed import title_of
from workforce.access import Access, may
from workforce.home import Place, Todo

SHOWN_AHEAD = dt.timedelta(days=28)
MOST = 30


def todos(access: Access) -> Iterator[Todo]:
    """The duties this person owes within four weeks, and all that are late."""
    owed = Duty.objects.open().filter(owner=access.person, due_on__lte=access.on + SHOWN_AHEAD).select_related("about")
    for duty in owed.order_by("due_on")[:MOST]:
        about = "" if duty.about_id == access.person.pk else f": {duty.about.name}"
        yield Todo(
            title=f"{title_of(duty.kind)}{about}",
            url=duty.address,
            due_on=duty.due_on,
            late=duty.due_on < access.on,
            because=duty.because,
            rule=duty.rule,
        )


def places(access: Access) -> Iterator[Place]:
    if may("reminders.see_delivery", access):
        yield Place(90, "Mail with reminders", reverse("reminders:delivery"))
