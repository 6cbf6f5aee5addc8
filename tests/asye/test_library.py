"""The library kept in order by its owners, and what people save from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from asye.models import ResourceCare, SavedResource
from asye.queries.library import todos
from asye.services import library as services
from frameworks.models import Resource, Statement, Topic
from supervision.agenda import lines_for
from tests.factories import NOW, TODAY
from tests.frameworks.conftest import make_resource
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry, Person
from workforce.verdict import Refused

GOOD = {
    "title": "Rowing together",
    "summary": "How to row a boat with other people.",
    "kind": "guide",
    "link": "https://example.org/rowing",
    "minutes": "25",
    "licence": "own",
    "owner_role": "development_officer",
    "owner": "",
    "review_on_0": "1",
    "review_on_1": "6",
    "review_on_2": "2026",
    "topics": ["boats"],
    "statements": "made-2018/asye: 1.1, 1.2",
    "sent_key": "44444444-4444-4444-8444-444444444444",
}


@pytest.fixture
def boats(house: House) -> Topic:
    return Topic.objects.create(slug="boats", heading="ethics", title="Boats", order=1)


def deeds(person: Person) -> list[str]:
    return list(AuditEntry.objects.filter(actor=person, kind="write").order_by("pk").values_list("deed", flat=True))


def test_a_resource_is_added_once_however_often_the_form_is_sent(
    client: Client, house: House, boats: Topic, today: None
) -> None:
    client.force_login(house.moderator)
    for _ in range(2):
        answer = client.post("/asye/library/add/", GOOD)
        assert (answer.status_code, answer["Location"]) == (302, "/frameworks/library/resources/rowing-together/")
    made = Resource.objects.get()
    assert (made.minutes, made.review_on, made.is_ours, made.edited_at) == (
        25,
        dt.date(2026, 6, 1),
        False,
        timezone.now(),
    )
    assert [topic.slug for topic in made.topics.all()] == ["boats"]
    assert [row.number for row in made.statements.order_by("order")] == ["1.1", "1.2"]
    assert deeds(house.moderator) == ["asye.add_resource"]


def test_a_title_that_is_there_already_gets_an_address_of_its_own(
    client: Client, house: House, boats: Topic, today: None
) -> None:
    client.force_login(house.moderator)
    for key in ("5", "6", "7"):
        client.post("/asye/library/add/", GOOD | {"sent_key": GOOD["sent_key"].replace("4", key)})  # type: ignore[attr-defined]
    assert sorted(Resource.objects.values_list("slug", flat=True)) == [
        "rowing-together",
        "rowing-together-2",
        "rowing-together-3",
    ]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": ""}, "Enter a title"),
        ({"summary": ""}, "Say what it is"),
        ({"minutes": "0"}, "Enter at least 1 minute"),
        ({"minutes": "soon"}, "Enter a whole number"),
        ({"minutes": "99999999999"}, "Enter at most 2400"),
        ({"link": "javascript:alert(1)"}, "begins with https"),
        ({"link": "//evil.example/"}, "begins with https"),
        ({"link": "http://example.org/"}, "begins with https"),
        ({"topics": []}, "Choose at least one topic"),
        ({"topics": ["trains"]}, "Choose from the topics"),
        ({"statements": "made-2018/asye: 9.9"}, "Line 1: made-2018/asye has no statement 9.9"),
        ({"statements": "\nlost: 1.1"}, "Line 1: begin with a framework"),
        ({"statements": "1.1"}, "begin with a framework and a colon"),
        ({"review_on_0": "31", "review_on_1": "2"}, "Enter a real date"),
        ({"owner": "99999999999999999999"}, "Choose one of the people"),
        ({"summary": "a\x00b"}, "Null characters"),
    ],
)
def test_the_form_says_what_to_put_right(
    client: Client, house: House, boats: Topic, today: None, changed: dict[str, Any], says: str
) -> None:
    client.force_login(house.moderator)
    answer = client.post("/asye/library/add/", GOOD | changed)
    assert answer.status_code == 200 and says in answer.content.decode()
    assert not Resource.objects.exists()


def test_a_file_is_taken_by_its_first_bytes(client: Client, house: House, boats: Topic, today: None) -> None:
    client.force_login(house.moderator)
    bad = SimpleUploadedFile("row.pdf", b"<script>", "application/pdf")
    assert "This is not a PDF file" in client.post("/asye/library/add/", GOOD | {"file": bad}).content.decode()
    good = SimpleUploadedFile("row.pdf", b"%PDF-1.7 rowing", "text/html")
    client.post("/asye/library/add/", GOOD | {"file": good})
    answer = client.get("/frameworks/library/resources/rowing-together/file/")
    assert (b"".join(answer), answer["Content-Type"]) == (b"%PDF-1.7 rowing", "application/pdf")  # type: ignore[arg-type]


def test_editing_settles_a_report_and_sets_the_next_review(
    client: Client, house: House, boats: Topic, today: None
) -> None:
    resource = make_resource(link="/frameworks/", broken_since=NOW, review_on=dt.date(2026, 1, 1), is_ours=True)
    resource.statements.add(Statement.objects.get(number="1.2"))
    client.force_login(house.moderator)
    address = f"/asye/library/{resource.pk}/edit/"
    shown = client.get(address).content.decode()
    assert "Reported broken" in shown and "Review overdue" in shown and "made-2018/asye: 1.2" in shown
    assert client.post(address, GOOD | {"owner": str(house.lead.pk), "version": "1"}).status_code == 302
    resource.refresh_from_db()
    assert (resource.broken_since, resource.review_on, resource.edited_at) == (
        None,
        dt.date(2026, 6, 1),
        timezone.now(),
    )
    assert (resource.slug, resource.care.person) == ("rowing", house.lead)
    assert deeds(house.moderator) == ["asye.edit_resource"]


def test_what_is_withdrawn_is_gone_from_the_library_but_not_from_the_plan(
    client: Client, house: House, today: None
) -> None:
    resource = make_resource()
    client.force_login(house.practitioner)
    client.post(f"/asye/library/{resource.pk}/save/", {"purpose": "plan"})
    services.withdraw(resource=resource, by=house.lead, at=NOW)
    services.withdraw(resource=resource, by=house.lead, at=NOW)
    assert deeds(house.lead) == ["asye.withdraw_resource"]
    assert client.get(resource.get_absolute_url()).status_code == 404
    shown = client.get("/asye/plan/").content.decode()
    assert "About rowing" in shown and resource.get_absolute_url() not in shown


def owed(person: Person) -> list[tuple[str, bool]]:
    return [(todo.detail, todo.late) for todo in todos(access_for(person, TODAY))]


@pytest.mark.rule("FRW-10")
def test_a_reported_resource_is_shown_to_its_owner(client: Client, house: House, today: None) -> None:
    resource = make_resource(link="/frameworks/")
    client.force_login(house.practitioner)
    for _ in range(2):
        assert client.post(f"/asye/library/{resource.pk}/report/").status_code == 302
    assert deeds(house.practitioner) == ["asye.report_broken_resource"]
    assert owed(house.moderator) == [("Somebody reported that it does not open", False)]
    assert owed(house.lead) == owed(house.practitioner) == []
    client.force_login(house.moderator)
    assert "Look at “About rowing” in the library" in client.get("/").content.decode()


def test_what_cannot_be_opened_cannot_be_broken(house: House) -> None:
    with pytest.raises(Refused):
        services.report_broken(resource=make_resource(), by=house.practitioner, at=NOW)


def test_whoever_looks_after_it_by_name_is_shown_it_and_the_role_is_not(house: House) -> None:
    late = make_resource(review_on=TODAY - dt.timedelta(days=1))
    make_resource("in-time", review_on=TODAY)
    assert owed(house.moderator) == [("Its review is overdue", True)]
    ResourceCare.objects.create(resource=late, person=house.lead, saved_at=NOW)
    assert (owed(house.moderator), owed(house.lead)) == ([], [("Its review is overdue", True)])
    Resource.objects.update(withdrawn_at=NOW)
    assert owed(house.lead) == []


@pytest.mark.rule("FRW-10")
@pytest.mark.parametrize("purpose", ["plan", "supervision"])
def test_saving_keeps_the_gap_and_twice_is_once(client: Client, house: House, today: None, purpose: str) -> None:
    resource, gap = make_resource(), Statement.objects.get(number="1.2")
    client.force_login(house.practitioner)
    for _ in range(2):
        answer = client.post(f"/asye/library/{resource.pk}/save/", {"purpose": purpose, "gap": str(gap.pk)})
        assert (answer.status_code, answer["Location"]) == (302, "/asye/plan/")
    saved = SavedResource.objects.get()
    assert (saved.person, saved.gap, saved.done_at) == (house.practitioner, gap, None)
    shown = client.get("/asye/plan/").content.decode()
    assert "for 1.2 of Made capabilities" in shown
    assert "About rowing" in client.get(f"/asye/portfolios/{house.portfolio.pk}/goals/").content.decode()
    for _ in range(2):
        client.post(f"/asye/plan/{saved.pk}/done/")
    assert deeds(house.practitioner) == ["asye.save_resource", "asye.tick_saved_resource"]
    assert "Done" in client.get("/asye/plan/").content.decode()
    assert "About rowing" not in client.get(f"/asye/portfolios/{house.portfolio.pk}/goals/").content.decode()
    client.post(f"/asye/library/{resource.pk}/save/", {"purpose": purpose})
    assert SavedResource.objects.filter(done_at=None).count() == 1


def test_what_goes_to_supervision_is_on_its_agenda_until_it_is_done(house: House) -> None:
    gap = Statement.objects.get(number="1.2")
    saved = services.save_resource(
        resource=make_resource(), purpose="supervision", gap=gap, by=house.practitioner, at=NOW
    )
    services.save_resource(resource=make_resource("two"), purpose="plan", gap=None, by=house.practitioner, at=NOW)

    def agenda(reader: Person) -> list[tuple[str, str]]:
        lines = lines_for(house.practitioner, None, TODAY, access_for(reader, TODAY))
        return [(line.text, line.detail) for line in lines if "library" in line.text]

    expected = [("From the library: About rowing", "for 1.2 of Made capabilities: Assessed and supported year")]
    assert agenda(house.manager) == agenda(house.practitioner) == expected
    assert agenda(house.stranger_in_team) == []
    services.tick_saved(saved=saved, by=house.practitioner, at=NOW)
    assert agenda(house.manager) == []


@pytest.mark.parametrize("gap", ["", "x", "0", "9" * 18, "9" * 40])
def test_a_gap_that_is_none_is_left_out(client: Client, house: House, today: None, gap: str) -> None:
    client.force_login(house.practitioner)
    client.post(f"/asye/library/{make_resource().pk}/save/", {"purpose": "plan", "gap": gap})
    assert [saved.gap for saved in SavedResource.objects.all()] == ([] if len(gap) > 18 else [None])


def test_nonsense_saves_nothing(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    assert client.post(f"/asye/library/{make_resource().pk}/save/", {"purpose": "fun"}).status_code == 302
    assert client.post("/asye/library/999999/save/", {"purpose": "plan"}).status_code == 404
    assert not SavedResource.objects.exists()


def test_who_reads_what_somebody_saved(house: House) -> None:
    saved = [
        SavedResource.objects.create(person=house.practitioner, resource=make_resource(p), purpose=p, saved_at=NOW)
        for p in ("plan", "supervision")
    ]
    readers = {
        name: set(SavedResource.objects.visible_to(access_for(person, TODAY)))
        for name, person in house.everybody.items()
    }
    assert {name: seen for name, seen in readers.items() if seen} == {
        "practitioner": set(saved),
        "assessor": set(saved),
        "manager": {saved[1]},
    }


def test_the_assessor_reads_it_in_the_development_plan_and_ticks_nothing(
    client: Client, house: House, today: None
) -> None:
    saved = SavedResource.objects.create(
        person=house.practitioner, resource=make_resource(), purpose="plan", saved_at=NOW
    )
    client.force_login(house.assessor)
    assert "About rowing" in client.get(f"/asye/portfolios/{house.portfolio.pk}/goals/").content.decode()
    assert client.post(f"/asye/plan/{saved.pk}/done/").status_code == 403


@pytest.mark.parametrize(("who", "may"), [("moderator", True), ("lead", True), ("practitioner", False)])
def test_who_is_led_to_keeping_the_library(client: Client, house: House, today: None, who: str, may: bool) -> None:
    resource = make_resource()
    client.force_login(house.everybody[who])
    library = client.get("/frameworks/library/").content.decode()
    page = client.get(resource.get_absolute_url()).content.decode()
    assert ("/asye/library/add/" in library, f"/asye/library/{resource.pk}/edit/" in page) == (may, may)
    assert "Save to my development plan" in page and "Report that it does not open" not in page


def test_a_resource_says_that_it_is_saved_until_it_is_done(client: Client, house: House, today: None) -> None:
    resource = make_resource()
    client.force_login(house.practitioner)
    answer = client.post(f"/asye/library/{resource.pk}/save/", {"purpose": "supervision"}, follow=True)
    assert "It is kept for your next supervision" in answer.content.decode()
    page = client.get(resource.get_absolute_url()).content.decode()
    assert "It is kept for your next supervision" in page and "Take to my next supervision" not in page
    assert "Save to my development plan" in page
    client.force_login(house.assessor)
    assert "Take to my next supervision" in client.get(resource.get_absolute_url()).content.decode()
    SavedResource.objects.update(done_at=NOW)
    client.force_login(house.practitioner)
    assert "Take to my next supervision" in client.get(resource.get_absolute_url()).content.decode()
