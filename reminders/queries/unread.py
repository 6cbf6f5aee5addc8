"""What the notices page and the header show."""

from reminders.models import Notice
from workforce.access import Access


def unread_count(access: Access) -> int:
    return Notice.objects.visible_to(access).unread().count()
