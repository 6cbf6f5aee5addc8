"""Home says whose turn it is: to write a part of a meeting that is near, and what an observation waits for."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from asye.models import Meeting, Observation, ObservationAccount
from asye.queries.own_turns import observations_waiting, parts_to_write
from asye.services import meeting_parts, meetings, observations
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.access import access_for
from workforce.models import Person
from workforce.versions import Save

SETTING = "A core group"


def parts(who: Person, on: dt.date = TODAY) -> list[tuple[str, dt.date | None, bool]]:
    return [(one.title, one.due_on, one.late) for one in parts_to_write(access_for(who, on))]


def waiting(who: Person, on: dt.date = TODAY) -> list[str]:
    return [one.title for one in observations_waiting(access_for(who, on))]


@pytest.mark.rule("ASY-02")
def test_each_is_told_to_write_when_a_meeting_is_near_until_they_have(house: House) -> None:
    meetings.open_meeting(portfolio=house.portfolio, key="six_month_review", by=house.lead, on=TODAY, at=NOW)
    due = dt.date(2026, 3, 6)
    near, of = dt.date(2026, 1, 23), "Write your part: Six-month review"
    assert parts(house.practitioner, near - dt.timedelta(days=1)) == []  # the window begins on 20 February
    assert parts(house.practitioner, near) == [(of, due, False)]
    assert parts(house.manager, near) == parts(house.assessor, near) == [(f"{of}, Newly Qualified", due, False)]
    assert parts(house.manager, dt.date(2026, 3, 9)) == [(f"{of}, Newly Qualified", due, True)]
    assert parts(house.stranger_in_team, near) == parts(house.lead, near) == []
    meeting = Meeting.objects.get()
    part = meeting_parts.begin_part(meeting=meeting, party="manager", by=house.manager, on=near, at=NOW)
    meeting_parts.save_part(part=part, words={"workplace": "Good"}, save=Save(part.version), by=house.manager, at=NOW)
    assert len(parts(house.manager, near)) == 1
    meeting_parts.hand_in(part=part, version=part.version, by=house.manager, on=near, at=NOW)
    assert (parts(house.manager, near), len(parts(house.assessor, near))) == ([], 1)


@pytest.mark.rule("ASY-03")
def test_an_observation_tells_each_side_what_it_waits_for(house: House) -> None:
    day = dt.date(2026, 1, 22)
    made = observations.plan_observation(
        portfolio=house.portfolio, setting=SETTING, planned_on=day, observer=house.assessor, guest={},
        sent_key=uuid.uuid4(), by=house.practitioner, at=NOW,
    )  # fmt: skip
    theirs = f"{SETTING}, Newly Qualified"
    assert waiting(house.practitioner) == [f"Ask the family: {SETTING}"]
    observations.record_consent(observation=made, consent="agreed", words="Asked at home", by=house.assessor, at=NOW)
    assert (waiting(house.practitioner), waiting(house.assessor)) == ([], [])
    assert waiting(house.assessor, day) == [f"Say that it took place: {theirs}"]
    observations.hold(observation=made, held_on=day, by=house.assessor, on=day, at=NOW)
    assert waiting(house.practitioner) == [f"Write your account: {SETTING}"]
    assert waiting(house.assessor) == [f"Write your account: {theirs}"]
    assert waiting(house.manager) == []
    for account in ObservationAccount.objects.all():
        observations.save_account(
            account=account, words={"account": "As seen"}, save=Save(account.version), by=account.author, at=NOW
        )
        observations.finish(account=account, version=account.version, by=account.author, at=NOW)
    assert (waiting(house.practitioner), waiting(house.assessor)) == ([f"Answer and sign: {SETTING}"], [])
    made = Observation.objects.select_related("portfolio__practitioner").get()
    observations.save_response(
        observation=made, response="I agree", save=Save(made.version), by=house.practitioner, at=NOW
    )
    observations.respond(observation=made, version=made.version, by=house.practitioner, at=NOW)
    assert (waiting(house.practitioner), waiting(house.assessor)) == ([], [f"Sign as the observer: {theirs}"])
    observations.countersign(observation=Observation.objects.get(), by=house.assessor, at=NOW)
    assert waiting(house.assessor) == []


def test_a_family_that_says_no_is_something_to_do(house: House) -> None:
    made = observations.plan_observation(
        portfolio=house.portfolio, setting=SETTING, planned_on=TODAY, observer=house.assessor, guest={},
        sent_key=uuid.uuid4(), by=house.practitioner, at=NOW,
    )  # fmt: skip
    observations.record_consent(observation=made, consent="declined", words="Asked", by=house.assessor, at=NOW)
    assert waiting(house.practitioner) == [f"The family did not agree: ask again or cancel: {SETTING}"]
