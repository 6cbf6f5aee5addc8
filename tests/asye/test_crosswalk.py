"""Editing the crosswalk: who may, what each deed leaves, history and undo, and what goes wrong."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from asye.models import CrosswalkChange
from asye.services import crosswalk as services
from frameworks.models import CrosswalkLink, Statement
from tests.factories import NOW
from tests.house import House, make_link
from workforce.models import AuditEntry
from workforce.verdict import Refused

KEY = uuid.UUID("33333333-3333-4333-8333-333333333333")


@pytest.fixture
def link(house: House) -> CrosswalkLink:
    return make_link()


def other(link: CrosswalkLink) -> Statement:
    """A statement of the house's framework that is not linked."""
    return Statement.objects.select_related("section").get(section=link.from_statement.section, number="1.2")


def add(house: House, link: CrosswalkLink, **changed: Any) -> CrosswalkChange:
    values: dict[str, Any] = {
        "from_statement": other(link),
        "to_statement": Statement.objects.select_related("section").get(pk=link.to_statement_id),
        "strength": "strong",
        "note": "",
        "sent_key": KEY,
    }
    return services.add_link(**values | changed, by=house.lead, at=NOW)


def held() -> list[tuple[int, int, str, bool]]:
    rows = CrosswalkLink.objects.held().order_by("from_statement", "to_statement")
    return list(rows.values_list("from_statement", "to_statement", "strength", "is_ours"))


def test_a_link_is_added_once_however_often_the_form_is_sent(house: House, link: CrosswalkLink) -> None:
    first, second = add(house, link), add(house, link)
    assert first == second
    assert CrosswalkLink.objects.count() == 2
    assert (first.what, first.before, first.link.strength, first.link.is_ours) == ("Added", None, "strong", False)
    assert AuditEntry.objects.filter(deed="asye.add_crosswalk_link", actor=house.lead).count() == 1


@pytest.mark.parametrize("way_round", [False, True])
def test_two_statements_are_linked_once(house: House, link: CrosswalkLink, way_round: bool) -> None:
    ends = [link.from_statement, link.to_statement]
    start, end = reversed(ends) if way_round else ends
    with pytest.raises(Refused, match="linked already"):
        add(house, link, from_statement=start, to_statement=end)
    assert len(held()) == 1


def test_a_link_goes_to_another_framework(house: House, link: CrosswalkLink) -> None:
    with pytest.raises(Refused, match="another framework"):
        add(house, link, to_statement=link.from_statement)


@pytest.mark.rule("FRW-11")
def test_a_change_ends_one_row_and_begins_another_that_is_no_longer_ours(house: House, link: CrosswalkLink) -> None:
    change = services.change_link(link=link, strength="strong", note="All of it", sent_key=KEY, by=house.lead, at=NOW)
    assert change is not None and change.before == link
    link.refresh_from_db()
    assert (link.ended_at, link.strength, link.note) == (NOW, "partial", "Half of it")
    assert held() == [(link.from_statement_id, link.to_statement_id, "strong", False)]
    again = services.change_link(link=link, strength="strong", note="All of it", sent_key=KEY, by=house.lead, at=NOW)
    assert again == change


def test_a_change_of_nothing_is_none(house: House, link: CrosswalkLink) -> None:
    values = {"strength": link.strength, "note": link.note, "sent_key": KEY}
    assert services.change_link(link=link, **values, by=house.lead, at=NOW) is None
    assert not CrosswalkChange.objects.exists() and link.is_ours


def test_a_link_that_was_changed_meanwhile_is_not_changed_again(house: House, link: CrosswalkLink) -> None:
    services.end_link(link=link, by=house.lead, at=NOW)
    with pytest.raises(Refused, match="Somebody else"):
        services.change_link(link=link, strength="strong", note="", sent_key=KEY, by=house.chair, at=NOW)
    with pytest.raises(Refused, match="Somebody else"):
        services.end_link(link=link, by=house.chair, at=NOW)
    assert held() == []


@pytest.mark.rule("FRW-11")
def test_each_kind_of_change_can_be_undone_and_the_undoing_too(house: House, link: CrosswalkLink) -> None:
    was = held()
    ended = services.end_link(link=link, by=house.lead, at=NOW)
    undone = services.undo(change=ended, by=house.chair, at=NOW)
    assert (held(), undone.what, undone.undoes) == (was, "Undone", ended)
    added = add(house, link)
    services.undo(change=added, by=house.lead, at=NOW)
    assert held() == was
    now = CrosswalkLink.objects.held().get()
    changed = services.change_link(link=now, strength="related", note="", sent_key=uuid.uuid4(), by=house.lead, at=NOW)
    assert changed is not None
    back = services.undo(change=changed, by=house.lead, at=NOW)
    assert held() == was
    services.undo(change=back, by=house.lead, at=NOW)
    assert [row[2] for row in held()] == ["related"]


