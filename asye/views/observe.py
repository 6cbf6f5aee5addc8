"""An observation as its guest sees it: one secret address to write, finish, read both accounts, and sign."""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from asye.forms.observations import ASKED, AccountForm, GuestSignForm
from asye.models import Observation, ObservationAccount
from asye.services import observations as services
from asye.views.observing import both_accounts
from workforce import autosave
from workforce.access import secret_address
from workforce.discreet import discreet, unknown_key
from workforce.verdict import Refused

Status = Observation.Status


@secret_address
@csrf_protect
def observe(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    observation = services.for_guest(pk, secret)
    if observation is None:
        return unknown_key(request, "observe")
    account = observation.accounts.filter(side=ObservationAccount.Side.OBSERVER).first()
    if observation.status == Status.WRITING and account is not None and account.finished_at is None:
        return discreet(_write(request, observation, account))
    return discreet(_read(request, observation))


def _write(request: HttpRequest, observation: Observation, account: ObservationAccount) -> HttpResponse:
    words = {name: getattr(account, name) for name in account.WORDS}
    form = AccountForm(request.POST if request.method == "POST" else None, side=account.side, initial=words)
    if autosave.is_autosave(request):
        return _autosaved(request, account, form)
    if form.is_valid():
        try:
            services.save_account(
                account=account, words=form.cleaned_data, save=autosave.save_from(request), by=None, at=timezone.now()
            )
            if request.POST.get("then") == "finish":
                services.finish(account=account, version=account.version, by=None, at=timezone.now())
            return redirect(request.path)
        except services.WordsSavedElsewhere:
            form.add_error(
                None, "Another window saved first. What it saved stands above the form; what you sent is in it"
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
    shown = form.data if form.is_bound else words
    labels = [label for label, _ in ASKED[ObservationAccount.Side(account.side)].values()]
    context = {
        "observation": observation, "form": form, "editor": uuid.uuid4().hex, "version": account.version,
        "autosave_url": request.path, "keep_token": "", "saved_at": account.saved_at,
        "asides": [list(zip(labels, text.values(), strict=True)) for text in services.beside(account, shown)],
    }  # fmt: skip
    return render(request, "asye/observe_write.html", context)


def _autosaved(request: HttpRequest, account: ObservationAccount, form: forms.Form) -> HttpResponse:
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        services.save_account(
            account=account, words=form.cleaned_data, save=autosave.save_from(request), by=None, at=timezone.now()
        )
    except services.WordsSavedElsewhere:
        return autosave.conflict(account, request.path)
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(account)


def _read(request: HttpRequest, observation: Observation) -> HttpResponse:
    form = GuestSignForm(request.POST if request.method == "POST" else None)
    is_turn = observation.status == Status.RESPONDED
    if is_turn and form.is_valid():
        try:
            services.countersign(observation=observation, by=None, at=timezone.now())
            return redirect(request.path)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "observation": observation,
        "others": both_accounts(observation),
        "form": form if is_turn else None,
        "is_turn": is_turn,
    }
    return render(request, "asye/observe_read.html", context)
