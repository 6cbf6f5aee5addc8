"""The list as CSV and XLSX that no spreadsheet can be tricked into running, and the paper as an accessible PDF."""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import timezone

from progression.queries import Paper
from workforce import spreadsheet

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
    return spreadsheet.as_csv(HEADERS, map(row, papers))


def as_xlsx(papers: Iterable[Paper]) -> bytes:
    return spreadsheet.as_xlsx("Progression", HEADERS, map(row, papers))


def as_pdf(paper: Paper) -> bytes:
    """Return the progression paper as PDF/UA. Nothing outside the page is fetched, from disk or network."""
    from workforce.pdf import render_pdf

    return render_pdf(render_to_string("progression/paper_pdf.html", {"paper": paper, "made_at": timezone.localtime()}))
