"""The list as CSV and XLSX that no spreadsheet can be tricked into running, and the paper as an accessible PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from progression.queries import Paper
from workforce.spreadsheet import safe

HEADERS = (
    "Reference",
    "Employee number",
    "Name",
    "Post",
    "Team",
    "Service",
    "Date appointed",
    "Present grade",
    "Present point",
    "New grade",
    "New point",
    "Spine version",
    "Effective from",
    "Authorised by",
    "Authorised on",
    "Sealed record",
    "Processed on",
)


def row(paper: Paper) -> list[str]:
    """Return one line of the list; dates in ISO form, an unknown value empty."""
    decision, person, post = paper.decision, paper.decision.portfolio.practitioner, paper.post
    processed = paper.processed
    return [
        paper.reference,
        person.employee_number or "",
        person.name,
        post.title if post else "",
        post.team.name if post and post.team else "",
        post.team.service.name if post and post.team else "",
        post.started_on.isoformat() if post else "",
        paper.present_grade,
        str(paper.present_scp or ""),
        paper.new_grade,
        str(paper.new_scp or ""),
        paper.new_spine,
        paper.effective_on.isoformat() if paper.effective_on else "",
        decision.signed_by.name,
        timezone.localdate(decision.signed_at).isoformat(),
        str(decision.sealed.number),
        timezone.localdate(processed.processed_at).isoformat() if processed else "",
    ]


def as_csv(papers: Iterable[Paper]) -> bytes:
    """Return the list as CSV with a byte-order mark, so that Excel reads the accents."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows([safe(value) for value in row(paper)] for paper in papers)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(papers: Iterable[Paper]) -> bytes:
    """Return the list as a workbook; every cell is text, so nothing in it is a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Progression")
    sheet.freeze_panes = "A2"
    sheet.append(HEADERS)
    for paper in papers:
        sheet.append(_text_cells(sheet, row(paper)))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _text_cells(sheet: Any, values: Sequence[str]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=safe(value))
        cell.data_type = "s"
        cells.append(cell)
    return cells


def as_pdf(paper: Paper) -> bytes:
    """Return the progression paper as PDF/UA. Nothing outside the page is fetched, from disk or network."""
    from workforce.pdf import render_pdf

    return render_pdf(render_to_string("progression/paper_pdf.html", {"paper": paper, "made_at": timezone.localtime()}))
