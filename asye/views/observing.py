"""Writing an observation: one's own account, the answer to the other's, and the two signatures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.observations import ASKED, AccountForm, ResponseToObservationForm
from asye.models import Observation, ObservationAccount, ObservationWordsSetAside
from asye.services import observations as services
from asye.views.observations import PEOPLE, crumbs_to, side_of
from asye.views.writing import first_words
from workforce import autosave
from workforce.access import Request, permitted
from workforce.telling import telling
from workforce.verdict import Refused
from workforce.versions import Versioned

writes = permitted("asye.write_observation", Observation, select=PEOPLE)


def _own(request: Request, observation: Observation) -> ObservationAccount | None:
    return observation.accounts.filter(side=side_of(request.access, observation)).first()


@writes
def write(request: Request, observation: Observation) -> HttpResponse:
    """One's own account. The other side's is not on the page until both are finished."""
    account = _own(request, observation)
    if account is None or account.finished_at is not None:
        messages.error(request, services.FINISHED if account else "Say first that it took place")
        return redirect(observation)
    words = first_words(request, {name: getattr(account, name) for name in account.WORDS}, account.edit_address)
    form = AccountForm(request.POST if request.method == "POST" else None, side=account.side, initial=words)
    if form.is_valid():
        try:
            _save(request, account, form)
            return _after(request, observation, account)
        except services.WordsSavedElsewhere as clash:
            return redirect("asye:observation_compare", observation.pk, clash.set_aside.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    url = reverse("asye:observation_autosave", args=[observation.pk])
    return _writing(request, observation, form, account, url, account.edit_address, "Your account")


def _after(request: Request, observation: Observation, account: ObservationAccount) -> HttpResponse:
    if request.POST.get("then") == "finish":
        services.finish(account=account, version=account.version, by=request.user, at=timezone.now())
        messages.success(request, "Your account is finished")
    else:
        messages.success(request, "Your account is saved. Only you can see it")
    return redirect(observation)


def _save(request: Request, account: ObservationAccount, form: forms.Form) -> None:
    services.save_account(
        account=account, words=form.cleaned_data, save=autosave.save_from(request), by=request.user, at=timezone.now()
    )


def _writing(
    request: Request, observation: Observation, form: forms.Form, record: Versioned, url: str, address: str, title: str
) -> HttpResponse:
    context: dict[str, Any] = {
        "observation": observation,
        "form": form,
        "title": title,
        "editor": autosave.editor_of(request),
        "others": both_accounts(observation),
        "crumbs": crumbs_to(observation, title),
        **autosave.autosave_context(request, record, url=url, address=address),
    }
    return render(request, "asye/observation_write.html", context)


def both_accounts(observation: Observation) -> list[tuple[str, list[tuple[str, str]]]]:
    """What both sides wrote, once both accounts are open; nothing before."""
    return [(one.get_side_display(), told(one)) for one in observation.accounts.all() if observation.is_open]


def told(account: ObservationAccount) -> list[tuple[str, str]]:
    asked = ASKED[ObservationAccount.Side(account.side)]
    return [(label, getattr(account, name)) for name, (label, _) in asked.items()]


@require_POST
@writes
def autosave_account(request: Request, observation: Observation) -> HttpResponse:
    account = _own(request, observation)
    if account is None:
        return autosave.refused("Say first that it took place")
    form = AccountForm(request.POST, side=account.side)
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        _save(request, account, form)
    except services.WordsSavedElsewhere as clash:
        address = reverse("asye:observation_compare", args=[observation.pk, clash.set_aside.pk])
        return autosave.conflict(account, address)
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(account)


@permitted("asye.respond_observation", Observation, select=PEOPLE)
def respond(request: Request, observation: Observation) -> HttpResponse:
    """The practitioner reads both accounts and answers; the second button signs."""
    words = first_words(request, {"response": observation.response}, observation.respond_address)
    form = ResponseToObservationForm(request.POST if request.method == "POST" else None, initial=words)
    if form.is_valid():
        try:
            _save_response(request, observation, form)
            if request.POST.get("then") == "finish":
                services.respond(
                    observation=observation, version=observation.version, by=request.user, at=timezone.now()
                )
                messages.success(request, "You have signed. The observer signs next")
            else:
                messages.success(request, "Your answer is saved")
            return redirect(observation)
        except services.WordsSavedElsewhere as clash:
            return redirect("asye:observation_compare", observation.pk, clash.set_aside.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if observation.status != Observation.Status.OPENED:
        return redirect(observation)
    url = reverse("asye:observation_respond_autosave", args=[observation.pk])
    return _writing(request, observation, form, observation, url, observation.respond_address, "Your answer")


def _save_response(request: Request, observation: Observation, form: forms.Form) -> None:
    services.save_response(
        observation=observation, response=form.cleaned_data["response"], save=autosave.save_from(request),
        by=request.user, at=timezone.now(),
    )  # fmt: skip


@require_POST
@permitted("asye.respond_observation", Observation, select=PEOPLE)
def autosave_respond(request: Request, observation: Observation) -> HttpResponse:
    form = ResponseToObservationForm(request.POST)
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        _save_response(request, observation, form)
    except services.WordsSavedElsewhere as clash:
        address = reverse("asye:observation_compare", args=[observation.pk, clash.set_aside.pk])
        return autosave.conflict(observation, address)
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(observation)


@writes
def compare(request: Request, observation: Observation, version: int) -> HttpResponse:
    """Both texts, when two forms wrote at once: the author copies what they need, and neither is thrown away."""
    side = side_of(request.access, observation)
    found = ObservationWordsSetAside.objects.filter(pk=version, observation=observation, side=side).first()
    if found is None:
        return redirect(observation)
    is_answer = "response" in found.words
    record: Any = observation if is_answer else _own(request, observation)
    labels = {name: label for name, (label, _) in ASKED[ObservationAccount.Side(side)].items()}
    labels["response"] = "Your answer"
    rows = [(labels[name], getattr(record, name), text) for name, text in found.words.items() if name in labels]
    context = {
        "rows": [row for row in rows if row[1] != row[2]],
        "back": observation.respond_address if is_answer else reverse("asye:observation_write", args=[observation.pk]),
        "crumbs": crumbs_to(observation, "Two versions"),
    }
    return render(request, "asye/observation_compare.html", context)


@require_POST
@permitted("asye.countersign_observation", Observation, select=PEOPLE)
def countersign(request: Request, observation: Observation) -> HttpResponse:
    with telling(request, "Signed by both, and sealed"):
        services.countersign(observation=observation, by=request.user, at=timezone.now())
    return redirect(observation)
