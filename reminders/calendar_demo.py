"""The demonstration's calendar addresses: nobody knows their secrets, so each visitor makes one of their own."""

from __future__ import annotations

import datetime as dt
import uuid

from reminders.models import CalendarAddress
from reminders.services.calendar import make_address
from workforce.demo import DOMAIN, Story, moment
from workforce.models import Person

ORDER = 91
ADDRESSES = (("nqsw", "Outlook", 60, 0), ("nqsw", "My phone", 30, None), ("manager", "Outlook", 90, 1))


def load(story: Story) -> str:
    for account, name, days_ago, used in ADDRESSES:
        person = Person.objects.get(email=f"{account}@{DOMAIN}")
        made_at = moment(story.on - dt.timedelta(days=days_ago), 9)
        address, _ = make_address(name=name, sent_key=uuid.uuid4(), by=person, at=made_at)
        if used is not None:
            CalendarAddress.objects.filter(pk=address.pk).update(last_used_on=story.on - dt.timedelta(days=used))
    return f"{len(ADDRESSES)} calendar addresses"
