"""One digest for each person with all that is new, at their hour; nothing twice, nothing that no longer holds."""

import datetime as dt
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reminders import services
from reminders.models import Digest, Notice, QuietDays, Wishes
from reminders.services.forming import Ready
from tests.factories import NOW, TODAY, PersonFactory, PostFactory
from tests.house import House
from tests.reminders.owing import DAY, DUE, owe, refuse, sweep, written_to
from workforce.models import Absence

HOUR = dt.timedelta(hours=1)
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def test_the_mail_says_nothing_about_anybody_and_where_to_look(house: House) -> None:
    owe(house)
    sweep()
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert house.practitioner.name not in text and "upervision" not in text
    assert "http://testserver/reminders/" in text


def test_one_mail_for_all_that_is_new(house: House) -> None:
    for number in range(3):
        owe(house, key=f"k{number}")
    sweep()
    sweep()
    assert [message.subject for message in mail.outbox] == ["You have 3 things to do"]


def test_it_leaves_at_the_hour_and_not_before(house: House) -> None:
    owe(house)
    sweep(NOW.replace(hour=7, minute=59))
    assert mail.outbox == []
    sweep(NOW.replace(hour=8, minute=0))
    assert written_to() == [house.manager.email]


def test_what_comes_after_todays_mail_waits_for_tomorrows(house: House) -> None:
    owe(house)
    sweep()
    owe(house, key="later")
    sweep(NOW + HOUR)
    assert len(mail.outbox) == 1
    sweep(NOW + DAY)
    assert len(mail.outbox) == 2


FRIDAY = dt.datetime(2026, 1, 23, 23, 30, tzinfo=dt.UTC)
GOOD_FRIDAY = dt.datetime(2026, 4, 3, 9, 0, tzinfo=dt.UTC)
CHRISTMAS = dt.datetime(2026, 12, 24, 9, 0, tzinfo=dt.UTC)
SUMMER = dt.datetime(2026, 6, 30, 6, 59, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        (FRIDAY + HOUR, dt.datetime(2026, 1, 26, 8, 0, tzinfo=dt.UTC)),
        (GOOD_FRIDAY, dt.datetime(2026, 4, 7, 7, 0, tzinfo=dt.UTC)),
        (CHRISTMAS, dt.datetime(2027, 1, 4, 8, 0, tzinfo=dt.UTC)),
        (SUMMER, SUMMER + dt.timedelta(minutes=1)),
    ],
    ids=["weekend", "Easter", "quiet days of the authority", "summer time"],
)
def test_on_days_that_are_no_working_days_it_waits(house: House, at: dt.datetime, leaves: dt.datetime) -> None:
    owe(house, at.date() + 3 * DAY)
    sweep(at)
    assert (mail.outbox, Digest.objects.get().next_at) == ([], leaves)
    services.send_unsent(at=leaves)
    assert len(mail.outbox) == 1


def test_a_person_chooses_hour_and_days(house: House) -> None:
    Wishes.objects.create(person=house.manager, hour=15, weekdays="36", saved_at=NOW)
    owe(house)
    sweep()
    assert Digest.objects.get().next_at == dt.datetime(2026, 1, 21, 15, 0, tzinfo=dt.UTC)
    sweep(NOW + DAY)
    assert mail.outbox == []
    sweep(NOW + DAY + 5 * HOUR)
    assert len(mail.outbox) == 1


def test_on_quiet_days_of_their_own_nothing_leaves(house: House) -> None:
    QuietDays.objects.create(person=house.manager, first_on=TODAY, last_on=TODAY + DAY, saved_at=NOW)
    owe(house)
    sweep()
    sweep(NOW + DAY)
    assert mail.outbox == []
    sweep(NOW + 2 * DAY)
    assert len(mail.outbox) == 1


def test_who_is_away_gets_one_mail_on_return(house: House) -> None:
    Absence.objects.create(person=house.manager, kind="leave", started_on=TODAY, ended_on=TODAY + 9 * DAY)
    owe(house)
    for days in range(10):
        sweep(NOW + days * DAY)
    assert house.manager.email not in written_to()
    sweep(NOW + 10 * DAY)
    to_manager = [message for message in mail.outbox if message.to == [house.manager.email]]
    assert [message.subject for message in to_manager] == ["You have something to do"]
    assert Notice.objects.filter(recipient=house.manager, sent_at__isnull=False).get().step == 7


def test_what_is_met_moved_or_somebody_elses_is_not_mailed(house: House) -> None:
    for key in ("met", "moved", "given"):
        owe(house, key=key)
    services.owe_notices(on=TODAY, at=NOW)
    services.duties.Duty.objects.filter(key="met").update(met_at=NOW, next_step_on=None)
    owe(house, DUE + 9 * DAY, key="moved")
    owe(house, key="given", owner=house.lead)
    services.send_unsent(at=NOW)
    assert (mail.outbox, Digest.objects.get().outcome) == ([], "nothing")
    assert Notice.objects.filter(dropped_at=NOW).count() == 3


