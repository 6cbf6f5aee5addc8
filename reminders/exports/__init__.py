"""What leaves as a file: one's calendar, and the forecast of reminders."""

from reminders.exports.calendar import calendar_bytes, london
from reminders.exports.coming import coming_csv

__all__ = ["calendar_bytes", "coming_csv", "london"]
