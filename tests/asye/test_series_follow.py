"""What is agreed about the year moves the booked series in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid

from asye.services import pauses
from supervision.models import Series
from supervision.services import series as services
from tests.factories import NOW, TODAY
from tests.house import House

FIRST, LAST = dt.date(2026, 2, 2), dt.date(2026, 4, 5)


def test_a_pause_that_is_agreed_clears_its_days(house: House) -> None:
    series = Series(
        worker=house.practitioner,
        supervisor=house.manager,
        first_on=TODAY + dt.timedelta(days=1),
        time=dt.time(10),
        place="Room 2",
        until=dt.date(2026, 6, 30),
    )
    dates, _ = services.proposed(series, TODAY)
    services.book_series(series=series, stamp=services.stamp_of(dates), by=house.manager, on=TODAY, at=NOW)
    before = booked(series)
    request = pauses.ask(
        portfolio=house.portfolio,
        kind="new",
        pause=None,
        reason="sickness",
        from_on=FIRST,
        to_on=LAST,
        note="",
        sent_key=uuid.uuid4(),
        by=house.manager,
        on=TODAY,
        at=NOW,
    )
    assert booked(series) == before
    pauses.agree(request=request, by=house.lead, on=TODAY, at=NOW)
    after = booked(series)
    assert [on for on in before if FIRST <= on <= LAST] != []
    assert [on for on in after if FIRST <= on <= LAST] == []
    assert after[0] == before[0]


def booked(series: Series) -> list[dt.date]:
    return list(series.sessions.filter(outcome="planned").order_by("date").values_list("date", flat=True))
