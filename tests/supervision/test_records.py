"""The record of a session: two parts with two sets of readers, actions that come back, both sign, then addenda."""

import datetime as dt
import json
import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from supervision.models import (
    Action,
    ActionClosed,
    Addendum,
    CaseDiscussion,
    Session,
    SessionRecord,
    SetAsideWords,
    Signature,
)
from supervision.queries.records import earlier_actions
from supervision.services import records as services
from tests.factories import NOW, TODAY, ReflectionFactory, RelationshipFactory, SessionFactory
from tests.house import House
from workforce.access import access_for, may
from workforce.models import AuditEntry, Person, SealedRecord
from workforce.seal import breaks
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SaidAlready

CHECKS = {"records_read": True, "assessment_read": True, "plan_read": False, "reviews_read": False}


@pytest.fixture
def record(house: House) -> SessionRecord:
    """A record of a session that was held, with words, a case and an action."""
    session = SessionFactory(worker=house.practitioner, supervisor=house.manager)
    made = opened(session, house.manager)
    write(made, house.practitioner, wellbeing="Tired after court")
    discuss(made, house.manager)
    act(made, house.manager, owner=house.practitioner)
    return made


def opened(session: Session, by: Person) -> SessionRecord:
    return services.open_record(session=session, access=access_for(by, TODAY), at=NOW)


def write(record: SessionRecord, by: Person, save: Save | None = None, **words: str) -> None:
    services.save_record(record=record, words=words, save=save or Save(record.version), by=by, at=NOW)


def discuss(record: SessionRecord, by: Person, reference: str = "CS-100001") -> CaseDiscussion:
    return services.add_discussion(
        record=record, reference=reference, read=CHECKS, direction="See the plan again", by=by, at=NOW
    )


def act(record: SessionRecord, by: Person, *, owner: Person, due_on: dt.date = TODAY, what: str = "Ring") -> Action:
    return services.add_action(
        record=record, what=what, owner=owner, due_on=due_on, sent_key=uuid.uuid4(), by=by, at=NOW
    )


def sign(record: SessionRecord, by: Person, own_view: str = "") -> Signature:
    return services.sign_record(record=record, stamp=record.stamp, own_view=own_view, by=by, at=NOW)


def earlier(session: Session, house: House) -> list[str]:
    """The open actions that the record of a session begins with."""
    found = earlier_actions(opened(session, house.manager), access_for(house.manager, TODAY))
    return [action.what for action in found]


def both_sign(record: SessionRecord, house: House) -> None:
    sign(record, house.manager)
    sign(record, house.practitioner, own_view="I had asked for less")


def add(record: SessionRecord, by: Person, part: str) -> Addendum:
    return services.add_addendum(record=record, part=part, words=f"Later: {part}", sent_key=uuid.uuid4(), by=by, at=NOW)


def test_opened_twice_it_is_one(house: House, record: SessionRecord) -> None:
    assert opened(record.session, house.practitioner) == record
    assert AuditEntry.objects.filter(deed="supervision.open_record").count() == 1


def test_what_was_not_held_has_no_record(house: House) -> None:
    session = SessionFactory(
        worker=house.practitioner, supervisor=house.manager, outcome="missed", minutes=0, why_not_held="Court"
    )
    with pytest.raises(Refused, match="was not held"):
        opened(session, house.manager)


READERS = {
    "practitioner": "full",
    "manager": "full",
    "lead": "full",  # made the manager's manager below
    "group_manager": "cases",
}


@pytest.mark.rule("SUP-08")
def test_two_parts_have_two_sets_of_readers(client: Client, house: House, record: SessionRecord, today: None) -> None:
    RelationshipFactory(kind="manages", holder=house.lead, person=house.manager)
    found = {}
    for name, person in house.everybody.items():
        client.force_login(person)
        answer = client.get(record.get_absolute_url())
        if answer.status_code == 200:
            text = answer.content.decode()
            assert "CS-100001" in text and "See the plan again" in text
            found[name] = "full" if "Tired after court" in text and "Ring" in text else "cases"
            assert ("Tired after court" in text, "Ring" in text) == (found[name] == "full",) * 2
    assert found == READERS


def test_a_line_manager_who_was_not_there_reads_neither_part(house: House) -> None:
    RelationshipFactory(kind="supervises", holder=house.assessor, person=house.practitioner)
    session = SessionFactory(worker=house.practitioner, supervisor=house.assessor)
    made = opened(session, house.assessor)
    seen = SessionRecord.objects.visible_to(access_for(house.manager, TODAY))
    assert not seen.filter(pk=made.pk).exists()


