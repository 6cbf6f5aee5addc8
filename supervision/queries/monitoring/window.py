"""The twelve months that monitoring looks at, and the policies in force in them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from supervision.policy.monitoring import Judge, Months
from workforce.clock import ONE_DAY, add_months
from workforce.policy_in_force import pack_on

SHOWN = 12
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Window:
    """`month` is the first day of the month shown, `at` the last day looked at: its end, or today in the month now."""

    month: dt.date
    at: dt.date
    today: dt.date
    months: Months

    @property
    def firsts(self) -> list[dt.date]:
        return [dt.date.fromordinal(first) for first in self.months.firsts]

    @property
    def is_now(self) -> bool:
        return self.at == self.today

    @property
    def code(self) -> str:
        """The month as an address writes it."""
        return f"{self.month:%Y-%m}"

    @property
    def before(self) -> dt.date:
        return add_months(self.month, -1)

    @property
    def after(self) -> dt.date | None:
        """The month after, null where it is still to come."""
        later = add_months(self.month, 1)
        return later if later <= self.today else None


def window_of(asked: str, today: dt.date) -> Window:
    """Return the twelve months up to the one asked for ("2026-01"); what is no month, or is to come, is this month."""
    now = today.replace(day=1)
    read = MONTH.fullmatch(asked)
    month = min(dt.date(int(read[1]), int(read[2]), 1), now) if read else now
    at = min(add_months(month, 1) - ONE_DAY, today)
    firsts = tuple(add_months(month, back - SHOWN + 1).toordinal() for back in range(SHOWN))
    return Window(month, at, today, Months(firsts, at.toordinal() + 1))


def judges(window: Window) -> list[tuple[Judge, int, int]]:
    """The policies in force in the window, each with its first day and the day after its last, in order."""
    found: list[tuple[Judge, int, int]] = []
    first, end = window.months.firsts[0], window.months.end
    while end > first:
        pack = pack_on(dt.date.fromordinal(end - 1))
        since = pack.pack.in_force_from
        begins = max(first, since.toordinal()) if since else first
        found.append((Judge(pack), min(begins, end - 1), end))
        end = min(begins, end - 1)
    return found[::-1]
