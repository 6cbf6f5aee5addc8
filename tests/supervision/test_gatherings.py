"""Group and joint sessions: planned by whoever leads them, attended person by person, counted as the policy says."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from reminders.models import Duty
from supervision.models import Gathering, Session, SessionChange
from supervision.policy import groups
from supervision.queries import gatherings as queries
from supervision.queries import standing_of
from supervision.queries.bookings import bookings_between
from supervision.services import gatherings as services
from supervision.services.gatherings import Came, Wanted
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory, PostFactory, SessionFactory
from tests.house import House, practitioner
from workforce.access import access_for
from workforce.models import Absence, Authority, Person, Post
from workforce.packs import load_pack
from workforce.verdict import Refused

TOMORROW = TODAY + dt.timedelta(days=1)
MONTH_AGO = TODAY - dt.timedelta(days=30)


@pytest.fixture
def second(house: House) -> Person:
    """A colleague four weeks into her year."""
    return practitioner(
        "Second Worker", house.team, manager=house.manager, assessor=house.assessor, started_on=MONTH_AGO
    )


def wanted(house: House, *people: Person, **changed: Any) -> Wanted:
    told = {"form": "reflective", "people": [house.practitioner, *people], "date": TODAY, "time": dt.time(14)}
    told |= {"place": "Room 1", "topic": "Endings"}
    return Wanted(**(told | changed))


def plan(house: House, *people: Person, by: str = "manager", **changed: Any) -> Gathering:
    access = access_for(house.everybody[by], TODAY)
    return services.plan_gathering(
        wanted=wanted(house, *people, **changed), sent_key=uuid.uuid4(), access=access, at=NOW
    )


def hold(house: House, gathering: Gathering, came: dict[int, Came], minutes: int = 90) -> None:
    services.hold_gathering(gathering=gathering, minutes=minutes, came=came, by=house.manager, on=TODAY, at=NOW)


def last_counting(person: Person) -> dt.date | None:
    due = standing_of([person], TODAY)[person.pk].due
    return due.last_counting if due else None


@pytest.mark.rule("SUP-10")
def test_each_form_has_its_leader(house: House, second: Person) -> None:
    assert [code for code, _, _ in queries.forms_of(access_for(house.manager, TODAY))] == ["reflective", "joint"]
    assert [code for code, _, _ in queries.forms_of(access_for(house.assessor, TODAY))] == ["portfolio"]
    assert [code for code, _, _ in queries.forms_of(access_for(house.lead, TODAY))] == ["managers"]
    with pytest.raises(Refused, match="is led by the practice manager"):
        plan(house, second, by="assessor")
    with pytest.raises(Refused, match="is led by the assessor"):
        plan(house, second, form="portfolio")
    assert plan(house, second, by="assessor", form="portfolio").leader == house.assessor


@pytest.mark.rule("SUP-10")
def test_practice_managers_get_theirs_from_the_development_lead(house: House) -> None:
    other = PostFactory(job=Post.Job.PRACTICE_MANAGER).person
    people = list(queries.invited_to("managers", access_for(house.lead, TODAY)))
    assert set(people) == {house.manager, other}
    assert plan(house, by="lead", form="managers", people=people).attendance.count() == 2


@pytest.mark.rule("SUP-03", "SUP-10")
def test_it_counts_for_each_person_as_their_stage_says(house: House, second: Person) -> None:
    """A group counts in the first six weeks only."""
    gathering = plan(house, second)
    hold(house, gathering, {house.practitioner.pk: Came(90), second.pk: Came(90)})
    assert (last_counting(house.practitioner), last_counting(second)) == (None, TODAY)
    assert Duty.objects.get(kind="supervision", about=second).due_on == TODAY + dt.timedelta(days=7)


@pytest.mark.rule("SUP-03")
def test_pages_tell_the_last_one_held_from_the_last_that_counts(
    client: Client, house: House, second: Person, today: None
) -> None:
    """Without that, a date by which the next is due would lie before the last one held."""
    fortnight_ago = TODAY - dt.timedelta(days=14)
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=fortnight_ago, kind="one_to_one")
    hold(house, plan(house, second), {house.practitioner.pk: Came(90), second.pk: Came(90)})
    client.force_login(house.manager)
    team = client.get("/asye/team/").content.decode()
    assert f"which does not count here. Last that counts {fortnight_ago:%-d %b}" in team
    worker = client.get(f"/supervision/{house.practitioner.pk}/").content.decode()
    assert f"The last that counts: {fortnight_ago:%-d %B %Y}" in worker


def test_who_was_absent_or_left_early_is_kept_person_by_person(house: House, second: Person) -> None:
    gathering = plan(house, second)
    hold(house, gathering, {house.practitioner.pk: Came(0, "Court"), second.pk: Came(40)})
    rows = {row.worker: (row.outcome, row.minutes, row.why_not_held) for row in gathering.attendance.all()}
    assert rows == {house.practitioner: ("missed", 0, "Court"), second: ("held", 40, "")}
    gathering.refresh_from_db()
    for reader, reason in ((second, "Absent"), (house.manager, "Absent: Court"), (house.practitioner, "Absent: Court")):
        seen = queries.attendance_of(gathering, access_for(reader, TODAY))
        assert [one.said for one in seen] == [reason, "Left early, 40 minutes"]
    with pytest.raises(Refused, match="no longer planned"):
        hold(house, gathering, {})


def test_it_is_not_held_before_its_day_nor_with_somebody_left_out(house: House, second: Person) -> None:
    ahead = plan(house, second, date=TOMORROW)
    with pytest.raises(Refused, match="21 January 2026"):
        hold(house, ahead, {})
    today = plan(house, second, date=TODAY)
    with pytest.raises(Refused, match="Say whether Newly Qualified came"):
        hold(house, today, {second.pk: Came(90)})
    assert Gathering.objects.get(pk=today.pk).outcome == "planned"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"date": TODAY - dt.timedelta(days=1)}, "today or later"),
        ({"date": dt.date(2026, 1, 24)}, "weekend"),
        ({"people": []}, "at least two people"),
        ({"form": "unheard"}, "does not say"),
    ],
)
def test_what_cannot_be_planned_is_refused(house: House, second: Person, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        plan(house, second, **changed)
    assert not Gathering.objects.exists()


def test_strangers_and_people_away_are_not_invited(house: House, second: Person) -> None:
    with pytest.raises(Refused, match="people listed"):
        plan(house, house.stranger_outside)
    Absence.objects.create(person=second, kind="leave", started_on=TODAY, ended_on=TODAY)
    with pytest.raises(Refused, match="Away on 20 January 2026: Second Worker"):
        plan(house, second)


def test_sent_twice_it_is_planned_once_and_not_twice_a_day(house: House, second: Person) -> None:
    key, access = uuid.uuid4(), access_for(house.manager, TODAY)
    for _ in range(2):
        services.plan_gathering(wanted=wanted(house, second), sent_key=key, access=access, at=NOW)
    with pytest.raises(Refused, match="another session of this kind"):
        plan(house, second)
    assert (Gathering.objects.count(), Session.objects.count()) == (1, 2)


@pytest.mark.rule("SUP-06")
def test_moved_and_cancelled_for_everybody_with_who_and_why(house: House, second: Person) -> None:
    gathering = plan(house, second)
    told = {"gathering": gathering, "by": house.manager, "on": TODAY, "at": NOW}
    for _ in range(2):
        services.move_gathering(date=TOMORROW, time=dt.time(9), place="Room 2", why="Court", **told)
    assert set(gathering.attendance.values_list("date", "place")) == {(TOMORROW, "Room 2")}
    gathering.refresh_from_db()
    services.cancel_gathering(why="A storm", **told)
    assert set(gathering.attendance.values_list("outcome", "why_not_held")) == {("cancelled", "A storm")}
    assert list(SessionChange.objects.values_list("what", "why")) == [
        ("cancelled", "A storm"),
        ("moved", "Court"),
        ("booked", ""),
    ]
    with pytest.raises(Refused, match="no longer planned"):
        services.cancel_gathering(why="Again", **told)


@pytest.mark.rule("SUP-12")
def test_joint_supervision_is_arranged_where_work_is_shared(house: House, second: Person) -> None:
    shared, alone = CaseFactory(reference="CS-1"), CaseFactory(reference="CS-2")
    for worker, case in ((house.practitioner, shared), (second, shared), (second, alone)):
        AllocationFactory(worker=worker, case=case)
    access = access_for(house.manager, TODAY)
    found = queries.to_arrange(access)
    assert [(one.reference, one.people) for one in found] == [("CS-1", (house.practitioner, second))]
    joint = plan(house, second, form="joint", reference="CS-1")
    assert (joint.kind, joint.reference, queries.to_arrange(access)) == ("joint", "CS-1", [])
    hold(house, joint, {house.practitioner.pk: Came(60), second.pk: Came(60)})
    assert (last_counting(house.practitioner), last_counting(second)) == (None, TODAY)


@pytest.mark.rule("SUP-12")
def test_a_colleague_of_another_team_is_invited_where_the_case_is_shared(house: House) -> None:
    case = CaseFactory()
    for worker in (house.practitioner, house.stranger_outside):
        AllocationFactory(worker=worker, case=case)
    plan(house, house.stranger_outside, form="joint", reference=case.reference)
    seen = Gathering.objects.visible_to(access_for(house.stranger_outside, TODAY))
    assert seen.count() == 1


def test_readers_are_the_invited_the_leader_and_their_line(house: House, second: Person) -> None:
    plan(house, second, by="assessor", form="portfolio")
    readers = {
        name for name, one in house.everybody.items() if Gathering.objects.visible_to(access_for(one, TODAY)).exists()
    }
    assert readers == {"practitioner", "assessor", "manager"}


def test_it_stands_once_in_the_diary_of_leader_and_invited(house: House, second: Person) -> None:
    gathering = plan(house, second)
    for person, leads in ((house.manager, True), (second, False)):
        found = bookings_between(person, TODAY, TODAY)
        assert [(one.key, one.leads, one.time) for one in found] == [(f"gathering-{gathering.pk}", leads, dt.time(14))]
    assert bookings_between(house.practitioner, TOMORROW, TOMORROW) == []


def test_somebodys_place_is_settled_with_the_others(client: Client, house: House, second: Person, today: None) -> None:
    row = plan(house, second).attendance.get(worker=second)
    client.force_login(house.manager)
    here = f"/supervision/sessions/{row.pk}/"
    assert b"Who came, and the note" in client.get(here).content
    for deed in ("held/", "not-held/", "move/", "record/"):
        assert client.post(f"{here}{deed}", {"minutes": "60"}).status_code == 403


def test_the_pages_plan_hold_and_write(client: Client, house: House, second: Person, today: None) -> None:
    client.force_login(house.manager)
    assert b"No group or joint sessions yet" in client.get("/supervision/groups/").content
    assert b"reflection, from training to practice" in client.get("/supervision/groups/plan/").content
    here = "/supervision/groups/plan/?form=reflective"
    assert b"Choose at least two people" in client.post(here, {}).content
    told = {"people": [house.practitioner.pk, second.pk], "date_0": "20", "date_1": "1", "date_2": "2026"}
    told |= {"time": "2pm", "place": "Room 1", "topic": "Endings", "sent_key": str(uuid.uuid4())}
    assert b"Endings" in client.post(here, told, follow=True).content
    client.post(here, told)
    gathering = Gathering.objects.get()
    page = gathering.get_absolute_url()
    came = {"minutes": "90", f"came_{second.pk}": "early", f"came_{house.practitioner.pk}": "absent"}
    wrong = client.post(f"{page}held/", came).content
    assert b"Enter how many minutes Second Worker was there" in wrong
    assert b"Say why Newly Qualified was absent" in wrong
    came |= {f"minutes_{second.pk}": "40", f"why_{house.practitioner.pk}": "Court"}
    client.post(f"{page}held/", came)
    note = {"version": "1", "topic": "Endings", "note": "We read a paper together", "tools": "appreciative_inquiry"}
    assert b"We read a paper" in client.post(f"{page}note/", note, follow=True).content
    late = client.post(f"{page}note/", note | {"note": "Mine"}, follow=True)
    assert b"We read a paper together" in late.content and b"Mine" in late.content
    client.force_login(second)
    seen = client.get(page).content
    assert b"We read a paper" in seen and b"Left early, 40 minutes" in seen and b"Court" not in seen
    assert client.get(f"{page}note/").status_code == 403
    assert client.get("/supervision/groups/plan/").status_code == 403
    client.force_login(house.stranger_in_team)
    assert client.get(page).status_code == 404


def test_the_pages_move_and_cancel(client: Client, house: House, second: Person, today: None) -> None:
    page = plan(house, second).get_absolute_url()
    client.force_login(house.manager)
    assert b"Say why the session is moved" in client.post(f"{page}move/", {}).content
    day = {"date_0": "21", "date_1": "1", "date_2": "2026", "time": "9:30", "place": "Room 1", "why": "Court"}
    assert b"because: Court" in client.post(f"{page}move/", day, follow=True).content
    assert b"Say why the session is cancelled" in client.post(f"{page}cancel/", {}).content
    assert b"A storm" in client.post(f"{page}cancel/", {"why": "A storm"}, follow=True).content


@pytest.mark.rule("SUP-12")
@pytest.mark.parametrize(("ago", "asked_again"), [(59, False), (60, False), (61, True)])
def test_how_long_ago_is_lately_is_the_policys(house: House, second: Person, ago: int, asked_again: bool) -> None:
    case = CaseFactory()
    for worker in (house.practitioner, second):
        AllocationFactory(worker=worker, case=case)
    joint = plan(house, second, form="joint", reference=case.reference)
    Gathering.objects.filter(pk=joint.pk).update(date=TODAY - dt.timedelta(days=ago))
    access = access_for(house.manager, TODAY)
    assert [one.reference for one in queries.to_arrange(access)] == [case.reference] * asked_again


@pytest.mark.rule("SUP-12")
def test_where_no_joint_supervision_is_asked_for_there_is_nothing_to_arrange(house: House, second: Person) -> None:
    case = CaseFactory()
    for worker in (house.practitioner, second):
        AllocationFactory(worker=worker, case=case)
    Authority.objects.update(pack="national")
    assert groups.joint_asked(load_pack("national"), TODAY) is None
    assert queries.to_arrange(access_for(house.manager, TODAY)) == []


@pytest.mark.rule("SUP-12")
def test_why_a_shared_case_is_listed(client: Client, house: House, second: Person, today: None) -> None:
    case = CaseFactory()
    for worker in (house.practitioner, second):
        AllocationFactory(worker=worker, case=case)
    client.force_login(house.manager)
    page = client.get("/supervision/groups/").content.decode()
    assert "Joint supervision is arranged where people work on a case together, and again after 60 days" in page
