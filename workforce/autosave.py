"""The answers an open form gets while it is being written (see static/js/autosave.js)."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone

from workforce import keeping
from workforce.versions import Save, Versioned

MOST = 2**31 - 1


def is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def save_from(request: HttpRequest) -> Save:
    """Return what the form says about itself; nonsense reads as version 0, which no record has."""
    return Save(
        version=_number(request.POST.get("version", "")),
        editor=request.POST.get("editor", "")[:40].replace("\x00", ""),
        seq=_number(request.POST.get("seq", "")),
        kept=_number(request.POST.get(keeping.PUT_BACK, "")),
    )


def editor_of(request: HttpRequest) -> str:
    """Return the key of this open form: a form shown again with its errors is still the same one."""
    return save_from(request).editor or uuid.uuid4().hex


def saved(record: Versioned) -> JsonResponse:
    """Say that the words are kept, and since when."""
    at = timezone.localtime(record.saved_at).strftime("%H:%M")
    return JsonResponse({"version": record.version, "saved_at": at})


def conflict(record: Versioned, address: str) -> JsonResponse:
    """Say that another tab saved first; both texts are shown at the address, what is typed on is kept beside them."""
    told = {"version": record.version, "conflict_url": address, "keep_url": reverse("workforce:keep_words")}
    return JsonResponse(told, status=409)


def refused(reason: str) -> JsonResponse:
    """Say why these words cannot be saved; the page keeps them."""
    return JsonResponse({"problem": reason}, status=422)


def first_error(form: forms.Form) -> str:
    return next(str(error) for errors in form.errors.values() for error in errors)


def autosave_context(request: HttpRequest, record: Versioned, *, url: str, address: str) -> dict[str, Any]:
    """Return what an autosaving form needs: where to save, the version it read, the ticket for its words."""
    return {
        "autosave_url": url,
        "version": record.version,
        "keep_token": keeping.ticket(request.user, address),  # type: ignore[arg-type]
        "kept": keeping.kept_for(request.user, address),  # type: ignore[arg-type]
        "kept_address": address,
    }


def _number(text: str) -> int:
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 12 else 0
