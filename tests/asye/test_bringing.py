"""Another authority's archive carries a year on here: read only, with the seals of its origin, once, all or nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from asye.exports.document import Laid
from asye.models import (
    ArchiveImport,
    BroughtFile,
    BroughtRecord,
    BroughtTag,
    Meeting,
    Portfolio,
)
from asye.queries.coverage import coverage_of
from asye.queries.evidence_counts import counts_of
from asye.services import bringing, carrying_on, leaving
from frameworks.models import Framework, Statement
from reminders.models import Duty
from reminders.services import recount
from tests.asye.archives import (
    DRAFT,
    GOES_ON,
    LAST_DAY,
    SHARED,
    brought,
    changed,
    content,
    data,
    elsewhere,
    filled,
    made,
    received,
)
from tests.asye.test_documents import a_pdf
from tests.factories import NOW, TODAY, YEAR_BEGAN, StageFactory
from tests.house import House
from workforce.access import access_for
from workforce.clock import Clock
from workforce.facts import clock_of
from workforce.models import AuditEntry, Person, SealedRecord, Stage
from workforce.verdict import Refused

Status = ArchiveImport.Status


@pytest.fixture
def whole(house: House, settings: Any, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """An archive with a PDF of one page: the real one takes long, and is looked at where archives are made."""
    monkeypatch.setattr("asye.exports.archive.lay_out", lambda told, opener: Laid(a_pdf("The portfolio"), 1))
    settings.AUTHORITY_NAME = "Northshire"
    filled(house)
    return content(made(house))


@pytest.fixture
def there(house: House, whole: bytes, settings: Any) -> Person:
    settings.AUTHORITY_NAME = "Southshire"
    return elsewhere(house)


def the_year(who: Person) -> Portfolio:
    return Portfolio.objects.select_related("practitioner", "stage", "programme").get(practitioner=who)


def test_nothing_is_written_before_somebody_agrees(house: House, whole: bytes, there: Person) -> None:
    one = received(house, whole, there)
    told = one.preview
    assert (one.status, told["practitioner"], told["authority"]) == (
        Status.CHECKED,
        "Newly Qualified",
        "Northshire",
    )
    assert dict(told["counts"])["Critical reflections"] == 2
    assert (told["files"], told["same"], told["not_taken"]) == (2, 0, [])
    assert SHARED not in str(told) and DRAFT not in str(told)
    assert not BroughtRecord.objects.exists() and not Portfolio.objects.filter(practitioner=there).exists()
    bringing.cancel(received=one, by=house.lead, at=NOW)
    one.refresh_from_db()
    assert (one.status, one.file.name) == (Status.CANCELLED, "")
    assert not BroughtRecord.objects.exists()


def test_it_is_brought_whole_and_read_only(house: House, whole: bytes, there: Person) -> None:
    seals = SealedRecord.objects.count()
    one = brought(house, whole, there)
    portfolio = the_year(there)
    rows = BroughtRecord.objects.filter(portfolio=portfolio)
    told = data(whole)["records"]
    assert {kind: rows.filter(kind=kind).count() for kind in told} == {kind: len(of) for kind, of in told.items()}
    assert set(rows.values_list("origin", flat=True)) == {"Northshire"}
    assert rows.get(kind="meetings").signed_at is not None
    assert SealedRecord.objects.count() == seals
    file = BroughtFile.objects.get(name="Plan of the week.pdf")
    with file.file.open() as held:
        assert (file.name, held.read(5)) == ("Plan of the week.pdf", b"%PDF-")
    for deed in (lambda: rows.update(title="T"), lambda: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert (one.portfolio, one.file.name) == (portfolio, "")
    deeds = AuditEntry.objects.filter(deed__contains="archive", at=NOW).values_list("deed", flat=True)
    assert {"asye.receive_archive", "asye.confirm_archive", "asye.bring_archive"} <= set(deeds)


@pytest.mark.rule("CLK-01", "CLK-04")
def test_the_clock_goes_on_where_it_stood(house: House, whole: bytes, there: Person) -> None:
    brought(house, whole, there)
    clock = clock_of(the_year(there).stage)
    assert clock.done == (LAST_DAY - YEAR_BEGAN).days + 1 == 124
    # Ten days between the two posts do not count: every day is that many later than it would have been there.
    between = (GOES_ON - LAST_DAY).days - 1
    before = Clock(YEAR_BEGAN)
    assert clock.month(GOES_ON) == before.month(LAST_DAY + dt.timedelta(days=1))
    assert clock.ends_on == before.ends_on + dt.timedelta(days=between)
    assert clock.start == GOES_ON


def test_the_staff_records_may_count_the_whole_year_already(house: House, whole: bytes, there: Person) -> None:
    Stage.objects.filter(person=there).update(started_on=YEAR_BEGAN)
    brought(house, whole, there)
    assert clock_of(the_year(there).stage).done == 0


@pytest.mark.rule("ASY-05", "FRW-07")
def test_what_was_done_there_counts_here(house: House, whole: bytes, there: Person) -> None:
    before = {drift.key for drift in recount(on=TODAY)}
    brought(house, whole, there)
    portfolio = the_year(there)
    assert {kind: number for kind, number in counts_of([portfolio.pk])[portfolio.pk].items() if kind != "document"} == {
        "reflection": 1, "observation": 1, "feedback_family": 1, "feedback_professional": 0,
    }  # fmt: skip
    assert [one.code for one in portfolio.frameworks.all()] == ["made-2018"]
    lines = [line for bound in coverage_of(portfolio, access_for(there, TODAY)) for line in bound.domains[0].lines]
    assert [(line.statement.number, line.direct) for line in lines] == [("1.1", 1), ("1.2", 0)]
    review = Meeting.objects.get(portfolio=portfolio, key="three_month_review")
    assert (review.status, review.held_on) == (Meeting.Status.BROUGHT, TODAY)
    owed = {duty.key.split(":")[-1] for duty in Duty.objects.open().filter(about=there, kind="review")}
    assert "three_month_review" not in owed and owed
    assert Duty.objects.open().filter(about=there, kind="year_agreement").count() == 1
    assert {drift.key for drift in recount(on=TODAY)} <= before


def test_twice_is_as_once(house: House, whole: bytes, there: Person) -> None:
    brought(house, whole, there)
    before = list(BroughtRecord.objects.order_by("pk").values_list("pk", "sha256"))
    done = Stage.objects.get(person=there).done_days
    again = received(house, whole, there)
    assert (again.preview["counts"], again.preview["same"]) == ([], len(before))
    bringing.confirm(received=again, ended_there_on=TODAY - dt.timedelta(days=2), by=house.lead, on=TODAY, at=NOW)
    bringing.write(again.pk, on=TODAY, at=NOW)
    bringing.write(again.pk, on=TODAY, at=NOW)
    assert list(BroughtRecord.objects.order_by("pk").values_list("pk", "sha256")) == before
    assert Stage.objects.get(person=there).done_days == done


def test_other_words_under_the_same_name_stay_out(house: House, whole: bytes, there: Person) -> None:
    brought(house, whole, there)
    other = changed(whole, lambda told: told["records"]["meetings"][0].update(title="Another title"))
    again = received(house, other, there)
    assert any("already with other words" in line for line in again.preview["not_taken"])
    bringing.confirm(received=again, ended_there_on=LAST_DAY, by=house.lead, on=TODAY, at=NOW)
    bringing.write(again.pk, on=TODAY, at=NOW)
    assert not BroughtRecord.objects.filter(title="Another title").exists()


def test_one_archive_is_for_one_person(house: House, whole: bytes, there: Person) -> None:
    brought(house, whole, there)
    other = elsewhere(house, "Somebody Else")
    assert "brought over for somebody else" in received(house, whole, other).fault


def test_without_a_year_here_it_is_refused(house: House, whole: bytes, there: Person) -> None:
    Stage.objects.filter(person=there).update(ended_on=TODAY)
    one = received(house, whole, there)
    assert (one.status, "No assessed year runs here" in one.fault) == (Status.REFUSED, True)


@pytest.mark.parametrize("until", (YEAR_BEGAN - dt.timedelta(days=1), GOES_ON, TODAY + dt.timedelta(days=1)))
def test_the_last_day_there_lies_in_the_year_there(house: House, whole: bytes, there: Person, until: dt.date) -> None:
    one = received(house, whole, there)
    with pytest.raises(Refused):
        bringing.confirm(received=one, ended_there_on=until, by=house.lead, on=TODAY, at=NOW)
    one.refresh_from_db()
    assert one.status == Status.CHECKED


def test_what_has_no_place_here_is_listed_and_kept_as_text(house: House, whole: bytes, there: Person) -> None:
    def other(told: dict[str, Any]) -> None:
        tags = [tag for record in told["records"]["reflections"] for tag in record["tags"]]
        tags[0]["number"] = "9.9"
        told["portfolio"]["frameworks"].append({"framework": "pcf-2031", "level": "", "title": "Of later years"})
        told["records"]["meetings"][0]["key"] = "nine_month_talk"

    one = brought(house, changed(whole, other), there)
    listed = "\n".join(one.preview["not_taken"])
    for words in ("made-2018", "9.9", "Of later years", "nine_month_talk"):
        assert words in listed
    assert not BroughtTag.objects.filter(record__kind="reflections").exists()
    row = BroughtRecord.objects.get(kind="reflections", title="A visit")
    assert row.content["tags"][0]["number"] == "9.9"


def test_a_failure_in_the_middle_leaves_nothing(
    house: House, whole: bytes, there: Person, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    one = received(house, whole, there)
    bringing.confirm(received=one, ended_there_on=LAST_DAY, by=house.lead, on=TODAY, at=NOW)

    def broken(*args: object, **told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(carrying_on, "_meeting", broken)
    with pytest.raises(OSError, match="disk"):
        bringing.write(one.pk, on=TODAY, at=NOW)
    bringing.give_up(one.pk, at=NOW)
    one.refresh_from_db()
    assert (one.status, "Nothing was written" in one.fault) == (Status.REFUSED, True)
    assert not BroughtRecord.objects.exists() and not Portfolio.objects.filter(practitioner=there).exists()
    assert [path for path in tmp_path.glob("brought/*") if path.is_file()] == []


def test_there_and_back_it_is_the_same(house: House, whole: bytes, there: Person, settings: Any) -> None:
    """Out of one authority, into an empty one, out of that: every record as it was."""
    import dataclasses

    brought(house, whole, there)
    second = content(made(dataclasses.replace(house, portfolio=the_year(there), practitioner=there)))
    first, again = data(whole)["records"], data(second)["records"]
    for kind, rows in first.items():
        carried = [record for record in again[kind] if record["origin"] == "Northshire"]
        assert carried == rows, kind
        own = [record for record in again[kind] if record["origin"] == "Southshire"]
        assert len(own) == (kind == "year"), kind
    assert data(second)["portfolio"]["done_days"] == 124 + 2
    assert data(second)["portfolio"]["done_before"] == 124


ASSESSOR = "second assessor"
MAY_READ = {
    "own": {"owner"},
    "two": {"owner", ASSESSOR},
    "year": {"owner", ASSESSOR, "manager", "group_manager", "lead", "chair"},
}


def test_each_kind_is_read_by_whom_it_would_be_here(
    client: Client, house: House, whole: bytes, there: Person, today: None
) -> None:
    brought(house, whole, there)
    second = Person.objects.get(name="Assessor Of Newly Qualified")
    people = {**house.everybody, "owner": there, ASSESSOR: second}
    rows = {row.reach: row for row in BroughtRecord.objects.all()}
    assert set(rows) == set(MAY_READ)
    file = BroughtFile.objects.get(name="Plan of the week.pdf")
    for name, person in people.items():
        client.force_login(person)
        for reach, row in rows.items():
            answer = client.get(row.get_absolute_url())
            assert (name, reach, answer.status_code) == (name, reach, 200 if name in MAY_READ[reach] else 404)
        answer = client.get(f"/asye/brought/files/{file.pk}/")
        assert (name, answer.status_code) == (name, 200 if name in MAY_READ["two"] else 404)
        if answer.status_code == 200:
            assert answer.getvalue()[:5] == b"%PDF-"


def test_its_pages_say_where_it_comes_from(
    client: Client, house: House, whole: bytes, there: Person, today: None
) -> None:
    brought(house, whole, there)
    client.force_login(there)
    portfolio = the_year(there)
    assert "What was brought from another authority" in client.get(portfolio.get_absolute_url()).content.decode()
    listed = client.get(f"/asye/portfolios/{portfolio.pk}/brought/").content.decode()
    assert "A visit" in listed and "Signed at Northshire" in listed
    shown = client.get(BroughtRecord.objects.get(kind="meetings").get_absolute_url()).content.decode()
    assert "Signed at Northshire on 20 January 2026" in shown and "SHA-256" in shown
    review = Meeting.objects.get(portfolio=portfolio, key="three_month_review")
    assert (
        client.get(review.get_absolute_url())["Location"]
        == BroughtRecord.objects.get(kind="meetings").get_absolute_url()
    )
    meetings = client.get(f"/asye/portfolios/{portfolio.pk}/meetings/").content.decode()
    assert "Signed at another authority" in meetings


def test_the_pages_of_the_lead(client: Client, house: House, whole: bytes, there: Person, today: None) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(house.lead)
    sent = {
        "person": there.pk,
        "file": SimpleUploadedFile("a.zip", whole),
        "sent_key": "2" * 8 + "-2222-4222-8222-" + "2" * 12,
    }
    address = client.post("/asye/archive-imports/send/", sent)["Location"]
    one = ArchiveImport.objects.get()
    assert "being checked" in client.get(address).content.decode()
    bringing.check(one.pk, on=TODAY, at=NOW)
    shown = client.get(address).content.decode()
    for words in ("Newly Qualified", "Northshire", "133 days done", "Critical reflections: 2", "Everything fits"):
        assert words in shown, words
    day = {"ended_there_on_0": "9", "ended_there_on_1": "1", "ended_there_on_2": "2026"}
    assert "Enter the last day" in client.post(f"{address}confirm/", {}).content.decode()
    assert client.post(f"{address}confirm/", day)["Location"] == address
    bringing.write(one.pk, on=TODAY, at=NOW)
    shown = client.get(address).content.decode()
    assert "All of it is written" in shown and "124 days done by 9 January 2026" in shown
    assert client.post(f"{address}confirm/", day)["Location"] == address
    assert "Somebody else has just dealt" in client.get(address).content.decode()
    assert "Written" in client.get("/asye/archive-imports/").content.decode()


def test_another_name_asks_whether_it_is_them(
    client: Client, house: House, whole: bytes, settings: Any, today: None
) -> None:
    settings.AUTHORITY_NAME = "Southshire"
    other = elsewhere(house, "Newly Married")
    one = received(house, whole, other)
    client.force_login(house.lead)
    day = {"ended_there_on_0": "9", "ended_there_on_1": "1", "ended_there_on_2": "2026"}
    refused = client.post(f"{one.get_absolute_url()}confirm/", day).content.decode()
    assert "Say that they are the same person" in refused
    assert client.post(f"{one.get_absolute_url()}confirm/", {**day, "same": "on"}).status_code == 302


def test_only_the_programme_brings_archives(client: Client, house: House, today: None) -> None:
    for name, person in house.everybody.items():
        client.force_login(person)
        for address in ("/asye/archive-imports/", "/asye/archive-imports/send/"):
            assert (name, client.get(address).status_code) == (name, 200 if name in {"lead", "chair"} else 403)


def test_editions_of_here_stay_where_something_is_tagged_with_them(house: House, whole: bytes, there: Person) -> None:
    from asye.services.portfolios import open_portfolio
    from tests.factories import ReflectionFactory

    own = open_portfolio(stage=Stage.objects.get(person=there), by=None, at=NOW)
    other = Framework.objects.create(
        code="other-2020", title="O", edition="2020", nation="england", kind="capabilities", in_force_from=TODAY,
        source="S", order=9, loaded_at=NOW,
    )  # fmt: skip
    own.frameworks.add(other)
    reflection = ReflectionFactory(portfolio=own)
    reflection.tags.create(statement=Statement.objects.get(number="1.2", section__framework__code="made-2018"))
    brought(house, whole, there)
    assert {one.code for one in own.frameworks.all()} >= {"made-2018", "other-2020"}


def own(house: House, whole: bytes, settings: Any) -> ArchiveImport:
    """The archive comes back to the authority that made it, for the same person."""
    settings.AUTHORITY_NAME = "Northshire"
    return received(house, whole, house.practitioner)


def written(one: ArchiveImport, house: House) -> ArchiveImport:
    bringing.confirm(received=one, ended_there_on=LAST_DAY, by=house.lead, on=TODAY, at=NOW)
    bringing.write(one.pk, on=TODAY, at=NOW)
    one.refresh_from_db()
    assert one.status == Status.WRITTEN, one.fault
    return one


def test_an_archive_that_comes_back_while_its_year_runs_brings_nothing(
    client: Client, house: House, whole: bytes, settings: Any, today: None
) -> None:
    one = own(house, whole, settings)
    number = sum(len(rows) for rows in data(whole)["records"].values())
    told = one.preview
    assert (told["own"], told["stay_here"], told["go_on_from_here"], told["counts"]) == (True, number, 0, [])
    client.force_login(house.lead)
    page = client.get(one.get_absolute_url()).content.decode()
    assert "This archive was made here." in page and f"{number} records are in the year that runs here" in page
    written(one, house)
    assert not BroughtRecord.objects.exists()
    assert counts_of([house.portfolio.pk])[house.portfolio.pk]["reflection"] == 1


def test_who_comes_back_goes_on_with_what_was_written_here_once(house: House, whole: bytes, settings: Any) -> None:
    settings.AUTHORITY_NAME = "Northshire"
    leaving.end_year(portfolio=house.portfolio, why="Left", by=house.lead, on=TODAY, at=NOW)
    Stage.objects.filter(person=house.practitioner, ended_on=None).update(ended_on=LAST_DAY)
    StageFactory(person=house.practitioner, started_on=GOES_ON)
    changes = changed(whole, lambda told: told["records"]["reflections"][0].update(title="Put in by somebody"))
    one = own(house, changes, settings)
    # The one session was held after the day on which the year has now ended here.
    gone = ["Supervision: said to be written here, but it is not here"]
    assert (one.preview["own"], one.preview["stay_here"], one.preview["not_taken"]) == (True, 0, gone)
    number = sum(len(rows) for rows in data(whole)["records"].values()) - 1
    assert one.preview["go_on_from_here"] == number
    running = written(one, house).portfolio
    assert running is not None and running.pk != house.portfolio.pk
    assert BroughtRecord.objects.filter(portfolio=running).count() == number
    assert not BroughtRecord.objects.filter(title="Put in by somebody").exists()
    assert counts_of([running.pk])[running.pk]["reflection"] == 1
    again = own(house, whole, settings)
    assert again.preview["counts"] == []


def test_what_only_claims_to_be_of_here_stays_out(house: House, whole: bytes, there: Person, settings: Any) -> None:
    def ours(told: dict[str, Any]) -> None:
        told["records"]["meetings"][0]["origin"] = "Southshire"

    one = received(house, changed(whole, ours), there)
    assert any("said to be written here, but it is not here" in line for line in one.preview["not_taken"])
    assert "Agreement and reviews" not in dict(one.preview["counts"])


def test_the_archive_of_somebody_else_of_here_is_refused(house: House, whole: bytes, settings: Any) -> None:
    other = elsewhere(house, "Somebody Else")
    settings.AUTHORITY_NAME = "Northshire"
    assert "somebody else's year here" in received(house, whole, other).fault
