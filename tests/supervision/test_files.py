"""The record and the log as PDF: whose part, what stands on each page, tagged, kept who took it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from pypdf import PdfReader

from supervision.models import SessionRecord
from supervision.queries.log import log_of
from tests.factories import NOW, TODAY, SessionFactory
from tests.house import House
from tests.test_query_counts import MOST, cost
from workforce.models import AuditEntry
from workforce.seal import seal

PERSONAL = "What weighed on me was the silence"
DIRECTION = "See the plan through to the review"
OWN_VIEW = "I see it otherwise"


@pytest.fixture
def record(house: House) -> SessionRecord:
    session = SessionFactory(worker=house.practitioner, supervisor=house.manager, date=dt.date(2026, 1, 12))
    made = SessionRecord.objects.create(
        session=session,
        reflection=f"{PERSONAL}. <b>& “more”</b>",
        agenda=[["Children held: 9", ""]],
        opened_by=house.manager,
        opened_at=NOW,
        saved_at=NOW,
    )
    made.discussions.create(reference="CS-77", direction=DIRECTION, added_by=house.manager, added_at=NOW)
    made.actions.create(what="Read the file", owner=house.manager, due_on=TODAY, added_by=house.manager, added_at=NOW)
    made.signatures.create(by=house.manager, at=NOW, stamp=made.stamp, own_view=OWN_VIEW)
    return made


def read(client: Client, path: str) -> PdfReader:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.rule("SUP-08")
def test_whoever_reads_one_part_gets_that_part_alone(
    client: Client, house: House, record: SessionRecord, today: None
) -> None:
    path, told = f"/supervision/records/{record.pk}/record.pdf", {}
    for who, somebody in house.everybody.items():
        client.force_login(somebody)
        answer = client.get(path)
        if answer.status_code == 200:
            text = words(PdfReader(io.BytesIO(answer.content)))
            told[who] = tuple(
                part in text for part in (PERSONAL, "Read the file", OWN_VIEW, "Children held", DIRECTION)
            )
    everything, cases = (True,) * 5, (False, False, False, False, True)
    assert told == {"practitioner": everything, "manager": everything, "group_manager": cases}


def test_each_page_names_the_person_the_session_and_the_version(
    client: Client, house: House, record: SessionRecord, today: None
) -> None:
    SessionRecord.objects.filter(pk=record.pk).update(points="\n\n".join(f"Point {n}" for n in range(90)))
    client.force_login(house.practitioner)
    reader = read(client, f"/supervision/records/{record.pk}/record.pdf")
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        for part in (
            "Newly Qualified with Practice Manager",
            "One-to-one, 12 January 2026",
            "Version 1.1, not signed by both",
        ):
            assert part in page, (number, part)
        assert f"Page {number} of {len(pages)}" in page
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata and reader.metadata.title == "Record of supervision of Newly Qualified, 12 January 2026"
    assert "<b>& “more”</b>" in words(reader)


@pytest.mark.rule("SUP-13")
def test_a_sealed_one_names_its_seal(client: Client, house: House, record: SessionRecord, today: None) -> None:
    sealed = seal(kind="supervision record", snapshot={}, signer=house.practitioner, at=NOW)
    SessionRecord.objects.filter(pk=record.pk).update(sealed=True, seal=sealed, signed_at=NOW)
    client.force_login(house.practitioner)
    text = words(read(client, f"/supervision/records/{record.pk}/record.pdf"))
    assert f"Sealed record {sealed.number}, {sealed.sha256[:16]}" in text and sealed.sha256 in text.replace(" ", "")


@pytest.mark.parametrize("path", ["/supervision/records/{record}/record.pdf", "/supervision/{worker}/log.pdf"])
def test_who_took_a_file_is_kept(client: Client, house: House, record: SessionRecord, today: None, path: str) -> None:
    client.force_login(house.practitioner)
    read(client, path.format(record=record.pk, worker=house.practitioner.pk))
    entry = AuditEntry.objects.get(kind="export")
    assert (entry.actor, entry.deed.split(".")[0]) == (house.practitioner, "supervision")


@pytest.fixture
def told(house: House, record: SessionRecord) -> House:
    both = {"worker": house.practitioner, "supervisor": house.manager}
    SessionFactory(**both, date=dt.date(2025, 9, 15), kind="group", minutes=120)
    SessionFactory(**both, date=dt.date(2025, 11, 3), kind="group", minutes=120)
    SessionFactory(**both, date=dt.date(2025, 11, 10), minutes=45)
    SessionFactory(
        **both, date=dt.date(2025, 11, 17), minutes=0, outcome="cancelled", cancelled_by="Worker", why_not_held="Ill"
    )
    SessionFactory(**both, date=dt.date(2025, 8, 1))
    SessionFactory(**both, date=dt.date(2026, 1, 15), minutes=0, outcome="planned")
    return house


@pytest.mark.rule("SUP-03", "SUP-05", "SUP-06")
def test_the_log_says_what_counted_and_what_was_short(told: House) -> None:
    log = log_of(told.practitioner, TODAY)
    assert [(one.session.date.isoformat(), one.counts, one.is_short) for one in log.entries] == [
        ("2025-09-15", True, False),
        ("2025-11-03", False, False),
        ("2025-11-10", True, True),
        ("2025-11-17", None, False),
        ("2026-01-12", True, False),
    ]
    assert (log.first, len(log.held), log.minutes, log.short, log.called_off) == (dt.date(2025, 9, 8), 4, 375, 1, 1)
    assert log.actions is None


def test_the_log_as_pdf_holds_nothing_personal(client: Client, told: House, today: None) -> None:
    client.force_login(told.practitioner)
    path = f"/supervision/{told.practitioner.pk}/log.pdf"
    plain, with_actions = words(read(client, path)), words(read(client, f"{path}?actions=1"))
    assert "45 (short)" in plain and "Cancelled by Worker" in plain and "Page 1 of 1" in plain
    for text in (plain, with_actions):
        assert PERSONAL not in text and DIRECTION not in text and "Ill" not in text
    assert ("Read the file" in plain, "Read the file" in with_actions) == (False, True)


def test_actions_go_only_to_those_who_read_them(client: Client, told: House, today: None) -> None:
    client.force_login(told.assessor)
    text = words(read(client, f"/supervision/{told.practitioner.pk}/log.pdf?actions=1"))
    assert "Agreed actions" not in text and "45 (short)" in text


@pytest.mark.parametrize(
    "path", ["/supervision/{worker}/log/", "/supervision/{worker}/log.pdf", "/supervision/records/{record}/record.pdf"]
)
def test_a_file_costs_the_same_however_much_is_in_it(
    client: Client, told: House, record: SessionRecord, today: None, path: str
) -> None:
    client.force_login(told.practitioner)
    path = path.format(worker=told.practitioner.pk, record=record.pk)
    one = cost(client, path)
    for number in range(3):
        SessionFactory(worker=told.practitioner, supervisor=told.manager, date=dt.date(2025, 12, number + 1))
        record.discussions.create(reference=f"CS-{number}", direction="D", added_by=told.manager, added_at=NOW)
    assert (cost(client, path), one <= MOST) == (one, True), one
