"""What the notices page and the header show."""

from workforce.access import Access

from reminders.models import Notice


def unread_count(access: Access) -> int:
    return Notice.objects.visible_to(access).unread().count()