def test_a_look_at_somebody_elses_record_is_kept(
    client: Client, house: House, record: SessionRecord, today: None
) -> None:
    client.force_login(house.group_manager)
    client.get(record.get_absolute_url())
    entry = AuditEntry.objects.get(kind="view")
    assert (entry.actor, entry.deed) == (house.group_manager, "supervision.read_record")


@pytest.mark.parametrize("name", ["Amy", "Amy Smith", "CS 100001", "١٢٣", "a", "CS-1\n"])
def test_a_case_goes_by_its_reference_and_never_by_a_name(
    client: Client, house: House, record: SessionRecord, today: None, name: str
) -> None:
    client.force_login(house.manager)
    told = {"reference": name if name != "CS-1\n" else "x" * 40, "direction": "D"}
    answer = client.post(f"/supervision/records/{record.pk}/cases/add/", told)
    assert answer.status_code == 200
    assert b'href="#id_reference"' in answer.content
    assert record.discussions.count() == 1


def test_a_case_is_in_a_record_once(house: House, record: SessionRecord) -> None:
    assert discuss(record, house.manager) == record.discussions.get()
    with pytest.raises(Refused, match="already in this record"):
        discuss(record, house.manager, "cs-100001")
    services.remove_discussion(discussion=record.discussions.get(), by=house.manager, at=NOW)
    assert record.discussions.count() == 0


def test_an_action_belongs_to_one_of_the_two_and_is_due_later(house: House, record: SessionRecord) -> None:
    with pytest.raises(Refused, match="one of the two"):
        act(record, house.manager, owner=house.hr)
    with pytest.raises(Refused, match="on or after"):
        act(record, house.manager, owner=house.manager, due_on=TODAY - dt.timedelta(days=1))
    assert record.actions.count() == 1


@pytest.mark.rule("SUP-08")
def test_an_action_comes_back_until_it_is_closed(house: House, record: SessionRecord) -> None:
    both_sign(record, house)
    following = SessionFactory(
        worker=house.practitioner,
        supervisor=house.manager,
        date=TODAY + dt.timedelta(days=7),
        outcome="planned",
        minutes=0,
    )
    assert earlier(following, house) == ["Ring"]
    assert earlier(record.session, house) == []
    action = record.actions.get()
    first = services.close_action(action=action, outcome="Rang, all is well", by=house.practitioner, at=NOW)
    assert services.close_action(action=action, outcome="Rang, all is well", by=house.manager, at=NOW) == first
    with pytest.raises(SaidAlready, match="closed already"):
        services.close_action(action=action, outcome="Again", by=house.manager, at=NOW)
    assert earlier(following, house) == []


def test_the_record_opens_with_the_caseload_and_what_was_shared_since_the_last_session(house: House) -> None:
    for days in (0, 1, 6):
        at = NOW - dt.timedelta(days=days)
        ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=at, title="Said in confidence")
    told = {"worker": house.practitioner, "supervisor": house.manager}
    SessionFactory(**told, date=TODAY - dt.timedelta(days=3))
    made = opened(SessionFactory(**told), house.manager)
    assert made.agenda == [
        ["Caseload: 0 children, limit 10", ""],
        ["2 reflections shared with the assessor since 17 January 2026", ""],
    ]


def test_words_that_come_second_are_set_aside(house: House, record: SessionRecord) -> None:
    read = Save(record.version, "a", 1)
    write(record, house.manager, read, wellbeing="Better")
    with pytest.raises(services.SavedElsewhere) as clash:
        write(record, house.practitioner, Save(read.version, "b", 1), wellbeing="Worse")
    assert (record.wellbeing, clash.value.set_aside.words) == ("Better", {"wellbeing": "Worse"})


def test_the_page_saves_itself_and_the_second_window_chooses(
    client: Client, house: House, record: SessionRecord, today: None
) -> None:
    client.force_login(house.practitioner)
    here = f"/supervision/records/{record.pk}"
    version = str(record.version)
    saved = client.post(f"{here}/autosave/", {"version": version, "editor": "a", "seq": "1", "reflection": "One"})
    assert saved.json()["version"] == record.version + 1
    clash = client.post(f"{here}/autosave/", {"version": version, "editor": "b", "seq": "1", "reflection": "Two"})
    assert clash.status_code == 409
    compare = clash.json()["conflict_url"]
    assert b"Two" in client.get(compare).content
    record.refresh_from_db()
    client.post(compare, {"use": "set_aside", "version": str(record.version)})
    record.refresh_from_db()
    assert record.reflection == "Two"
    long = client.post(f"{here}/autosave/", {"version": str(record.version), "reflection": "x" * 30_000})
    assert long.status_code == 422
    client.force_login(house.manager)
    assert client.get(compare).status_code == 302  # not their words


