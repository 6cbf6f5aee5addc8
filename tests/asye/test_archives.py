"""A portfolio leaves with its person as one archive: what they may take and nothing else, open anywhere, signed for."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client

from asye.models import ArchiveHandover, Portfolio, PortfolioArchive, Reflection
from asye.queries.archive import KINDS, gathered
from asye.services import archives, leaving
from tests.asye.archives import DRAFT, NOTES, RELEASED, SHARED, asked, content, data, filled, made, unzipped
from tests.asye.pdf_ua import faults
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry, Post
from workforce.packs import load_pack
from workforce.verdict import Refused

Status = PortfolioArchive.Status
KEY = "22222222-2222-4222-8222-222222222222"


def pages(whole: bytes) -> str:
    return "\n".join(text.decode() for name, text in unzipped(whole).items() if name.endswith(".html"))


@pytest.fixture
def full(house: House) -> House:
    filled(house)
    return house


def test_its_person_takes_what_is_theirs_and_nothing_of_others(full: House) -> None:
    whole = content(made(full))
    said = pages(whole) + json.dumps(data(whole))
    for words in (DRAFT, SHARED, RELEASED, "She waited for the silence to end.", "As it is.", "Agreement and reviews"):
        assert words in said, words
    for words in (NOTES, "Half written", "What was said in supervision", "CS-0"):
        assert words not in said, words
    assert "Plan of the week.pdf" in said
    assert not {"password", "email"} & set(json.dumps(data(whole)).replace('"', " ").split())


def test_every_file_is_the_one_of_the_manifest(full: House) -> None:
    files = unzipped(content(made(full)))
    manifest = json.loads(files.pop("manifest.json"))
    assert {one["path"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(text).hexdigest() for name, text in files.items()
    }
    assert {"index.html", "styles.css", "portfolio.pdf", "data/portfolio.json", "data/schema.json"} <= set(files)
    assert [text[:5] for name, text in files.items() if name.startswith("files/")] == [b"%PDF-"] * 2


def test_its_pages_need_nothing_from_outside_and_lead_everywhere(full: House) -> None:
    files = unzipped(content(made(full)))
    for name, text in files.items():
        if name.endswith(".html"):
            page = text.decode()
            assert "<script" not in page and "http" not in page and "style=" not in page, name
            for target in page.split('href="')[1:]:
                where = target.split('"')[0]
                assert where in files or where == "#main", (name, where)
    assert faults(files["portfolio.pdf"]) == []


def test_the_lead_hands_over_what_both_may_read_once_the_year_has_ended(full: House) -> None:
    with pytest.raises(Refused, match="End it first"):
        asked(full, full.lead)
    leaving.end_year(portfolio=full.portfolio, why="Goes to Southshire", by=full.lead, on=TODAY, at=NOW)
    Post.objects.filter(person=full.practitioner).update(ended_on=TODAY - dt.timedelta(days=1))
    archive = made(full, full.lead)
    said = pages(content(archive)) + json.dumps(data(content(archive)))
    assert archive.for_leaver
    for words in (SHARED, RELEASED, "She waited for the silence to end."):
        assert words in said
    for words in (DRAFT, NOTES, "My draft"):
        assert words not in said
    told = data(content(archive))["portfolio"]
    assert (told["left_on"], told["status"]) == ("2026-01-19", "Withdrawn")


def test_a_leaver_s_archive_is_fetched_only_with_a_receipt(client: Client, full: House, at_ten: None) -> None:
    leaving.end_year(portfolio=full.portfolio, why="Leaves", by=full.lead, on=TODAY, at=NOW)
    archive = made(full, full.lead)
    client.force_login(full.lead)
    assert client.post(f"{archive.get_absolute_url()}link/")["Location"] == archive.get_absolute_url()
    refused = client.post(f"{archive.get_absolute_url()}hand-over/", {"to": "", "way": "pigeon"})
    assert "Enter who receives the archive" in refused.content.decode()
    sent = {"to": "Newly Qualified", "way": "in_person", "identity": "Showed a passport", "sent_key": KEY}
    first, second = (client.post(f"{archive.get_absolute_url()}hand-over/", sent) for _ in range(2))
    assert ArchiveHandover.objects.count() == 1
    fetched = client.get(second["Location"])
    assert (fetched.status_code, fetched.getvalue()[:2]) == (200, b"PK")
    assert first.status_code == 302
    deeds = AuditEntry.objects.filter(deed__contains="archive").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == [
        "asye.ask_archive", "asye.make_archive", "asye.hand_over_archive", "asye.archive_zip",
    ]  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        ArchiveHandover.objects.update(to="Somebody else")


def test_a_link_opens_for_ten_minutes_for_whoever_asked(client: Client, full: House, at_ten: None) -> None:
    archive = made(full)
    client.force_login(full.practitioner)
    address = client.post(f"{archive.get_absolute_url()}link/")["Location"]
    assert client.get(address).getvalue()[:2] == b"PK"
    secret = archives.link_to(archive, at=NOW)
    assert archives.opens(archive, secret, at=NOW + dt.timedelta(minutes=10))
    assert not archives.opens(archive, secret, at=NOW + dt.timedelta(minutes=10, seconds=1))
    other = made(full)
    assert not archives.opens(other, secret, at=NOW)
    for wrong in ("", "made", secret[:-2], f"{secret}x"):
        answer = client.get(f"{archive.get_absolute_url()}portfolio.zip", {"key": wrong})
        assert answer["Location"] == archive.get_absolute_url()
    client.force_login(full.lead)
    assert client.get(address).status_code == 404


MAY_ASK = {"practitioner", "lead", "chair"}


def test_who_may_ask_and_who_may_not(client: Client, house: House, today: None) -> None:
    archive = made(house)
    for name, person in house.everybody.items():
        client.force_login(person)
        answer = client.get(f"/asye/portfolios/{house.portfolio.pk}/archives/")
        sees = Portfolio.objects.filter(pk=house.portfolio.pk)
        expected = 200 if name in MAY_ASK else 403 if name in SEE_THE_YEAR else 404
        assert (name, answer.status_code) == (name, expected), sees
        one = client.get(archive.get_absolute_url())
        assert (name, one.status_code) == (name, 200 if name == "practitioner" else 404)
        ends = client.get(f"/asye/portfolios/{house.portfolio.pk}/archives/end-year/")
        may_not = SEE_THE_YEAR | {"practitioner"}
        assert (name, ends.status_code) == (
            name, 200 if name in MAY_ASK - {"practitioner"} else 403 if name in may_not else 404,
        )  # fmt: skip


SEE_THE_YEAR = {"manager", "assessor", "group_manager", "moderator"}


def test_asked_twice_it_is_made_once_and_shows_how_far_it_is(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    sent = {"sent_key": str(uuid.uuid4())}
    first, second = (client.post(f"/asye/portfolios/{house.portfolio.pk}/archives/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    archive = PortfolioArchive.objects.get()
    waiting = client.get(first["Location"])
    assert ("Waiting to begin" in waiting.content.decode(), waiting["Refresh"]) == (True, "3")
    assert [archives.make_archive(archive, on=TODAY, at=NOW) for _ in range(2)] == [True, False]
    assert "Download the archive" in client.get(first["Location"]).content.decode()


def test_what_a_dead_worker_left_is_made_again(house: House) -> None:
    archive = asked(house)
    PortfolioArchive.objects.filter(pk=archive.pk).update(status=Status.LAYING_OUT)
    assert archives.waiting(NOW + dt.timedelta(minutes=19)) == []
    later = NOW + dt.timedelta(minutes=21)
    assert archives.waiting(later) == [archive]
    assert archives.make_archive(archive, on=TODAY, at=later)


def test_it_is_deleted_after_the_days_of_its_class(house: House) -> None:
    archive = made(house)
    days = load_pack("national").retention["portfolio_archive"].days
    assert days is not None and archive.delete_on == TODAY + dt.timedelta(days=days)
    assert archives.forget(on=archive.delete_on, at=NOW) == 0
    assert archives.forget(on=archive.delete_on + dt.timedelta(days=1), at=NOW) == 1
    archive.refresh_from_db()
    assert (archive.status, archive.file.name) == (Status.GONE, "")
    with pytest.raises(Refused):
        archives.link_to(archive, at=NOW)


def test_a_year_that_ended_is_kept_and_owes_nothing(full: House) -> None:
    leaving.end_year(portfolio=full.portfolio, why="Leaves", by=full.lead, on=TODAY, at=NOW)
    full.portfolio.refresh_from_db()
    assert full.portfolio.status == Portfolio.Status.WITHDRAWN
    assert Reflection.objects.filter(portfolio=full.portfolio).count() == 2
    with pytest.raises(Refused):
        leaving.end_year(portfolio=full.portfolio, why="Again", by=full.lead, on=TODAY, at=NOW)


@pytest.mark.parametrize("count", (1, 3))
def test_gathering_costs_the_same_however_much_there_is(
    house: House, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW)
    portfolio = Portfolio.objects.select_related("practitioner", "stage", "programme").get(pk=house.portfolio.pk)
    with django_assert_max_num_queries(60) as held:
        gathered(portfolio, [access_for(house.practitioner, TODAY)], at=NOW)
    COSTS.add(len(held))
    assert len(COSTS) == 1


COSTS: set[int] = set()


DOCS = Path(__file__).parents[2] / "docs"


def test_its_schema_and_its_kinds_are_those_of_the_documentation() -> None:
    """Written anew by `manage.py archive_schema > docs/portfolio-archive.schema.json`."""
    held = io.StringIO()
    call_command("archive_schema", stdout=held)
    assert json.loads(held.getvalue()) == json.loads((DOCS / "portfolio-archive.schema.json").read_text("utf-8"))
    table = (DOCS / "portfolio-archive.md").read_text("utf-8").split("read here by, once brought")[1].split("\n\n")[0]
    assert [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")] == [one.name for one in KINDS]
