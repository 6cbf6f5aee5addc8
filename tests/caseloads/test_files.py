"""A file sent on a page: checked without writing, agreed to, written once, deleted; who may, and what is left of it."""

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from caseloads import imports, tasks
from caseloads.imports import stored
from caseloads.models import Allocation, Case, CaseImport
from caseloads.services import feed
from tests.factories import NOW, PersonFactory
from tests.house import House
from workforce.models import AuditEntry

HEADER = "reference,kind,children,worker,role,allocated_on"
pytestmark = pytest.mark.usefixtures("at_ten")


@pytest.fixture(autouse=True)
def _place(house: House, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    PersonFactory(employee_number="000300")


def rows(count: int) -> bytes:
    lines = [f"CS-{number:06d},CIN,2,000300,sole,12/01/2026" for number in range(1, count + 1)]
    return "\n".join([HEADER, *lines]).encode()


def post(client: Client, content: bytes, *, key: uuid.UUID | None = None, mapping: bytes = b"", **told: str) -> Any:
    files = {"file": SimpleUploadedFile("cases.csv", content)}
    if mapping:
        files["mapping"] = SimpleUploadedFile("cases.toml", mapping)
    return client.post("/caseloads/imports/send/", {"holds": "whole", "sent_key": key or uuid.uuid4(), **files, **told})


def sent(client: Client, house: House, content: bytes, **told: Any) -> CaseImport:
    """Send a file and let it be checked, as the worker does."""
    client.force_login(house.lead)
    answer = post(client, content, **told)
    assert answer.status_code == 302, answer.content.decode()
    tasks.check_file(CaseImport.objects.latest("pk").pk)
    return CaseImport.objects.latest("pk")


def kept_files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_checked_agreed_to_written_and_deleted(
    client: Client, house: House, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    received = sent(client, house, rows(3))
    assert (received.status, received.rows, received.open_after, Case.objects.count()) == ("checked", 3, 3, 0)
    assert received.counts == {"cases": [3, 0, 0, 0], "allocations": [3, 0, 0, 0]}
    assert len(kept_files(tmp_path)) == 1
    page = client.get(received.get_absolute_url()).content.decode()
    assert "What would be written" in page
    assert client.post(f"{received.get_absolute_url()}confirm/").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        tasks.write_file(received.pk)
    received.refresh_from_db()
    assert (received.status, received.confirmed_by, Case.objects.count()) == ("written", house.lead, 3)
    assert (kept_files(tmp_path), received.file.name) == ([], "")
    tasks.write_file(received.pk)
    tasks.check_file(received.pk)
    assert Allocation.objects.count() == 3
    deeds = AuditEntry.objects.filter(subject_type="caseloads.CaseImport").order_by("pk").values_list("deed", "actor")
    assert list(deeds) == [("caseloads.receive_file", house.lead.pk), ("caseloads.confirm_file", house.lead.pk)]


def test_a_form_sent_twice_is_one_file(client: Client, house: House) -> None:
    client.force_login(house.lead)
    key = uuid.uuid4()
    first, second = post(client, rows(1), key=key), post(client, rows(1), key=key)
    assert (first["Location"], CaseImport.objects.count()) == (second["Location"], 1)


def test_a_second_file_waits_until_the_first_is_dealt_with(client: Client, house: House) -> None:
    received = sent(client, house, rows(1))
    answer = post(client, rows(2))
    assert "Another file is waiting. Write it or put it aside first" in answer.content.decode()
    client.post(f"{received.get_absolute_url()}cancel/")
    assert post(client, rows(2)).status_code == 302


def test_agreeing_twice_writes_once_and_after_it_is_put_aside_nothing(client: Client, house: House) -> None:
    received = sent(client, house, rows(1))
    assert client.post(f"{received.get_absolute_url()}confirm/").status_code == 302
    again = client.post(f"{received.get_absolute_url()}confirm/", follow=True).content.decode()
    assert "Somebody else has just dealt with this file" in again
    client.post(f"{received.get_absolute_url()}cancel/")
    received.refresh_from_db()
    assert received.status == "confirmed"


def test_what_is_put_aside_is_deleted_and_never_written(
    client: Client, house: House, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    received = sent(client, house, rows(1))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{received.get_absolute_url()}cancel/")
    tasks.write_file(received.pk)
    received.refresh_from_db()
    assert (received.status, kept_files(tmp_path), Case.objects.count()) == ("cancelled", [], 0)


def test_faults_are_shown_page_by_page_and_as_csv_and_the_file_is_gone(
    client: Client, house: House, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        received = sent(client, house, rows(60).replace(b",2,", b",0,"))
    assert (received.status, received.fault_count, kept_files(tmp_path)) == ("refused", 60, [])
    page = client.get(received.get_absolute_url()).content.decode()
    assert "1 to 50 of 60 faults" in page
    assert "Enter a whole number from 1 to 20, not “0”" in page
    table = client.get(f"{received.get_absolute_url()}faults.csv").content.decode("utf-8-sig").splitlines()
    assert (table[0], len(table)) == ("Line,Column,What to do", 61)
    assert table[1] == '2,children,"Enter a whole number from 1 to 20, not “0”"'
    assert AuditEntry.objects.filter(kind="export", deed="caseloads.export_faults").count() == 1


@pytest.mark.rule("CSL-16")
def test_no_message_repeats_what_may_be_a_name(client: Client, house: House) -> None:
    received = sent(client, house, f"{HEADER}\nMaisie Brown,Maisie Brown,Maisie,Maisie Brown,Brown,Maisie".encode())
    assert received.fault_count == 6
    assert "Maisie" not in str(received.faults)
    assert "Brown" not in str(received.faults)


def test_far_fewer_open_cases_ask_before_they_are_closed(
    client: Client, house: House, django_capture_on_commit_callbacks: Any
) -> None:
    first = sent(client, house, rows(20))
    client.post(f"{first.get_absolute_url()}confirm/")
    tasks.write_file(first.pk)
    received = sent(client, house, rows(10))
    page = client.get(received.get_absolute_url()).content.decode()
    assert "Far fewer cases would be open after this file" in page
    refused = client.post(f"{received.get_absolute_url()}confirm/")
    assert "Say that these cases may be closed, or put the file aside" in refused.content.decode()
    assert client.post(f"{received.get_absolute_url()}confirm/", {"accept_shrink": "on"}).status_code == 302
    tasks.write_file(received.pk)
    assert Case.objects.filter(closed_on=None).count() == 10


def test_the_last_mapping_is_used_again(client: Client, house: House) -> None:
    theirs = rows(1).replace(b"reference", b"Case Ref")
    names = ("reference", "kind", "children", "worker", "role", "allocated_on")
    columns = "\n".join(f'{name} = "{"Case Ref" if name == "reference" else name}"' for name in names)
    first = sent(client, house, theirs, mapping=f"[columns]\n{columns}".encode())
    client.post(f"{first.get_absolute_url()}confirm/")
    tasks.write_file(first.pk)
    assert sent(client, house, theirs).status == "checked"


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (b"[columns", "This mapping cannot be used. mapping.toml is not TOML"),
        (b"\xff\xfe\x00", "This mapping is no text in UTF-8. Save it again"),
        (b"[colums]\nreference = 'x'", "This mapping cannot be used. mapping.toml: colums"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_at_once(
    client: Client, house: House, mapping: bytes, said: str
) -> None:
    client.force_login(house.lead)
    assert said in post(client, rows(1), mapping=mapping).content.decode()
    assert CaseImport.objects.count() == 0


def test_nothing_and_an_empty_file_are_refused(client: Client, house: House) -> None:
    client.force_login(house.lead)
    assert "Choose the file" in client.post("/caseloads/imports/send/", {"holds": "whole"}).content.decode()
    assert "This file is empty. Export it again" in post(client, b"").content.decode()


@pytest.mark.parametrize("name", ["technical", "hr", "manager", "practitioner", "external"])
def test_nobody_else_sees_or_sends_files(client: Client, house: House, name: str) -> None:
    received = sent(client, house, rows(1))
    client.force_login(house.everybody[name])
    assert client.get("/caseloads/imports/").status_code == 403
    assert post(client, rows(2)).status_code == 403
    for path in ("", "confirm/", "cancel/", "faults.csv"):
        assert client.post(received.get_absolute_url() + path).status_code == 404
    assert CaseImport.objects.get().status == "checked"


def test_the_page_looks_again_by_itself_only_where_that_is_wished(client: Client, house: House) -> None:
    client.force_login(house.lead)
    there = post(client, rows(1))["Location"]
    watched = client.get(there)
    assert (watched["Refresh"], "Stop that" in watched.content.decode()) == ("4", True)
    still = client.get(there.partition("?")[0])
    assert ("Refresh" in still, "Check again" in still.content.decode()) == (False, True)


def test_while_a_file_is_read_the_page_tells_how_far(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def look(pk: int, read: int) -> None:
        tell(pk, read)
        page = client.get(f"{CaseImport.objects.get(pk=pk).get_absolute_url()}?watch=yes").content.decode()
        told.extend(re.findall(r"([\d,]+) lines read so far", page))

    tell = tasks._tell
    monkeypatch.setattr(tasks, "_tell", look)
    monkeypatch.setattr(imports, "TELL_EVERY", 2)
    assert sent(client, house, rows(5)).status == "checked"
    assert told == ["2", "4", "5"]


def test_a_failure_of_ours_is_told_and_writes_nothing(
    client: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = sent(client, house, rows(1))
    client.post(f"{received.get_absolute_url()}confirm/")
    monkeypatch.setattr(stored, "open_allocations", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.write_file(received.pk)
    received.refresh_from_db()
    assert (received.status, received.faults, Case.objects.count()) == ("refused", [[0, "", feed.FAILED]], 0)


def test_what_nobody_agrees_to_for_a_week_is_deleted(
    client: Client, house: House, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    received = sent(client, house, rows(1))
    assert feed.forget_files(at=NOW + dt.timedelta(days=7)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert feed.forget_files(at=NOW + dt.timedelta(days=7, hours=12)) == 1
    received.refresh_from_db()
    assert (received.status, kept_files(tmp_path)) == ("cancelled", [])
