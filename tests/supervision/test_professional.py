"""A registered professional supervisor beside a line manager who is none: missing, named, ended, and what they see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from reminders.models import Duty
from reminders.services import recount
from supervision import policy
from supervision.models import Session
from supervision.queries.professional import beside_of, may_be_chosen
from supervision.services import calendar
from supervision.services import professional as services
from tests.factories import LONG_AGO, NOW, TODAY, RegistrationFactory, SessionFactory
from tests.house import House, person
from workforce.access import access_for
from workforce.facts import facts_of
from workforce.models import AuditEntry, Person, Registration, Relationship
from workforce.packs import load_pack
from workforce.verdict import Refused

DAY = dt.date(2026, 1, 10)
RULE = pytest.mark.rule("SUP-11")


def lines(**changed: Any) -> policy.Lines:
    return policy.Lines(
        **({"manager": False, "supervisor": None, "professional": None, "without_since": DAY} | changed)
    )


@RULE
@pytest.mark.parametrize(
    ("stage", "told", "needed", "missing", "due_on"),
    [
        ("nqsw", lines(), True, True, dt.date(2026, 1, 24)),
        ("social_worker", lines(professional=False), True, True, dt.date(2026, 1, 24)),
        ("nqsw", lines(professional=True), True, False, None),
        ("nqsw", lines(supervisor=True), True, False, None),
        ("nqsw", lines(manager=True), False, False, None),
        ("nqsw", lines(manager=None), False, False, None),
        ("other_staff", lines(), False, False, None),
    ],
)
def test_who_needs_one(stage: str, told: policy.Lines, needed: bool, missing: bool, due_on: dt.date | None) -> None:
    answer = policy.professional(load_pack("national"), stage=stage, lines=told)
    assert (answer.needed, answer.missing, answer.due_on, answer.rules) == (needed, missing, due_on, ("SUP-11",))


def test_a_policy_without_the_rule_is_silent() -> None:
    pack = load_pack("national")
    silent = pack.model_copy(update={"supervision": pack.supervision.model_copy(update={"professional": None})})
    assert policy.professional(silent, stage="nqsw", lines=lines()).silent


@pytest.fixture
def senior(house: House) -> Person:
    """Somebody registered in a leading post; the manager of the house is not registered."""
    found = person("Senior Beside", "senior", house.team)
    RegistrationFactory(person=found, started_on=LONG_AGO)
    return found


def beside(house: House, on: dt.date = TODAY) -> Any:
    return beside_of(facts_of([house.practitioner], on), on)[house.practitioner.pk]


def name(house: House, holder: Person, **changed: Any) -> Relationship:
    told = {"worker": house.practitioner, "holder": holder, "from_on": DAY, "by": house.manager, "on": TODAY, "at": NOW}
    return services.name_professional(**(told | changed))


@RULE
def test_missing_since_the_stage_began(house: House) -> None:
    told = beside(house)
    assert (told.tie, told.answer.missing, told.answer.figures["since"]) == (None, True, dt.date(2025, 9, 8))


@RULE
def test_missing_since_the_managers_registration_ended(house: House) -> None:
    RegistrationFactory(person=house.manager, started_on=LONG_AGO, ended_on=dt.date(2025, 11, 30))
    assert beside(house).answer.figures["since"] == dt.date(2025, 12, 1)
    assert not beside(house, dt.date(2025, 11, 30)).answer.missing


@RULE
def test_named_it_is_no_longer_missing_and_the_duty_is_met(house: House, senior: Person) -> None:
    services.settle_professional(house.practitioner, on=TODAY, at=NOW)
    duty = Duty.objects.get(kind="professional_supervisor")
    assert (duty.owner, duty.due_on, duty.met_at) == (house.manager, dt.date(2025, 9, 22), None)
    tie = name(house, senior)
    duty.refresh_from_db()
    assert (duty.met_at, beside(house).answer.missing, beside(house).tie) == (NOW, False, tie)
    assert AuditEntry.objects.filter(deed="supervision.name_professional").count() == 1


def test_named_twice_it_is_named_once(house: House, senior: Person) -> None:
    assert name(house, senior) == name(house, senior)
    assert AuditEntry.objects.filter(deed="supervision.name_professional").count() == 1


def test_another_takes_over_and_the_first_ends_the_day_before(house: House, senior: Person) -> None:
    other = person("Other Beside", "principal")
    RegistrationFactory(person=other, started_on=LONG_AGO)
    first = name(house, senior)
    second = name(house, other, from_on=dt.date(2026, 1, 15))
    first.refresh_from_db()
    assert (first.ended_on, second.ended_on) == (dt.date(2026, 1, 14), None)
    with pytest.raises(Refused, match="Enter a later day"):
        name(house, senior, from_on=dt.date(2026, 1, 15))


@pytest.mark.parametrize(
    ("from_on", "refusal"),
    [
        (dt.date(2026, 1, 21), "today or in the past"),
        (dt.date(2025, 9, 7), "was not here yet"),
    ],
)
def test_days_that_are_refused(house: House, senior: Person, from_on: dt.date, refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        name(house, senior, from_on=from_on)
    assert not Relationship.objects.filter(kind="professionally_supervises").exists()


@RULE
def test_nobody_off_the_register_nor_the_manager_nor_oneself_may_be_chosen(house: House, senior: Person) -> None:
    RegistrationFactory(person=house.manager, started_on=LONG_AGO)
    assert set(may_be_chosen(house.practitioner, TODAY)) == {senior}
    for wrong in (house.manager, house.practitioner, house.chair):
        with pytest.raises(Refused, match="line manager, or no registered"):
            name(house, wrong)


@RULE
def test_ended_it_is_missing_again_from_the_day_after(house: House, senior: Person) -> None:
    tie = name(house, senior)
    services.end_professional(tie=tie, by=house.manager, on=TODAY, at=NOW)
    services.end_professional(tie=tie, by=house.manager, on=TODAY, at=NOW)
    assert AuditEntry.objects.filter(deed="supervision.end_professional").count() == 1
    tomorrow = TODAY + dt.timedelta(days=1)
    assert not beside(house).answer.missing
    assert beside(house, tomorrow).answer.figures["since"] == tomorrow


@RULE
def test_a_registration_that_runs_out_by_itself_is_followed_at_night(house: House) -> None:
    RegistrationFactory(person=house.manager, started_on=LONG_AGO, ended_on=dt.date(2026, 1, 19))
    calendar.follow_the_day(on=TODAY, at=NOW)
    assert Duty.objects.open().get(kind="professional_supervisor").due_on == dt.date(2026, 2, 3)
    assert [drift for drift in recount(on=TODAY) if drift.key.startswith("professional")] == []
    Registration.objects.filter(person=house.manager).update(ended_on=None)
    calendar.follow_the_day(on=TODAY, at=NOW)
    assert Duty.objects.open().filter(kind="professional_supervisor").count() in (0, 1)


@RULE
def test_what_a_professional_supervisor_sees(client: Client, house: House, senior: Person, today: None) -> None:
    """Dates and load, and the sessions of their own; not what others wrote."""
    theirs = SessionFactory(worker=house.practitioner, supervisor=house.manager, notes="Between the two")
    paths = {
        f"/people/{house.practitioner.pk}/": 200,
        f"/supervision/{house.practitioner.pk}/": 200,
        f"/caseloads/{house.practitioner.pk}/": 200,
        f"/supervision/{house.practitioner.pk}/add/": 200,
        f"/supervision/{house.practitioner.pk}/book/": 200,
        f"/supervision/{house.practitioner.pk}/agreement/": 403,
        f"/supervision/{house.practitioner.pk}/agreement/draw-up/": 403,
        f"/supervision/{house.practitioner.pk}/professional/name/": 403,
        f"/supervision/sessions/{theirs.pk}/": 404,
    }
    client.force_login(senior)
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    name(house, senior)
    assert {path: client.get(path).status_code for path in paths} == paths
    own = SessionFactory(worker=house.practitioner, supervisor=senior, date=dt.date(2026, 1, 12))
    assert set(Session.objects.visible_to(access_for(senior, TODAY))) == {own}


@pytest.fixture
def sent(house: House, senior: Person) -> dict[str, str]:
    return {"holder": str(senior.pk), "from_on_0": "10", "from_on_1": "1", "from_on_2": "2026"}


def test_the_page_names_and_ends(
    client: Client, house: House, senior: Person, sent: dict[str, str], today: None
) -> None:
    page = f"/supervision/{house.practitioner.pk}/professional/"
    client.force_login(house.manager)
    assert "Missing" in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(f"{page}name/", sent).status_code == 302
    assert Relationship.objects.filter(kind="professionally_supervises", ended_on=None).count() == 1
    assert "Senior Beside, since 10 January 2026" in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(f"{page}end/").status_code == 302
    assert Relationship.objects.get(kind="professionally_supervises").ended_on == TODAY


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"holder": ""}, "Choose who it is"),
        ({"holder": "999999"}, "Choose one of the registered"),
        ({"holder": "'; DROP"}, "Choose one of the registered"),
        ({"from_on_0": "32"}, "real date"),
        ({"from_on_2": "2031"}, "today or in the past"),
    ],
)
def test_nonsense_is_refused_with_its_reason(
    client: Client, house: House, sent: dict[str, str], today: None, changed: dict[str, str], error: str
) -> None:
    client.force_login(house.lead)
    answer = client.post(f"/supervision/{house.practitioner.pk}/professional/name/", sent | changed)
    assert answer.status_code == 200 and error in answer.content.decode()
    assert not Relationship.objects.filter(kind="professionally_supervises").exists()


def test_who_names_one(client: Client, house: House, today: None) -> None:
    opened = set()
    for who, somebody in house.everybody.items():
        client.force_login(somebody)
        if client.get(f"/supervision/{house.practitioner.pk}/professional/name/").status_code == 200:
            opened.add(who)
    assert opened == {"manager", "group_manager", "lead", "chair"}


@RULE
def test_missing_is_said_on_the_workers_page_the_team_page_and_the_home_page(
    client: Client, house: House, today: None
) -> None:
    services.settle_professional(house.practitioner, on=TODAY, at=NOW)
    client.force_login(house.manager)
    assert "Missing" in client.get(f"/supervision/{house.practitioner.pk}/").content.decode()
    assert "No professional supervisor" in client.get("/asye/team/").content.decode()
    assert "Arrange a professional supervisor" in client.get("/").content.decode()
