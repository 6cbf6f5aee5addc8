"""What the pages and the header show."""

from reminders.queries.unread import unread_count

__all__ = ["unread_count"]
