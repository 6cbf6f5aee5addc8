"""What is owed, who was told of it, the mail that gathers it, and when somebody wants to be told."""

from reminders.models.calendar import CalendarAddress, CalendarEntry
from reminders.models.digest import Digest
from reminders.models.duty import Duty
from reminders.models.notice import Notice
from reminders.models.wishes import QuietDays, Wishes

__all__ = ["CalendarAddress", "CalendarEntry", "Digest", "Duty", "Notice", "QuietDays", "Wishes"]
