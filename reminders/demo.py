"""What the demonstration's people owe today, and the notices that follow from it."""

from __future__ import annotations

from reminders.models import Duty
from reminders.services import owe_notices
from reminders.settling import settle_people
from workforce.demo import Story
from workforce.models import Person

ORDER = 90


def load(story: Story) -> str:
    settle_people(Person.objects.all(), story.on, story.at)
    notices = owe_notices(on=story.on, at=story.at)
    return f"{Duty.objects.open().count()} duties, {notices} reminders"
