"""A series is booked after a look, follows the facts by itself, goes round what was moved by hand, and ends."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from supervision.models import Series, Session, SessionChange
from supervision.services import kept, sessions
from supervision.services import series as services
from supervision.services.calendar import follow_the_day
from supervision.services.replan import replan_people
from tests.factories import NOW, TODAY, SessionFactory
from tests.house import House
from workforce.models import Absence, AuditEntry, Pause, Post, Relationship, Stage
from workforce.verdict import Refused

FIRST = dt.date(2026, 1, 21)  # a Wednesday; the practitioner is in week 20
HELD = dt.date(2026, 1, 14)
UNTIL = dt.date(2026, 4, 20)
FORTNIGHTS = [FIRST + dt.timedelta(days=14 * n) for n in range(7)]


@pytest.fixture
def booked(house: House) -> Series:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=HELD)
    return book(house)


def unsaved(house: House, **changed: object) -> Series:
    told = {"worker": house.practitioner, "supervisor": house.manager, "first_on": FIRST, "time": dt.time(10)}
    told |= {"place": "Room 2", "until": UNTIL, "sent_key": uuid.uuid4()}
    return Series(**(told | changed))


def book(house: House, **changed: object) -> Series:
    series = unsaved(house, **changed)
    dates, _ = services.proposed(series, TODAY)
    return services.book_series(series=series, stamp=services.stamp_of(dates), by=house.manager, on=TODAY, at=NOW)


def ahead(series: Series) -> list[dt.date]:
    return list(series.sessions.filter(outcome="planned").order_by("date").values_list("date", flat=True))


def follow(house: House, on: dt.date = TODAY) -> None:
    replan_people([house.practitioner], on, NOW)


def test_it_is_written_whole_with_the_why_of_each_date(house: House, booked: Series) -> None:
    assert ahead(booked) == FORTNIGHTS
    first, second = SessionChange.objects.order_by("pk")[:2]
    assert (first.what, first.why, first.by) == ("booked", "The first date of the series", house.manager)
    assert second.why.startswith("The one before is on 21 January 2026; at most 14 days may lie between")
    assert {(one.time, one.place) for one in booked.sessions.all()} == {(dt.time(10), "Room 2")}


def test_sent_twice_it_is_booked_once_and_a_second_one_is_refused(house: House) -> None:
    key = uuid.uuid4()
    assert book(house, sent_key=key) == services.book_series(
        series=unsaved(house, sent_key=key), stamp="", by=house.manager, on=TODAY, at=NOW
    )
    with pytest.raises(Refused, match="already"):
        services.proposed(unsaved(house), TODAY)
    assert Session.objects.filter(outcome="planned").count() == len(ahead(Series.objects.get()))


def test_dates_that_were_not_shown_are_not_booked(house: House) -> None:
    with pytest.raises(Refused, match="have changed since you looked"):
        services.book_series(series=unsaved(house), stamp="x", by=house.manager, on=TODAY, at=NOW)
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first_on": TODAY - dt.timedelta(1)}, "today or later"),
        ({"first_on": dt.date(2026, 1, 24)}, "weekend"),
        ({"until": FIRST - dt.timedelta(1)}, "after the first date"),
        ({"until": FIRST + dt.timedelta(900)}, "within two years"),
    ],
)
def test_what_cannot_be_booked_is_refused(house: House, changed: dict[str, dt.date], said: str) -> None:
    with pytest.raises(Refused, match=said):
        services.proposed(unsaved(house, **changed), TODAY)


def test_a_stage_the_policy_knows_nothing_of_is_refused(house: House) -> None:
    Stage.objects.filter(person=house.practitioner).update(kind=Stage.Kind.TRAINEE)
    with pytest.raises(Refused, match="no rhythm to plan by"):
        services.proposed(unsaved(house), TODAY)


def test_followed_twice_it_writes_nothing(house: House, booked: Series) -> None:
    before = (AuditEntry.objects.count(), SessionChange.objects.count())
    for on in (TODAY, FIRST, FIRST + dt.timedelta(3)):
        follow(house, on)
    assert follow_the_day(on=TODAY, at=NOW) == 0
    assert (AuditEntry.objects.count(), SessionChange.objects.count()) == before


@pytest.mark.rule("SUP-07")
@pytest.mark.parametrize("who", ["practitioner", "manager"])
def test_an_absence_of_either_moves_the_booking_and_says_why(house: House, booked: Series, who: str) -> None:
    person = house.everybody[who]
    Absence.objects.create(person=person, kind="leave", started_on=FORTNIGHTS[1], ended_on=FORTNIGHTS[1])
    replan_people([person], TODAY, NOW)
    assert FORTNIGHTS[1] not in ahead(booked)
    change = SessionChange.objects.get(what="shifted", from_on=FORTNIGHTS[1])
    assert change.by is None
    assert f"4 February 2026 is a day on which {person.name} is away" in change.why or who == "practitioner"
    gaps = [(b - a).days for a, b in zip([HELD, *ahead(booked)], ahead(booked), strict=False)]
    assert max(gaps) <= 15  # one day away does not count in the gap


@pytest.mark.rule("CLK-04")
def test_a_pause_clears_its_days(house: House, booked: Series) -> None:
    Pause.objects.create(
        stage=house.portfolio.stage,
        started_on=dt.date(2026, 2, 2),
        ended_on=dt.date(2026, 3, 29),
        reason="sickness",
        approved_by=house.lead,
        approved_at=NOW,
    )
    follow(house)
    assert [on for on in ahead(booked) if dt.date(2026, 2, 2) <= on <= dt.date(2026, 3, 29)] == []
    assert booked.sessions.filter(outcome="withdrawn").exists()


@pytest.mark.rule("SUP-03")
def test_a_decision_to_keep_the_shorter_gap_brings_the_dates_closer(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=HELD)
    series = book(house, until=dt.date(2026, 8, 1))
    sparse = [on for on in ahead(series) if on > dt.date(2026, 5, 20)]
    told = {"worker": house.practitioner, "why": "A heavy month", "sent_key": uuid.uuid4(), "by": house.manager}
    kept.keep_gap(**told, started_on=dt.date(2026, 5, 8), on=TODAY, at=NOW)  # type: ignore[arg-type]
    close = [on for on in ahead(series) if on > dt.date(2026, 5, 20)]
    assert (len(sparse), len(close)) == (3, 5)


def test_a_start_put_right_changes_the_rhythm(house: House, booked: Series) -> None:
    """Four weeks into the year the policy asks for weekly sessions."""
    Stage.objects.filter(pk=house.portfolio.stage.pk).update(started_on=dt.date(2026, 1, 5))
    follow(house)
    assert ahead(booked)[:4] == [FIRST + dt.timedelta(days=7 * n) for n in range(4)]


def test_what_was_moved_by_hand_stays_and_the_rest_goes_round_it(house: House, booked: Series) -> None:
    second = booked.sessions.get(date=FORTNIGHTS[1])
    told = {"date": dt.date(2026, 2, 6), "time": dt.time(14), "place": "Room 3", "why": "Court", "by": house.manager}
    for _ in range(2):
        sessions.move_session(session=second, **told, on=TODAY, at=NOW)  # type: ignore[arg-type]
    second.refresh_from_db()
    assert (second.fixed, second.stands_for, second.time) == (True, FORTNIGHTS[1], dt.time(14))
    assert SessionChange.objects.filter(what="moved").count() == 1
    assert ahead(booked)[:4] == [FIRST, dt.date(2026, 2, 6), FORTNIGHTS[2], FORTNIGHTS[3]]
    Absence.objects.create(
        person=house.practitioner, kind="leave", started_on=dt.date(2026, 2, 6), ended_on=dt.date(2026, 2, 6)
    )
    follow(house)
    assert dt.date(2026, 2, 6) in ahead(booked)


def test_held_a_day_early_the_next_is_not_late(house: House, booked: Series) -> None:
    early = FIRST - dt.timedelta(days=1)
    told = {"worker": house.practitioner, "supervisor": house.manager, "kind": "one_to_one", "outcome": "held"}
    told |= {"minutes": 90, "sent_key": uuid.uuid4(), "by": house.manager, "date": early}
    sessions.record_session(**told, on=early, at=NOW)  # type: ignore[arg-type]
    assert max((b - a).days for a, b in zip([early, *ahead(booked)], ahead(booked), strict=False)) <= 14
    assert ahead(booked)[0] <= early + dt.timedelta(days=14)


@pytest.mark.rule("SUP-06")
def test_a_cancelled_session_keeps_its_new_date_in_the_series(house: House, booked: Series) -> None:
    session = booked.sessions.get(date=FIRST)
    told = {"outcome": "cancelled", "cancelled_by": "Manager", "why_not_held": "Court", "by": house.manager}
    sessions.drop_session(session=session, new_date=dt.date(2026, 1, 23), **told, on=TODAY, at=NOW)  # type: ignore[arg-type]
    assert ahead(booked)[:3] == [dt.date(2026, 1, 23), FORTNIGHTS[1], FORTNIGHTS[2]]
    change = session.changes.get(what="cancelled")
    assert (change.by, change.why, change.to_on) == (house.manager, "Court", dt.date(2026, 1, 23))


def test_a_session_dropped_without_a_new_date_pulls_nothing_forward(house: House, booked: Series) -> None:
    session = booked.sessions.get(date=FIRST)
    told = {"outcome": "missed", "cancelled_by": "Worker", "why_not_held": "Ill", "by": house.manager}
    sessions.drop_session(session=session, new_date=None, **told, on=FIRST, at=NOW)  # type: ignore[arg-type]
    assert ahead(booked) == FORTNIGHTS[1:]
    assert follow_the_day(on=FIRST + dt.timedelta(days=5), at=NOW) == 0


def test_the_rest_is_cancelled_once(house: House, booked: Series) -> None:
    told = {"series": booked, "why": "Another supervisor", "by": house.manager, "on": TODAY, "at": NOW}
    assert services.cancel_rest(**told) == 7  # type: ignore[arg-type]
    assert ahead(booked) == []
    with pytest.raises(Refused, match="ended already"):
        services.cancel_rest(**told)  # type: ignore[arg-type]
    follow(house)
    assert ahead(booked) == []
    assert ahead(book(house)) == FORTNIGHTS  # the days are free again


@pytest.mark.rule("WRK-13")
@pytest.mark.parametrize("who", ["practitioner", "manager"])
def test_it_ends_when_one_of_the_two_leaves(house: House, booked: Series, who: str) -> None:
    leaves = dt.date(2026, 2, 10)
    Post.objects.filter(person=house.everybody[who]).update(ended_on=leaves)
    replan_people([house.everybody[who]], TODAY, NOW)
    assert ahead(booked) == FORTNIGHTS[:2]
    booked.refresh_from_db()
    assert booked.ended_at is None
    follow_the_day(on=leaves + dt.timedelta(days=1), at=NOW)
    booked.refresh_from_db()
    assert (booked.ended_at, booked.ended_by) == (NOW, None)


def test_it_ends_when_somebody_else_supervises(house: House, booked: Series) -> None:
    Relationship.objects.filter(person=house.practitioner, kind="manages").update(ended_on=TODAY)
    follow(house)
    assert ahead(booked) == []
    assert "supervises" in Session.objects.filter(outcome="withdrawn")[0].why_not_held


def test_to_the_end_of_the_year_it_moves_with_the_year(house: House) -> None:
    series = book(house, until=dt.date(2026, 9, 7), to_stage_end=True)
    last = ahead(series)[-1]
    Pause.objects.create(
        stage=house.portfolio.stage,
        started_on=dt.date(2026, 3, 2),
        ended_on=dt.date(2026, 6, 1),
        reason="maternity",
        approved_by=house.lead,
        approved_at=NOW,
    )
    follow(house)
    assert ahead(series)[-1] > last + dt.timedelta(days=60)


def test_the_history_is_kept_by_the_database(house: House, booked: Series) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionChange.objects.update(why="Nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionChange.objects.all()[0].delete()


@pytest.fixture
def form() -> Iterator[dict[str, str]]:
    yield {
        "first_on_0": "21", "first_on_1": "1", "first_on_2": "2026", "time": "10:00", "place": "Room 2",
        "until": "stage_end", "sent_key": str(uuid.uuid4()),
    }  # fmt: skip


def test_the_pages_check_book_show_move_and_end(
    client: Client, house: House, today: None, form: dict[str, str]
) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=HELD)
    client.force_login(house.manager)
    here = f"/supervision/{house.practitioner.pk}/series/"
    assert b"Enter the date of the first session" in client.post(here, {}).content
    shown = client.post(here, form)
    assert b"Nothing is booked yet" in shown.content
    assert b"The first date of the series" in shown.content
    assert not Series.objects.exists()
    assert b"Room 2" in client.post(here, form | {"change": "yes"}).content
    stale = client.post(here, form | {"stamp": "x"})
    assert b"have changed since you looked" in stale.content
    stamp = shown.context["stamp"]
    booked = client.post(here, form | {"stamp": stamp}, follow=True)
    again = client.post(here, form | {"stamp": stamp}, follow=True)
    series = Series.objects.get()
    assert (booked.redirect_chain, again.redirect_chain) == ([(f"/supervision/series/{series.pk}/", 302)],) * 2
    first = series.sessions.get(date=FIRST)
    move = f"/supervision/sessions/{first.pk}/move/"
    assert b"Say why the session is moved" in client.post(move, {}).content
    day = {"date_0": "22", "date_1": "1", "date_2": "2026", "time": "2pm", "place": "Room 3", "why": "Court"}
    moved = client.post(move, day, follow=True).content
    assert b"Moved from 21 January 2026, 10:00 to 22 January 2026, 14:00, because: Court" in moved
    for page in (f"/supervision/{house.practitioner.pk}/", series.get_absolute_url()):
        shown = client.get(page).content
        assert b"moved from 21 January 2026, 10:00" in shown and b"Court" in shown
    offered = client.get(f"/supervision/sessions/{first.pk}/not-held/")
    assert offered.context["form"].initial["new_date"] == dt.date(2026, 1, 28)
    other = series.sessions.get(date=dt.date(2026, 2, 4))
    offered = client.get(f"/supervision/sessions/{other.pk}/not-held/")
    assert offered.context["form"].initial["new_date"] == dt.date(2026, 2, 5)
    client.force_login(house.practitioner)
    assert client.get(series.get_absolute_url()).status_code == 200
    assert client.post(move, day).status_code == 403
    assert client.post(f"/supervision/series/{series.pk}/cancel/", {"why": "No"}).status_code == 403
    client.force_login(house.manager)
    client.post(f"/supervision/series/{series.pk}/cancel/", {"why": "Another supervisor"})
    assert not series.sessions.filter(outcome="planned").exists()
