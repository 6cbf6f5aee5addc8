"""What follows a pass: processed once, exported safely, the paper a tagged PDF."""

import csv
import io
import uuid
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from asye.models import Decision, PanelItem, Portfolio
from asye.services import decisions
from progression import exports, queries, services
from progression.models import ProgressionPaper
from tests.factories import NOW, TODAY, RecommendationFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry
from workforce.spreadsheet import safe
from workforce.verdict import Refused
from workforce.versions import Save


@pytest.fixture
def passed(house: House) -> Decision:
    RecommendationFactory(portfolio=house.portfolio, by=house.assessor)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    item = PanelItem.objects.get(pk=house.item.pk)
    draft = decisions.draft_decision(item=item, outcome="pass", by=house.chair, at=NOW)
    decisions.save_draft(draft=draft, reasons="Read.", save=Save(1), at=NOW)
    decisions.check_draft(draft=draft, at=NOW)
    return decisions.sign_decision(
        draft=draft, version=draft.version, signed_in_at=NOW, by=house.chair, on=TODAY, at=NOW
    )


def paper(house: House) -> queries.Paper:
    return queries.papers(list(queries.passes(access_for(house.hr, TODAY))), TODAY)[0]


@pytest.mark.rule("MOD-10")
def test_the_paper_says_the_point_on_todays_spine_and_why(house: House, passed: Decision) -> None:
    shown = paper(house)
    assert (shown.present_scp, shown.new_scp, shown.effective_on) == (24, 26, TODAY)
    assert "MOD-10" in shown.why.rule and shown.why.because


def test_processing_keeps_the_figures_and_takes_it_off_the_list(house: House, passed: Decision) -> None:
    key = uuid.uuid4()
    first = services.process(paper=paper(house), sent_key=key, by=house.hr, at=NOW)
    assert services.process(paper=paper(house), sent_key=key, by=house.hr, at=NOW) == first
    assert not queries.waiting(access_for(house.hr, TODAY)).exists()
    assert (first.new_scp, first.processed_by) == (26, house.hr)


def test_it_is_processed_once_whoever_sends_it(house: House, passed: Decision) -> None:
    shown = paper(house)
    services.process(paper=shown, sent_key=uuid.uuid4(), by=house.hr, at=NOW)
    with pytest.raises(Refused, match="already"):
        services.process(paper=shown, sent_key=uuid.uuid4(), by=house.hr, at=NOW)
    assert ProgressionPaper.objects.count() == 1


def test_without_a_post_nothing_is_processed(house: House, passed: Decision) -> None:
    house.practitioner.posts.update(ended_on=TODAY.replace(day=1))
    with pytest.raises(Refused, match="no post"):
        services.process(paper=paper(house), sent_key=uuid.uuid4(), by=house.hr, at=NOW)


@pytest.mark.parametrize(
    "value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=x", " =x", "＝1", "＋1", "－1", "＠x", "\x00=1", "\u00a0=1"]
)
def test_nothing_runs_in_a_spreadsheet(value: str) -> None:
    assert safe(value).startswith("'")


@pytest.mark.parametrize("value", ["O'Brien–Ó Súilleabháin", "", "E00001", "1-2"])
def test_plain_text_stays_as_it_is(value: str) -> None:
    assert safe(value) == value


def test_a_name_that_is_a_formula_is_text_in_both_files(house: House, passed: Decision) -> None:
    type(house.practitioner).objects.filter(pk=house.practitioner.pk).update(name='=HYPERLINK("http://x")')
    rows = list(csv.DictReader(io.StringIO(exports.as_csv([paper(house)]).decode("utf-8-sig"))))
    assert rows[0]["Name"] == '\'=HYPERLINK("http://x")'
    sheet = load_workbook(io.BytesIO(exports.as_xlsx([paper(house)]))).active
    assert [cell.data_type for cell in sheet[2] if cell.value] == ["s"] * sum(bool(cell.value) for cell in sheet[2])


def test_the_pdf_is_tagged_titled_and_in_english(house: House, passed: Decision) -> None:
    reader = PdfReader(io.BytesIO(exports.as_pdf(paper(house))))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert house.practitioner.name in reader.metadata.title  # type: ignore[union-attr, operator]
    assert house.practitioner.name in reader.pages[0].extract_text()


def test_who_took_a_list_out_is_kept(client: Client, house: House, passed: Decision, today: None) -> None:
    client.force_login(house.hr)
    for ending in ("csv", "xlsx"):
        assert client.get(f"/progression/export.{ending}").status_code == 200
    assert client.get(f"/progression/papers/{passed.pk}/paper.pdf")["Content-Type"] == "application/pdf"
    kept = AuditEntry.objects.filter(kind="export").order_by("pk").values_list("actor", "deed")
    assert list(kept) == [
        (house.hr.pk, "progression.export_csv"),
        (house.hr.pk, "progression.export_xlsx"),
        (house.hr.pk, "progression.paper_pdf"),
    ]


def test_hr_reads_passes_and_not_fails(client: Client, house: House, today: None) -> None:
    RecommendationFactory(portfolio=house.portfolio, by=house.assessor, outcome="fail")
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    item = PanelItem.objects.get(pk=house.item.pk)
    draft = decisions.draft_decision(item=item, outcome="fail", by=house.chair, at=NOW)
    decisions.save_draft(draft=draft, reasons="Read.", save=Save(1), at=NOW)
    decisions.check_draft(draft=draft, at=NOW)
    failed = decisions.sign_decision(
        draft=draft, version=draft.version, signed_in_at=NOW, by=house.chair, on=TODAY, at=NOW
    )
    client.force_login(house.hr)
    assert client.get(f"/progression/papers/{failed.pk}/").status_code == 403
    assert house.practitioner.name not in client.get("/progression/").content.decode()


def test_a_hostile_name_makes_a_pdf_and_fetches_nothing(house: House, passed: Decision) -> None:
    name = "<link rel=attachment href=file:///etc/passwd><img src=file:///etc/passwd>&<table>"
    type(house.practitioner).objects.filter(pk=house.practitioner.pk).update(name=name)
    reader = PdfReader(io.BytesIO(exports.as_pdf(paper(house))))
    assert reader.attachments == {}
