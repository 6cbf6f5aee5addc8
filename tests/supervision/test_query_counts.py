"""The pages of a record cost the same however much is in it."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from supervision.models import Concern, Series, Session, SessionRecord
from supervision.services.concerns import escalate, say_settled
from tests.factories import NOW, TODAY, SessionFactory
from tests.house import House
from tests.supervision.concerns import answer_concern, draft_concern, raise_concern
from tests.test_query_counts import MOST, cost


@pytest.fixture
def record(house: House) -> SessionRecord:
    series = Series.objects.create(
        worker=house.practitioner,
        supervisor=house.manager,
        first_on=TODAY,
        time=NOW.time(),
        place="P",
        until=TODAY,
        booked_by=house.manager,
        booked_at=NOW,
    )
    session = SessionFactory(worker=house.practitioner, supervisor=house.manager, series=series)
    return SessionRecord.objects.create(session=session, opened_by=house.manager, opened_at=NOW, saved_at=NOW)


def more(record: SessionRecord, house: House, number: int) -> None:
    """A case, an action, a signature and an addendum more; an open action more from an earlier session."""
    told = {"owner": house.manager, "due_on": TODAY, "added_by": house.manager, "added_at": NOW}
    record.discussions.create(reference=f"CS-{number}", direction="D", added_by=house.manager, added_at=NOW)
    record.actions.create(what="Now", **told)
    record.signatures.create(by=house.manager, at=NOW, stamp=f"0.{number}", own_view="V")
    record.addenda.create(by=house.manager, at=NOW, part="case", words="W")
    session = SessionFactory(
        worker=house.practitioner, supervisor=house.manager, date=TODAY - dt.timedelta(days=number + 1)
    )
    earlier = SessionRecord.objects.create(session=session, opened_by=house.manager, opened_at=NOW, saved_at=NOW)
    earlier.actions.create(what="Before", **told)
    ahead = SessionFactory(
        worker=house.practitioner,
        supervisor=house.manager,
        date=TODAY + dt.timedelta(days=number + 1),
        outcome="planned",
        series=Series.objects.first(),
    )
    ahead.changes.create(what="moved", from_on=TODAY, to_on=ahead.date, why="W", by=house.manager, at=NOW)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("manager", "/supervision/records/{record}/"),
        ("group_manager", "/supervision/records/{record}/"),
        ("practitioner", "/supervision/records/{record}/edit/"),
        ("practitioner", "/supervision/records/{record}/sign/"),
        ("manager", "/supervision/{worker}/"),
        ("manager", "/supervision/sessions/{session}/"),
        ("manager", "/supervision/{worker}/book/"),
        ("manager", "/supervision/{worker}/series/"),
        ("manager", "/supervision/series/{series}/"),
        ("practitioner", "/supervision/{worker}/rhythm/"),
    ],
)
def test_a_page_costs_the_same_with_one_row_and_with_three(
    client: Client, house: House, record: SessionRecord, today: None, who: str, path: str
) -> None:
    client.force_login(house.everybody[who])
    series = Series.objects.get()
    path = path.format(record=record.pk, worker=house.practitioner.pk, session=record.session_id, series=series.pk)
    more(record, house, 0)
    one = cost(client, path)
    more(record, house, 1)
    more(record, house, 2)
    assert (cost(client, path), one <= MOST) == (one, True), one
    assert Session.objects.count() == 7


def further(concern: Concern, house: House, number: int) -> None:
    """Answered, not settled and taken to the next tier."""
    answer_concern(concern, (house.manager, house.group_manager)[number])
    say_settled(concern=concern, settled=False, by=house.practitioner, at=NOW)
    escalate(concern=concern, tried="T", sent_key=uuid.uuid4(), by=house.practitioner, on=TODAY, at=NOW)


@pytest.mark.parametrize(
    ("who", "path"), [("practitioner", ""), ("practitioner", "further/"), ("manager", "")], ids=str
)
def test_a_concern_costs_the_same_however_far_it_went(
    client: Client, house: House, today: None, who: str, path: str
) -> None:
    concern = raise_concern(house.practitioner)
    further(concern, house, 0)
    client.force_login(house.everybody[who])
    if path:
        answer_concern(concern, house.group_manager)
        say_settled(concern=concern, settled=False, by=house.practitioner, at=NOW)
        assert cost(client, f"{concern.get_absolute_url()}{path}") <= MOST
        return
    one = cost(client, concern.get_absolute_url())
    further(concern, house, 1)
    assert (cost(client, concern.get_absolute_url()), one <= MOST) == (one, True), one


@pytest.mark.parametrize(("who", "part"), [("practitioner", "send"), ("practitioner", "text"), ("manager", "answer")])
def test_no_page_of_a_concern_needs_more_than_fifteen_queries(
    client: Client, house: House, today: None, who: str, part: str
) -> None:
    concern = draft_concern(house.practitioner) if who == "practitioner" else raise_concern(house.practitioner)
    paths = {
        "send": f"{concern.get_absolute_url()}send/",
        "text": concern.text.edit_address,
        "answer": f"{concern.get_absolute_url()}answer/",
    }
    client.force_login(house.everybody[who])
    assert cost(client, paths[part]) <= MOST
