"""How long to wait after a mail server said no."""

from __future__ import annotations

import datetime as dt

# Figures of the machine, not of the policy: a short fault is over in minutes; a long one is tried six times a day.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
PERMANENT = range(500, 600)  # RFC 5321: the address itself is refused, and asking again will not help


def wait_after(tries: int) -> dt.timedelta:
    """Return how long to wait after so many tries (1 or more)."""
    return WAITS[min(tries, len(WAITS)) - 1]


def is_final(code: int | None) -> bool:
    """Whether the server's answer about a recipient says that the address will never do."""
    return code in PERMANENT
