"""The manager keeps supervision at two weeks for a worker, from a day on, with a reason (SUP-03)."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from reminders.models import Duty
from supervision.models import KeptGap
from supervision.queries import standing_of
from supervision.services import kept as services
from tests.factories import NOW, SessionFactory
from tests.house import House
from workforce.models import Stage
from workforce.verdict import Refused

MONTH_TEN = dt.date(2026, 6, 15)  # the year of the practitioner began on 8 September 2025
HELD = dt.date(2026, 6, 9)


def keep(house: House, started_on: dt.date = MONTH_TEN, **changed: object) -> KeptGap:
    told = {"worker": house.practitioner, "started_on": started_on, "why": "A heavy month", "sent_key": uuid.uuid4()}
    told |= {"by": house.manager, "on": MONTH_TEN, "at": NOW}
    return services.keep_gap(**(told | changed))  # type: ignore[arg-type]


def due_on(house: House, on: dt.date = MONTH_TEN) -> dt.date | None:
    due = standing_of([house.practitioner], on)[house.practitioner.pk].due
    return due.due_on if due else None


@pytest.fixture
def held(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=HELD)


@pytest.mark.rule("SUP-03")
def test_keeping_it_at_two_weeks_moves_the_duty_and_ending_it_moves_it_back(house: House, held: None) -> None:
    assert due_on(house) == dt.date(2026, 6, 30)
    kept = keep(house)
    assert (due_on(house), Duty.objects.get(kind="supervision").due_on) == (dt.date(2026, 6, 23),) * 2
    services.end_kept_gap(kept=kept, why="It is calmer", by=house.manager, on=MONTH_TEN, at=NOW)
    assert (due_on(house), Duty.objects.get(kind="supervision").due_on) == (dt.date(2026, 6, 30),) * 2
    with pytest.raises(Refused, match="ended already"):
        services.end_kept_gap(kept=kept, why="Again", by=house.manager, on=MONTH_TEN, at=NOW)


@pytest.mark.rule("SUP-03")
def test_nobody_is_late_for_the_days_before_the_decision(house: House, held: None) -> None:
    later = dt.date(2026, 6, 29)  # twenty days after the last session
    keep(house, later, on=later)
    assert due_on(house, later) == dt.date(2026, 6, 28)  # the day before the first day it holds


def test_sent_twice_it_is_kept_once_and_a_second_decision_is_refused(house: House) -> None:
    key = uuid.uuid4()
    assert keep(house, sent_key=key) == keep(house, sent_key=key)
    with pytest.raises(Refused, match="kept already"):
        keep(house)


def test_past_days_and_stages_without_a_shorter_gap_are_refused(house: House) -> None:
    with pytest.raises(Refused, match="15 June 2026 or a later day"):
        keep(house, MONTH_TEN - dt.timedelta(days=1))
    Stage.objects.filter(person=house.practitioner).update(kind=Stage.Kind.SOCIAL_WORKER)
    with pytest.raises(Refused, match="no shorter gap"):
        keep(house)
    assert not KeptGap.objects.exists()


def test_the_pages_keep_it_and_end_it(client: Client, house: House, today: None) -> None:
    here = f"/supervision/{house.practitioner.pk}/rhythm/"
    client.force_login(house.manager)
    assert b"21 days" in client.get(here).content
    assert b"Say why supervision" in client.post(f"{here}keep/", {}).content
    day = {"started_on_0": "20", "started_on_1": "1", "started_on_2": "2026", "why": "A heavy month"}
    assert b"A heavy month" in client.post(f"{here}keep/", day, follow=True).content
    kept = KeptGap.objects.get()
    assert b"Say why the decision ends" in client.post(f"/supervision/kept/{kept.pk}/end/", {}).content
    client.force_login(house.practitioner)
    page = client.get(here)
    assert b"A heavy month" in page.content
    assert b"21 days" not in page.content
    assert client.get(f"{here}keep/").status_code == 403
    assert client.post(f"/supervision/kept/{kept.pk}/end/", {"why": "No"}).status_code == 403
    client.force_login(house.manager)
    client.post(f"/supervision/kept/{kept.pk}/end/", {"why": "It is calmer"})
    assert b"It is calmer" in client.get(here).content
