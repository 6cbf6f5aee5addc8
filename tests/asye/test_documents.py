"""A portfolio as one document: asked for once, made from one snapshot, whole and accessible whatever is in it."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from asye.exports.document import lay_out
from asye.models import AssessorResponse, Attachment, PortfolioDocument, Reflection
from asye.queries.blocks import bullets, facts, heading, table, words
from asye.queries.document import snapshot
from asye.services import documents
from asye.services.attaching import attach
from tests.asye.pdf_ua import alternatives, faults
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry, Person
from workforce.verdict import Refused

Status = PortfolioDocument.Status


def asked(house: House, by: Person | None = None) -> PortfolioDocument:
    return documents.ask_document(portfolio=house.portfolio, sent_key=uuid.uuid4(), by=by or house.practitioner, at=NOW)


def made(house: House, by: Person | None = None) -> PortfolioDocument:
    document = asked(house, by)
    assert documents.make_document(document, on=TODAY, at=NOW)
    document.refresh_from_db()
    return document


def content(document: PortfolioDocument) -> bytes:
    with document.file.open() as file:
        return bytes(file.read())


def text(document: PortfolioDocument) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content(document))).pages)


def a_pdf(*pages: str, wide: bool = False, turned: int = 0) -> bytes:
    """A PDF of some pages, each with a line of text, made by hand."""
    pdf = pikepdf.new()
    for line in pages:
        page = pdf.add_blank_page(page_size=(842, 595) if wide else (595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 400 Td ({line}) Tj ET".encode())
        if turned:
            page.Rotate = turned
    held = io.BytesIO()
    pdf.save(held)
    return held.getvalue()


def with_file(house: House, name: str, data: bytes, media_type: str = "application/pdf") -> Reflection:
    reflection: Reflection = ReflectionFactory(portfolio=house.portfolio, title="A visit", what_happened="Mum said no.")
    upload = SimpleUploadedFile(name, data)
    attach(to=reflection, upload=upload, media_type=media_type, by=house.practitioner, at=NOW)
    Reflection.objects.filter(pk=reflection.pk).update(status="shared", shared_at=NOW)
    return reflection


@pytest.mark.rule("FRW-09")
def test_it_holds_what_is_shared_and_released_and_nothing_else(house: House) -> None:
    shared = ReflectionFactory(
        portfolio=house.portfolio, status="shared", shared_at=NOW, title="Shared", analysis="Power."
    )
    ReflectionFactory(portfolio=house.portfolio, title="A draft of mine", analysis="Nobody sees this.")
    for released in (None, NOW):
        AssessorResponse.objects.create(
            reflection=shared, author=house.assessor, started_at=NOW, saved_at=NOW, notes="Private doubts.",
            feedback="Strong on power." if released else "Half written.", outcome="accepted", released_at=released,
        )  # fmt: skip
    document = made(house)
    said = text(document)
    expected = ("Portfolio of Newly Qualified", "Power.", "Strong on power.", "Evidence by statement", "version 1")
    for one in expected:
        assert one.lower() in said.lower()
    for hidden in ("A draft of mine", "Nobody sees this", "Private doubts", "Half written"):
        assert hidden not in said
    assert (document.status, document.version, document.left_out) == (Status.READY, 1, [])


def test_it_is_tagged_and_every_page_says_whose_it_is(house: House) -> None:
    with_file(house, "plan.pdf", a_pdf("Plan one", "Plan two"))
    document = made(house)
    assert faults(content(document)) == []
    reader = PdfReader(io.BytesIO(content(document)))
    assert document.pages == len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        said = page.extract_text()
        assert "Newly Qualified" in said and "Version 1" in said and f"Page {number} of {len(reader.pages)}" in said
    titles = [item.title for item in _flat(reader.outline)]
    assert titles[:3] == ["Portfolio of Newly Qualified", "Contents", "The year"]
    assert "A visit" in titles


def _flat(outline: Any) -> list[Any]:
    return [found for item in outline for found in (_flat(item) if isinstance(item, list) else [item])]


@pytest.mark.parametrize("turned", (0, 90, 180, 270))
def test_uploaded_pages_stand_where_their_reflection_is(house: House, turned: int) -> None:
    with_file(house, "plan.pdf", a_pdf("Plan one", "Plan two", wide=turned == 90, turned=turned))
    whole = content(made(house))
    assert alternatives(whole) == ["plan.pdf, page 1 of 2", "plan.pdf, page 2 of 2"]
    reader = PdfReader(io.BytesIO(whole))
    where = [n for n, page in enumerate(reader.pages) if "plan.pdf, page" in page.extract_text()]
    assert len(where) == 2
    forms = [
        form.get_object()
        for n in where
        for form in reader.pages[n]["/Resources"]["/XObject"].values()  # type: ignore[index]
        if form.get_object()["/Subtype"] == "/Form"
    ]
    assert {b"Plan one" in form.get_data() or b"Plan two" in form.get_data() for form in forms} == {True}


KEPT = "this kind of file is kept with the portfolio and not printed"
LOCKED = io.BytesIO()
with pikepdf.new() as _pdf:
    _pdf.add_blank_page()
    _pdf.save(LOCKED, encryption=pikepdf.Encryption(owner="o", user="u"))
PICTURE = io.BytesIO()
Image.new("RGBA", (3000, 40), (200, 0, 0, 90)).save(PICTURE, "PNG")


@pytest.mark.parametrize(
    ("name", "data", "media_type", "left_out"),
    [
        ("locked.pdf", LOCKED.getvalue(), "application/pdf", ["locked.pdf: the file needs a password"]),
        ("broken.pdf", b"%PDF-1.7\nnothing", "application/pdf", ["broken.pdf: the file cannot be read as a PDF"]),
        ("notes.docx", b"PK\x03\x04", "application/msword", [f"notes.docx: {KEPT}"]),
        ("torn.png", b"\x89PNG\r\n\x1a\n", "image/png", ["torn.png: the picture cannot be read"]),
        ("drawing.png", PICTURE.getvalue(), "image/png", []),
    ],
)  # fmt: skip
def test_odd_files_never_stop_it(house: House, name: str, data: bytes, media_type: str, left_out: list[str]) -> None:
    with_file(house, name, data, media_type)
    document = made(house)
    assert (document.status, document.left_out) == (Status.READY, left_out)
    assert faults(content(document)) == []
    assert all(line in text(document).replace("\n", " ") for line in left_out)


HOSTILE = {
    "no spaces": "x" * 20_000,
    "markup": "<script>alert(1)</script><img src=file:///etc/passwd>" * 50 + "</p></table>&amp;&#0;",
    "style": "*/ } @import url(http://nowhere.example/); \\" * 20,
    "right to left": "مرحبا بالعالم \u202e abc \u200f " * 200,
    "signs": "🧒🏽👨‍👩‍👧‍👦 e\u0301 \ufffd \u2028 \u2029 \u00ad" * 100,
    "control": "".join(map(chr, range(1, 32))) * 5,
    "lines": "\n" * 3_000 + "end",
}


@pytest.mark.parametrize("odd", HOSTILE.values(), ids=HOSTILE.keys())
def test_odd_words_never_stop_it(house: House, odd: str) -> None:
    ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW, title=odd[:200], analysis=odd)
    document = made(house)
    assert document.status == Status.READY
    assert faults(content(document)) == []


def test_it_is_laid_out_from_its_snapshot_alone(house: House) -> None:
    """What is written after the snapshot was taken is not in the document."""
    reflection = ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW, analysis="As it was.")
    told = snapshot(house.portfolio, access_for(house.practitioner, TODAY), version=7, at=NOW)
    Reflection.objects.filter(pk=reflection.pk).update(analysis="As it became.")
    laid = lay_out(told, lambda pk: b"")
    said = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(laid.content)).pages)
    assert "As it was." in said and "As it became." not in said


def test_a_form_sent_twice_asks_once_and_it_is_made_once(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    sent = {"sent_key": str(uuid.uuid4())}
    first, second = (client.post(f"/asye/portfolios/{house.portfolio.pk}/documents/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    document = PortfolioDocument.objects.get()
    assert "Waiting to begin" in client.get(first["Location"]).content.decode()
    assert [documents.make_document(document, on=TODAY, at=NOW) for _ in range(2)] == [True, False]
    shown = client.get(first["Location"])
    assert "Download the PDF" in shown.content.decode() and "Refresh" not in shown
    fetched = client.get(f"{first['Location']}portfolio.pdf")
    assert fetched["Content-Type"] == "application/pdf"
    assert b"".join(fetched.streaming_content)[:5] == b"%PDF-"  # type: ignore[arg-type]
    assert list(AuditEntry.objects.filter(deed__contains="document").order_by("pk").values_list("deed", flat=True)) == [
        "asye.ask_document", "asye.make_document", "asye.document_pdf",
    ]  # fmt: skip


def test_what_a_dead_worker_left_is_made_again(house: House) -> None:
    document = asked(house)
    PortfolioDocument.objects.filter(pk=document.pk).update(status=Status.LAYING_OUT)
    assert documents.waiting(NOW + dt.timedelta(minutes=9)) == []
    later = NOW + dt.timedelta(minutes=11)
    assert documents.waiting(later) == [document]
    assert documents.make_document(document, on=TODAY, at=later)


def test_too_many_at_once_are_refused(house: House) -> None:
    for _ in range(documents.AT_ONCE):
        asked(house)
    with pytest.raises(Refused, match="still being made"):
        asked(house)


def test_only_who_asked_sees_it_and_only_what_they_may_read(client: Client, house: House, today: None) -> None:
    ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW, analysis="Between the two of us.")
    document = made(house, by=house.manager)
    assert "Between the two of us" not in text(document)
    for name, person in house.everybody.items():
        client.force_login(person)
        expected = 200 if person == house.manager else 404
        for address in (document.get_absolute_url(), f"{document.get_absolute_url()}portfolio.pdf"):
            answer = client.get(address)
            assert answer.status_code == expected, name
            if answer.streaming:
                assert answer.getvalue()[:5] == b"%PDF-"


@pytest.mark.parametrize("count", (1, 3))
def test_the_snapshot_costs_the_same_however_much_there_is(
    house: House, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        with_file(house, f"plan {uuid.uuid4()}.pdf", a_pdf(str(uuid.uuid4())))
    access = access_for(house.practitioner, TODAY)
    assert access.assesses is not None
    with django_assert_num_queries(60):
        snapshot(house.portfolio, access, version=1, at=timezone.now())


def a_large_one(house: House) -> None:
    """12 reflections of 900 words and 30 files, some of them pictures."""
    said = ("I went back and asked what had changed for the children since then. " * 70).split()[:900]
    for n in range(12):
        third = [" ".join(said[begin : begin + 300]) for begin in (0, 300, 600)]
        reflection = ReflectionFactory(
            portfolio=house.portfolio, title=f"Visit {n}", what_happened=third[0], analysis=third[1], what_next=third[2]
        )
        for m in range(3 if n < 6 else 2):
            picture = (n + m) % 5 == 0
            data = PICTURE.getvalue() + str((n, m)).encode() if picture else a_pdf(f"File {n} {m}")
            name, media_type = ("drawing.png", "image/png") if picture else (f"file {n} {m}.pdf", "application/pdf")
            attach(
                to=reflection,
                upload=SimpleUploadedFile(name, data),
                media_type=media_type,
                by=house.practitioner,
                at=NOW,
            )
        Reflection.objects.filter(pk=reflection.pk).update(status="shared", shared_at=NOW)


def test_twelve_reflections_of_900_words_and_thirty_files(
    client: Client, house: House, today: None, django_assert_max_num_queries: Any
) -> None:
    a_large_one(house)
    assert Attachment.objects.count() == 30
    client.force_login(house.practitioner)
    address = house.portfolio.get_absolute_url()
    client.get(address)
    with django_assert_max_num_queries(15):
        shown = client.get(address)
    assert shown.status_code == 200 and all(f"Visit {n}" in shown.content.decode() for n in range(12))
    whole = content(made(house))
    assert faults(whole) == []
    assert len(alternatives(whole)) == 30
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert len(pdf.pages) > 40


ODD = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_characters="\0"),
        st.sampled_from("\u202e\u2066\u2069\u200f\u200d\ufeff\ufffe\u00ad\u2028<>&\"'\\{}%;\x01\x1b\x7f🧒🏽‍"),
    ),
    max_size=80,
)


@settings(max_examples=8, deadline=None)
@given(title=ODD, text=ODD, times=st.sampled_from([1, 1, 50]), word=st.sampled_from([0, 0, 0, 0, 0, 0, 0, 10_000]))
def test_whatever_is_written_it_is_laid_out_and_tagged(title: str, text: str, times: int, word: int) -> None:
    """Control characters, marks of direction, signs beyond the plane, markup, a word of ten thousand letters."""
    blocks = [heading(title, text), words(title, text * times + "x" * word), facts([(title, text)])]
    blocks += [table(title, [title, text], [[text, title]]), bullets(title, [(text, title, text)])]
    told = {
        "authority": text, "practitioner": title, "status": text, "version": 1, "made_for": title,
        "made_at": NOW.isoformat(), "sections": [{"title": title, "blocks": blocks}],
    }  # fmt: skip
    laid = lay_out(told, lambda key: b"")
    assert laid.pages >= 2
    assert [fault for fault in faults(laid.content) if fault != "it has no title"] == []
