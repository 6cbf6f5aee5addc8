"""From the author to the assessor: say why, check for what could tell who somebody is, share, take back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.sharing import PassagesForm
from asye.models import Reflection
from asye.queries import identifying
from asye.queries.statements import chosen_statements
from asye.services import reflections as services
from asye.views.tagging import say_whys
from workforce.access import Request, permitted
from workforce.verdict import Refused


@permitted("asye.edit_reflection", Reflection, select=("portfolio",))
def say_why(request: Request, reflection: Reflection) -> HttpResponse:
    """One sentence a statement: what in this reflection shows it."""
    save = partial(services.say_why, reflection=reflection, by=request.user, at=timezone.now())
    choose = reverse("asye:reflection_statements", args=[reflection.pk])
    return say_whys(request, reflection, lambda whys, read: save(whys=whys, read=read), choose)


@permitted("asye.edit_reflection", Reflection, select=("portfolio",))
def share(request: Request, reflection: Reflection) -> HttpResponse:
    """Show what could tell who somebody is, ask once more, then give it to the assessor."""
    found = identifying.check(reflection, on=timezone.localdate())
    form = PassagesForm(request.POST if request.method == "POST" else None, passages=found.passages)
    if form.is_valid():
        return _shared(request, reflection, form.reasons)
    return render(
        request,
        "asye/reflection_share.html",
        {
            "reflection": reflection,
            "form": form,
            "found": found,
            "groups": chosen_statements(reflection),
            "files": reflection.attachments.all(),
            "crumbs": [("Home", "/"), (str(reflection), reflection.get_absolute_url()), ("Share", "")],
        },
    )


def _shared(request: Request, reflection: Reflection, reasons: dict[str, str]) -> HttpResponse:
    try:
        services.share(reflection=reflection, by=request.user, at=timezone.now(), reasons=reasons)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(reflection.edit_address if reflection.is_editable else reflection.get_absolute_url())
    messages.success(request, "Your reflection is with your assessor")
    return redirect(reflection)


@require_POST
@permitted("asye.edit_reflection", Reflection)
def take_back(request: Request, reflection: Reflection) -> HttpResponse:
    try:
        services.take_back(reflection=reflection, by=request.user, at=timezone.now())
        messages.success(request, "You have taken the reflection back. Only you can see it now")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reflection)