@pytest.mark.rule("SUP-09")
def test_the_tools_of_the_policy_are_noted(client: Client, house: House, record: SessionRecord, today: None) -> None:
    house.team.service.authority.pack = "west-sussex"
    house.team.service.authority.save()
    client.force_login(house.manager)
    here = f"/supervision/records/{record.pk}"
    answer = client.post(f"{here}/edit/", {"version": str(record.version), "tools": ["appreciative_inquiry"]})
    assert answer.status_code == 302
    assert b"Appreciative Inquiry" in client.get(f"{here}/").content
    wrong = client.post(f"{here}/edit/", {"version": "1", "tools": ["nothing"]})
    assert b"Choose from the tools listed" in wrong.content


@pytest.mark.rule("SUP-13")
def test_both_sign_and_the_record_is_sealed(house: House, record: SessionRecord) -> None:
    sign(record, house.manager)
    assert (record.sealed, SealedRecord.objects.count()) == (False, 0)
    sign(record, house.practitioner, own_view="I had asked for less")
    assert record.sealed
    sealed = json.loads(SealedRecord.objects.get().content)
    assert sealed["kind"] == "supervision record"
    said = sealed["snapshot"]
    assert said["personal"]["wellbeing"] == "Tired after court"
    case = {"reference": "CS-100001", "read": ["records", "assessment"], "direction": "See the plan again"}
    assert said["cases"] == [case]
    assert [(one["by"], one["own_view"]) for one in said["signatures"]] == [
        ("Practice Manager", ""),
        ("Newly Qualified", "I had asked for less"),
    ]
    assert list(breaks()) == []


def test_signed_twice_it_is_one_signature(house: House, record: SessionRecord) -> None:
    assert sign(record, house.manager) == sign(record, house.manager)
    assert not record.sealed


def test_a_change_after_one_signature_asks_for_it_again(house: House, record: SessionRecord) -> None:
    sign(record, house.manager)
    write(record, house.practitioner, wellbeing="Changed")
    sign(record, house.practitioner)
    assert not record.sealed
    sign(record, house.manager)
    assert record.sealed


