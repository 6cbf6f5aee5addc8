"""Decide pass or fail: two journeys, each with its form, its check page and its signature."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.panels import ReasonsForm
from asye.models import DecisionDraft, PanelItem
from asye.models.recommendation import Outcome
from asye.services import decisions as services
from workforce import autosave
from workforce.access import Request, permitted
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere

SELECT = ("panel", "portfolio__practitioner", "portfolio__stage")
decides = permitted("asye.decide", PanelItem, select=SELECT)


@decides
def write(request: Request, item: PanelItem, outcome: str) -> HttpResponse:
    """The panel's reasons for this one outcome."""
    try:
        draft = services.draft_decision(item=item, outcome=outcome, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(item)
    initial = {"reasons": draft.reasons}
    if request.GET.get("kept"):
        kept = autosave.keeping.kept_for(request.user, draft.edit_address)
        initial |= {"reasons": kept.fields.get("reasons", draft.reasons)} if kept else {}
    form = ReasonsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            services.save_draft(
                draft=draft, reasons=form.cleaned_data["reasons"], save=autosave.save_from(request), at=timezone.now()
            )
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        else:
            return redirect(f"asye:decide_{outcome}_check", item.pk)
    url = reverse(f"asye:decide_{outcome}_autosave", args=[item.pk])
    return render(
        request,
        "asye/decide.html",
        {
            "item": item,
            "outcome": outcome,
            "form": form,
            "editor": autosave.editor_of(request),
            "recommendation": item.portfolio.recommendations.select_related("by").first(),
            "crumbs": _crumbs(item, f"Record a {outcome}"),
            **autosave.autosave_context(request, draft, url=url, address=draft.edit_address),
        },
    )


def _crumbs(item: PanelItem, here: str) -> list[tuple[str, str]]:
    return [
        ("Home", "/"),
        (str(item.panel), item.panel.get_absolute_url()),
        (item.portfolio.practitioner.name, item.get_absolute_url()),
        (here, ""),
    ]


@require_POST
@decides
def autosave_reasons(request: Request, item: PanelItem, outcome: str) -> HttpResponse:
    form = ReasonsForm(request.POST)
    form.fields["reasons"].required = False
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        draft = services.draft_decision(item=item, outcome=outcome, by=request.user, at=timezone.now())
        services.save_draft(
            draft=draft, reasons=form.cleaned_data["reasons"], save=autosave.save_from(request), at=timezone.now()
        )
    except SavedElsewhere as clash:
        return autosave.conflict(draft, clash.set_aside.get_absolute_url())
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(draft)


def _own_draft(request: Request, item: PanelItem, outcome: str) -> DecisionDraft | None:
    return DecisionDraft.objects.filter(item=item, outcome=outcome, by=request.user).select_related("by").first()


@decides
def check(request: Request, item: PanelItem, outcome: str) -> HttpResponse:
    """The last look. Going on means signing in again; the signature is asked for on the page after that."""
    draft = _own_draft(request, item, outcome)
    if draft is None:
        return redirect(f"asye:decide_{outcome}", item.pk)
    if request.method == "POST":
        try:
            services.require_undecided(item)
            services.check_draft(draft=draft, at=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(item)
        sign = reverse(f"asye:decide_{outcome}_sign", args=[item.pk])
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': sign})}")
    return render(
        request,
        "asye/decide_check.html",
        {"item": item, "outcome": outcome, "draft": draft, "crumbs": _crumbs(item, f"Check the {outcome}")},
    )


@decides
def sign(request: Request, item: PanelItem, outcome: str) -> HttpResponse:
    """Sign what was checked; only somebody who has signed in again since then can."""
    draft = _own_draft(request, item, outcome)
    if draft is None:
        return redirect(f"asye:decide_{outcome}", item.pk)
    if request.method == "POST":
        try:
            services.sign_decision(
                draft=draft,
                version=autosave.save_from(request).version,
                signed_in_at=_signed_in_again_at(request),
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(f"asye:decide_{outcome}_check", item.pk)
        return redirect(item)
    return render(
        request,
        "asye/decide_sign.html",
        {
            "item": item,
            "outcome": outcome,
            "draft": draft,
            "crumbs": _crumbs(item, "Sign"),
            "label": Outcome(outcome).label,
        },
    )


def _signed_in_again_at(request: Request) -> dt.datetime | None:
    """When this person last proved, within this session, who they are."""
    proofs = [
        record["at"] for record in get_authentication_records(request, request.user) if record.get("reauthenticated")
    ]
    return dt.datetime.fromtimestamp(max(proofs), tz=dt.UTC) if proofs else None
