"""Forms that are sent once and keep their words meanwhile: the tag a template puts before such a form."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.http import HttpRequest

from workforce import keeping
from workforce.models import KeptWords

register = template.Library()
LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class Keeps:
    """What the template of one form needs. `long`: it has a box for many words, so it is kept while it is written."""

    token: str
    form: str
    editor: str
    address: str
    long: bool
    kept: KeptWords | None
    put_back: str


@register.simple_tag(takes_context=True)
def keep_words(context: Any, form: object) -> Keeps | None:
    """Return what keeps the words of this form; put back those that its author asks for. Nothing without words."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if not isinstance(form, forms.Form) or person is None or not person.is_authenticated or not _has_words(form):
        return None
    name = type(form).__qualname__
    address = _address(request)
    kept = None if form.is_bound else keeping.kept_for(person, address, name)
    is_back = kept is not None and bool(request.GET.get("kept"))
    if kept is not None and is_back:
        keeping.put_into(form, kept)
    posted = request.POST if form.is_bound else {}
    return Keeps(
        token=keeping.ticket(person, address),
        form=name,
        editor=posted.get(keeping.EDITOR, "") or uuid.uuid4().hex,
        address=address,
        long=any(isinstance(field.widget, forms.Textarea) for field in form.fields.values()),
        kept=kept,
        put_back=str(kept.pk) if kept is not None and is_back else str(posted.get(keeping.PUT_BACK, "")),
    )


def _has_words(form: forms.Form) -> bool:
    return any(_is_words(field) for field in form.fields.values())


def _is_words(field: forms.Field) -> bool:
    box = field.widget
    if isinstance(box, forms.Textarea):
        return True
    is_text = type(field) is forms.CharField and type(box) is forms.TextInput
    return is_text and box.attrs.get("inputmode") != "numeric"


def _address(request: HttpRequest) -> str:
    """The page the form stands on, as its author comes back to it."""
    if request.method == "POST":
        held = keeping.read_ticket(request.POST.get(keeping.FIELD, ""))
        if held is not None:
            return held.address
    asked = request.GET.copy()
    asked.pop("kept", None)
    address = f"{request.path}?{asked.urlencode()}" if asked else request.path
    return address if len(address) <= LONGEST_ADDRESS else request.path