CHANGES: dict[str, Callable[[SessionRecord, House], object]] = {
    "words": lambda record, house: write(record, house.manager, reflection="New"),
    "a case": lambda record, house: discuss(record, house.manager, "CS-2"),
    "an action": lambda record, house: act(record, house.manager, owner=house.manager, what="Write"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_signs_what_they_have_not_read(house: House, record: SessionRecord, change: str) -> None:
    read = record.stamp
    CHANGES[change](record, house)
    with pytest.raises(Refused, match="changed after you read it"):
        services.sign_record(record=record, stamp=read, own_view="", by=house.practitioner, at=NOW)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.rule("SUP-13")
def test_a_sealed_record_takes_nothing_more(house: House, record: SessionRecord, change: str) -> None:
    both_sign(record, house)
    with pytest.raises(Refused, match="Both have signed"):
        CHANGES[change](SessionRecord.objects.get(pk=record.pk), house)
    assert (record.discussions.count(), record.actions.count()) == (1, 1)


def test_words_sent_after_sealing_are_kept(house: House, record: SessionRecord) -> None:
    both_sign(record, house)
    with pytest.raises(Refused):
        write(record, house.practitioner, wellbeing="Typed meanwhile")
    assert SetAsideWords.objects.get().words == {"wellbeing": "Typed meanwhile"}


def test_only_the_two_sign_and_only_a_session_that_was_held(house: House, record: SessionRecord) -> None:
    with pytest.raises(Refused, match="Only the two"):
        sign(record, house.group_manager)
    Session.objects.filter(pk=record.session_id).update(outcome="planned", minutes=0)
    record = SessionRecord.objects.get(pk=record.pk)
    with pytest.raises(Refused, match="was held"):
        sign(record, house.manager)


BY_FORCE: dict[str, Callable[[SessionRecord], object]] = {
    "change the record": lambda r: SessionRecord.objects.filter(pk=r.pk).update(wellbeing="Fine"),
    "unseal the record": lambda r: SessionRecord.objects.filter(pk=r.pk).update(
        sealed=False, seal=None, signed_at=None
    ),
    "delete the record": lambda r: SessionRecord.objects.filter(pk=r.pk)._raw_delete("default"),
    "change a case": lambda r: r.discussions.update(direction="Else"),
    "delete a case": lambda r: r.discussions.all().delete(),
    "add a case": lambda r: r.discussions.create(reference="CS-3", direction="D", added_by=r.opened_by, added_at=NOW),
    "change an action": lambda r: r.actions.update(what="Else"),
    "add an action": lambda r: r.actions.create(
        what="W", owner=r.opened_by, due_on=TODAY, added_by=r.opened_by, added_at=NOW
    ),
    "change a signature": lambda r: r.signatures.update(own_view="Agreed"),
    "delete a signature": lambda r: r.signatures.all().delete(),
    "change an addendum": lambda r: r.addenda.update(words="Else"),
    "delete an addendum": lambda r: r.addenda.all().delete(),
    "reopen an action": lambda r: ActionClosed.objects.all().delete(),
}


@pytest.mark.parametrize("deed", BY_FORCE)
@pytest.mark.rule("SUP-13")
def test_the_database_refuses_to_change_what_is_signed(house: House, record: SessionRecord, deed: str) -> None:
    both_sign(record, house)
    add(record, house.manager, "case")
    services.close_action(action=record.actions.get(), outcome="Done", by=house.manager, at=NOW)
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        BY_FORCE[deed](record)


@pytest.mark.rule("SUP-13")
def test_what_is_added_later_has_its_readers_too(
    client: Client, house: House, record: SessionRecord, today: None
) -> None:
    with pytest.raises(Refused, match="not signed by both"):
        add(record, house.manager, "case")
    both_sign(record, house)
    add(record, house.manager, "case")
    add(record, house.practitioner, "personal")
    seen = {}
    for name in ("practitioner", "group_manager"):
        client.force_login(house.everybody[name])
        text = client.get(record.get_absolute_url()).content.decode()
        seen[name] = ("Later: case" in text, "Later: personal" in text, "I had asked for less" in text)
    assert seen == {"practitioner": (True, True, True), "group_manager": (True, False, False)}


def test_the_pages_from_booking_to_addendum(client: Client, house: House, today: None) -> None:
    session = SessionFactory(
        worker=house.practitioner, supervisor=house.manager, date=TODAY, outcome="planned", minutes=0
    )
    client.force_login(house.practitioner)
    opened = client.post(f"/supervision/sessions/{session.pk}/record/", follow=True)
    assert b"To go through" in opened.content
    record = SessionRecord.objects.get()
    here = f"/supervision/records/{record.pk}"
    client.post(f"{here}/edit/", {"version": "1", "points": "My leave", "editor": "a", "seq": "1"})
    client.force_login(house.manager)
    client.post(f"/supervision/sessions/{session.pk}/held/", {"minutes": "90"})
    client.post(f"{here}/cases/add/", {"reference": "CS-100001", "read": ["plan_read"], "direction": "Visit again"})
    due = {"due_on_0": "30", "due_on_1": "1", "due_on_2": "2026"}
    client.post(f"{here}/actions/add/", {"what": "Ring the school", "owner": str(house.manager.pk), **due})
    for person in (house.manager, house.practitioner):
        client.force_login(person)
        page = client.get(f"{here}/sign/").content.decode()
        assert "My leave" in page and "Visit again" in page and "Ring the school" in page
        record.refresh_from_db()
        client.post(f"{here}/sign/", {"stamp": record.stamp, "own_view": ""})
    record.refresh_from_db()
    assert record.sealed
    assert client.get(f"{here}/edit/").status_code == 302
    client.post(f"{here}/addendum/", {"part": "case", "words": "Visited since"})
    assert b"Visited since" in client.get(f"{here}/").content
    action = Action.objects.get()
    closed = client.post(f"/supervision/actions/{action.pk}/close/", {"outcome": "Rang"}, follow=True)
    assert b"The action is closed" in closed.content


@pytest.mark.parametrize("path", ["cases/add", "actions/add", "addendum"])
def test_an_empty_form_says_what_to_enter(
    client: Client, house: House, record: SessionRecord, today: None, path: str
) -> None:
    client.force_login(house.manager)
    answer = client.post(f"/supervision/records/{record.pk}/{path}/", {})
    assert (answer.status_code, b"govuk-error-summary" in answer.content) == (200, True)


def test_readers_do_not_write(client: Client, house: House, record: SessionRecord, today: None) -> None:
    client.force_login(house.group_manager)
    for path in ("edit", "cases/add", "actions/add", "sign", "addendum"):
        assert client.get(f"/supervision/records/{record.pk}/{path}/").status_code == 403
    access = access_for(house.group_manager, TODAY)
    assert not may("supervision.open_record", access, record.session)