def test_who_leaves_before_the_mail_gets_none(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    house.manager.posts.update(ended_on=TODAY - DAY)
    services.send_unsent(at=NOW)
    assert (mail.outbox, Digest.objects.get().outcome) == ([], "nothing")


@pytest.mark.parametrize(
    ("stopped", "steps"), [(dt.timedelta(hours=26), {0}), (35 * DAY, {28})], ids=["26 hours", "35 days"]
)
def test_after_everything_has_stood_still_each_gets_one_digest_with_the_newest_step(
    house: House, stopped: dt.timedelta, steps: set[int]
) -> None:
    at = dt.datetime(2026, 1, 22, 9, 0, tzinfo=dt.UTC)
    for number in range(4):
        owe(house, key=f"k{number}")
    owe(house, key="met")
    sweep(at)
    mail.outbox.clear()
    services.duties.Duty.objects.filter(key="met").update(met_at=at, next_step_on=None)
    sweep(at + stopped)
    sweep(at + stopped + HOUR)
    assert sorted(written_to()) == sorted(set(written_to()))
    assert house.manager.email in written_to()
    assert set(Notice.objects.filter(sent_at__gt=at).values_list("step", flat=True)) == steps
    assert {message.subject for message in mail.outbox} == {"You have 4 things to do"}


def test_a_mail_that_fails_stops_only_itself_and_is_tried_again(house: House, monkeypatch: Any) -> None:
    owe(house)
    owe(house, owner=house.lead, key="other")
    with monkeypatch.context() as server:
        refuse(server, house.manager.email.__eq__, SMTPServerDisconnected("gone"))
        assert sweep() == services.Sent(mails=1, failed=1)
    failed = Digest.objects.get(person=house.manager)
    assert (failed.tries, failed.fault, failed.next_at - NOW) == (
        1,
        "SMTPServerDisconnected",
        dt.timedelta(minutes=5),
    )
    assert services.send_unsent(at=NOW).mails == 0
    assert services.send_unsent(at=NOW + HOUR).mails == 1
    assert written_to() == [house.lead.email, house.manager.email]


def test_after_a_long_failure_one_mail_says_it_all_under_the_first_ones_id(house: House, monkeypatch: Any) -> None:
    owe(house)
    with monkeypatch.context() as server:
        refuse(server, lambda address: True, OSError(111, "refused"))
        for hours in range(24 * 8):
            sweep(NOW + hours * HOUR)
    first = Digest.objects.filter(person=house.manager).earliest("opened_at")
    assert first.tries > 10
    sweep(NOW + 8 * DAY + 4 * HOUR)
    mine = [message for message in mail.outbox if message.to == [house.manager.email]]
    assert [message.extra_headers["Message-ID"] for message in mine] == [first.message_id]
    assert [message.subject for message in mine] == ["You have something to do"]
    assert Notice.objects.filter(recipient=house.manager, sent_at__isnull=False).get().step == 1


def test_an_address_that_will_never_do_is_given_up_at_once(house: House, monkeypatch: Any) -> None:
    owe(house)
    gone = SMTPRecipientsRefused({house.manager.email: (550, b"no such user")})
    refuse(monkeypatch, lambda address: True, gone)
    assert sweep().failed == 1
    kept = Digest.objects.get()
    assert (kept.outcome, kept.fault) == ("given_up", "SMTPRecipientsRefused 550")
    assert Digest.objects.in_trouble().get() == kept
    assert sweep(NOW + HOUR).failed == 0


def test_a_worker_that_dies_after_the_mail_leaves_the_same_mail_to_the_next(house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    left: list[tuple[str, list[int]]] = []

    def power_cut(ready: Ready) -> None:
        left.append((ready.digest.message_id, ready.notices))
        raise SystemExit

    with pytest.raises(SystemExit):
        services.send_unsent(at=NOW, post=power_cut)
    for at in (NOW, NOW + HOUR, NOW + 2 * HOUR):  # while the claim holds, and after
        owe(house, key="new")
        services.owe_notices(on=TODAY, at=NOW)
        services.send_unsent(at=at, post=lambda ready: left.append((ready.digest.message_id, ready.notices)))
    first, new, again = left
    assert (first == again, new[0] != first[0], set(new[1]) & set(first[1])) == (True, True, set())
    assert Notice.objects.unsent().count() == 0


def test_sending_costs_at_most_four_queries_each(house: House) -> None:
    people = [PersonFactory() for _ in range(40)]
    for number, person in enumerate(people):
        PostFactory(person=person, team=house.team)
        owe(house, owner=person, key=f"k{number}")
    services.owe_notices(on=TODAY, at=NOW)
    with CaptureQueriesContext(connection) as queries:
        assert services.send_unsent(at=NOW).mails == 40
    asked = [query for query in queries.captured_queries if not query["sql"].startswith(MARKS)]
    assert len(asked) <= 3 * 40