def test_what_was_changed_since_cannot_be_undone(house: House, link: CrosswalkLink) -> None:
    ended = services.end_link(link=link, by=house.lead, at=NOW)
    services.undo(change=ended, by=house.lead, at=NOW)
    with pytest.raises(Refused, match="linked already"):
        services.undo(change=ended, by=house.lead, at=NOW)
    added = add(house, link)
    services.end_link(link=added.link, by=house.lead, at=NOW)
    with pytest.raises(Refused, match="Somebody else"):
        services.undo(change=added, by=house.lead, at=NOW)


def test_the_history_cannot_be_rewritten(house: House, link: CrosswalkLink) -> None:
    change = services.end_link(link=link, by=house.lead, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        CrosswalkChange.objects.filter(pk=change.pk).update(by=house.chair)
    with pytest.raises(DatabaseError), transaction.atomic():
        CrosswalkChange.objects.filter(pk=change.pk).delete()


GOOD = {"framework": "other-2014", "number": "1.1", "strength": "strong", "note": "Same", "sent_key": str(KEY)}


def test_the_page_of_a_statement_adds_changes_takes_away_and_undoes(
    client: Client, house: House, link: CrosswalkLink, today: None
) -> None:
    client.force_login(house.lead)
    address = f"/asye/crosswalk/statements/{other(link).pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, GOOD).status_code == client.post(address, GOOD).status_code == 302
    made = CrosswalkLink.objects.held().get(from_statement=other(link))
    change = f"/asye/crosswalk/links/{made.pk}/"
    assert "Made statement 2" in client.get(change).content.decode()
    assert client.post(change, {"strength": "related", "note": ""}).status_code == 302
    assert client.get(change).status_code == 302
    now = CrosswalkLink.objects.held().get(from_statement=other(link))
    client.post(f"/asye/crosswalk/links/{now.pk}/end/")
    assert not CrosswalkLink.objects.held().filter(from_statement=other(link)).exists()
    shown = client.get(address)
    assert [(c.what, c.may_undo) for c in shown.context["changes"]] == [
        ("Taken away", True),
        ("Changed", False),
        ("Added", False),
    ]
    assert "Development Lead" in shown.content.decode()
    client.post(f"/asye/crosswalk/changes/{CrosswalkChange.objects.first().pk}/undo/")  # type: ignore[union-attr]
    assert CrosswalkLink.objects.held().get(from_statement=other(link)).strength == "related"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"framework": ""}, "Choose a framework"),
        ({"framework": "made-2018/asye"}, "Choose a framework"),
        ({"number": "9.9"}, "has no statement 9.9"),
        ({"number": ""}, "Enter the number"),
        ({"strength": "weak"}, "Select a valid choice"),
        ({"note": "x" * 301}, "Use at most 300 characters"),
        ({"note": "a\x00b"}, "Null characters"),
    ],
)
def test_the_form_says_what_to_put_right(
    client: Client, house: House, link: CrosswalkLink, today: None, changed: dict[str, str], says: str
) -> None:
    client.force_login(house.lead)
    answer = client.post(f"/asye/crosswalk/statements/{other(link).pk}/", GOOD | changed)
    assert answer.status_code == 200 and says in answer.content.decode()
    assert CrosswalkLink.objects.count() == 1


def test_the_whole_crosswalk_by_pair_of_frameworks(client: Client, house: House, today: None) -> None:
    link = make_link()
    client.force_login(house.lead)
    step = f"{link.from_statement.section.framework_id}-{link.to_statement.section.framework_id}"
    for asked, links in (("", 1), (step, 1), ("nonsense", 1), ("1-1' OR", 1)):
        answer = client.get("/asye/crosswalk/", {"step": asked})
        assert (answer.status_code, len(answer.context["page"].object_list)) == (200, links)


@pytest.mark.parametrize(
    ("who", "may"), [("lead", True), ("chair", True), ("moderator", False), ("practitioner", False)]
)
def test_only_those_who_run_the_programme_are_led_to_it(
    client: Client, house: House, link: CrosswalkLink, today: None, who: str, may: bool
) -> None:
    client.force_login(house.everybody[who])
    shown = client.get("/frameworks/made-2018/asye/1.1/").content.decode()
    assert ("Edit the links to other frameworks" in shown) is may
    assert "Made relative 1" in shown and "Overlaps" in shown and "Half of it" in shown
