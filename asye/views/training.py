"""Somebody's training: the pathway, noting what was done, its certificate; the cohort's gaps."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.training import LookForm, TrainingForm
from asye.models import Booking, Portfolio, Release, TrainingFlag, TrainingRecord
from asye.queries.cohort import of_the_year
from asye.queries.training import Row, cohort_rows, lines_of, off_days, pathway_of
from asye.services import releases, training_records
from asye.uploads import FileForm
from asye.views.meetings import year_crumbs
from workforce import audit
from workforce.access import Request, allowed, may, permitted
from workforce.spreadsheet import CSV, XLSX, as_csv, as_xlsx
from workforce.verdict import Refused
from workforce.why import why_of
from workforce.writing import SaidAlready

SELECT = ("practitioner", "stage", "programme")
PER_PAGE = 25


@permitted("asye.see_training", Portfolio, sensitive=True, select=SELECT)
def training(request: Request, portfolio: Portfolio) -> HttpResponse:
    access = request.access
    places = list(Booking.objects.visible_to(access).filter(portfolio=portfolio).select_related("date__course"))
    asked = Release.objects.visible_to(access).filter(booking__portfolio=portfolio)
    records = TrainingRecord.objects.visible_to(access).filter(portfolio=portfolio, removed_at__isnull=True)
    lines = lines_of(portfolio, access.on, places)
    answers = {release.booking_id: release for release in reversed(asked)}
    return render(
        request,
        "asye/training.html",
        {
            "portfolio": portfolio,
            "lines": lines,
            "late": sum(line.late for line in lines),
            "places": [(place, answers.get(place.pk)) for place in places],
            "records": records.select_related("author"),
            "is_own": portfolio.practitioner_id == request.user.pk,
            "may_note": may("asye.note_training", access, portfolio) and portfolio.status == "open",
            "today": access.on,
            "crumbs": _crumbs(request, portfolio),
        },
    )


def _crumbs(request: Request, portfolio: Portfolio, here: str = "") -> list[tuple[str, str]]:
    address = reverse("asye:training", args=[portfolio.pk])
    return [*year_crumbs(portfolio, request), ("Training", address if here else ""), *([(here, "")] if here else [])]


@permitted("asye.note_training", Portfolio, select=SELECT)
def note(request: Request, portfolio: Portfolio) -> HttpResponse:
    items = pathway_of(portfolio)
    form = TrainingForm(
        request.POST if request.method == "POST" else None, items=items, initial={"sent_key": uuid.uuid4(), "days": "1"}
    )
    if form.is_valid():
        try:
            training_records.note(
                portfolio=portfolio, **form.cleaned_data, by=request.user, today=request.access.on, at=timezone.now()
            )
            messages.success(request, "It is noted. You can add a certificate to it")
            return redirect("asye:training", portfolio.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    crumbs = _crumbs(request, portfolio, "Note training")
    return render(request, "asye/training_note.html", {"form": form, "portfolio": portfolio, "crumbs": crumbs})


@require_POST
@permitted("asye.change_training", TrainingRecord, select=("portfolio__practitioner",))
def take_back(request: Request, record: TrainingRecord) -> HttpResponse:
    try:
        training_records.take_back(record=record, by=request.user, on=request.access.on, at=timezone.now())
        messages.success(request, f"{record.title} no longer counts")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(record)


@permitted("asye.change_training", TrainingRecord, select=("portfolio__practitioner",))
def certificate(request: Request, record: TrainingRecord) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        try:
            training_records.add_certificate(
                record=record,
                upload=form.cleaned_data["file"],
                media_type=form.media_type,
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, "The certificate is kept")
            return redirect(record)
        except Refused as refusal:
            form.add_error("file", str(refusal))
    crumbs = _crumbs(request, record.portfolio, "Certificate")
    return render(request, "asye/training_certificate.html", {"form": form, "record": record, "crumbs": crumbs})


@permitted("asye.read_training", TrainingRecord, sensitive=True, select=("portfolio",))
def download(request: Request, record: TrainingRecord) -> HttpResponseBase:
    """Send the bytes to be saved, never shown: whatever is in the file cannot run on our pages."""
    if not record.file:
        return redirect(record)
    response = FileResponse(record.file.open(), as_attachment=True, filename=record.file_name)
    response["Content-Type"] = record.media_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@allowed("asye.see_cohort_training")
def cohort(request: Request) -> HttpResponse:
    """Who lacks what; those who are late first."""
    rows = _rows(request)
    late, flagged = sum(bool(row.late) for row in rows), sum(row.flag is not None for row in rows)
    shown = [row for row in rows if row.late or row.flag] if request.GET.get("shown") == "late" else rows
    return render(
        request,
        "asye/training_cohort.html",
        {
            "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
            "late": late,
            "late_tone": "warn" if late else "good",
            "flagged": flagged,
            "flagged_tone": "warn" if flagged else "good",
            "total": len(rows),
            "only_late": request.GET.get("shown") == "late",
            "crumbs": [("Home", "/"), ("Training of the cohort", "")],
        },
    )


def _rows(request: Request) -> list[Row]:
    """Years whose training this reader may see; who keeps the training sees every one that runs."""
    years = Portfolio.objects.filter(status=Portfolio.Status.OPEN)
    if not may("asye.keep_training", request.access):
        years = years.filter(pk__in=Portfolio.objects.visible_to(request.access).order_by().values("pk"))
    rows = cohort_rows(of_the_year(years), request.access)
    return sorted(rows, key=lambda row: (not row.late, row.flag is None, row.person.name.casefold()))


def _table(rows: Sequence[Row]) -> tuple[list[str], Iterator[list[str]]]:
    labels = list(dict.fromkeys(item.label for row in rows for item, *_ in row.cells))

    def cells() -> Iterator[list[str]]:
        for row in rows:
            said = {item.label: _cell(item.kind, held, complete, late) for item, held, complete, late in row.cells}
            late = "; ".join(f"{item.label}, due {item.due_on}" for item in row.late)
            yield [row.person.name, str(row.month), *(said.get(label, "") for label in labels), late]

    return ["Name", "Month", *labels, "Late"], cells()


def _cell(kind: str, held: float, complete: bool, late: bool) -> str:
    told = f"{held:g}" if kind != "course" else ""
    state = "done" if complete else "late" if late else "" if told else "not yet"
    return ", ".join(part for part in (told, state) if part)


@allowed("asye.see_cohort_training")
def export_csv(request: Request) -> HttpResponse:
    headers, rows = _table(_rows(request))
    return _file(request, as_csv(headers, rows), CSV, "csv")


@allowed("asye.see_cohort_training")
def export_xlsx(request: Request) -> HttpResponse:
    headers, rows = _table(_rows(request))
    return _file(request, as_xlsx("Training", headers, rows), XLSX, "xlsx")


def _file(request: Request, content: bytes, kind: str, ending: str) -> HttpResponse:
    audit.exported(by=request.user, deed="asye.export_training", what="asye.training", at=timezone.now())
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="training.{ending}"'
    return answer


@permitted("asye.look_at_flag", TrainingFlag, sensitive=True, select=("portfolio__practitioner", "seen_by"))
def flag(request: Request, flag: TrainingFlag) -> HttpResponse:
    """What was cancelled and missed; the lead says what was agreed."""
    form = LookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told, on = form.cleaned_data, request.access.on
        try:
            releases.look_at(flag=flag, **told, by=request.user, on=on, at=timezone.now())
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        messages.success(request, "It is kept that you have looked at this")
        return redirect("asye:cohort_training")
    return render(
        request,
        "asye/training_flag.html",
        {
            "flag": flag,
            "form": form,
            "days": off_days(flag.portfolio),
            "why": why_of(flag.rule, flag.because),
            "crumbs": [("Home", "/"), ("Training of the cohort", reverse("asye:cohort_training")), ("Flag", "")],
        },
    )
