"""What is owed, who is told, what is mailed: the deeds of this app."""

from reminders.services.duties import Drift, recount, set_duty, settle
from reminders.services.gathering import gather_strays
from reminders.services.mail import Post, Sent, send_unsent
from reminders.services.notices import mark_all_read, mark_read, owe_notices

__all__ = [
    "Drift",
    "Post",
    "Sent",
    "gather_strays",
    "mark_all_read",
    "mark_read",
    "owe_notices",
    "recount",
    "send_unsent",
    "set_duty",
    "settle",
]
