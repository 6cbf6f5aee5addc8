"""Find each long form in the demonstration, whatever day it stands on. Run by the server's `manage.py shell`."""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.long_forms import LONG_FORMS, Place
from workforce.access import access_for
from workforce.models import Person

AUTOSAVE = {"X-Requested-With": "autosave"}
ACCOUNTS = (
    "nqsw",
    "assessor",
    "manager",
    "groupmanager",
    "lead",
    "moderator",
    "chair",
    "hr",
    "socialworker",
    "trainee",
)


def find(only: str = "") -> None:
    """Write out, as JSON, for each form the account and the address where it stands; what is not found is not there."""
    setup_test_environment(debug=False)
    found = {}
    for form, place in LONG_FORMS.items():
        if only in form:
            for who in dict.fromkeys((place.who, *ACCOUNTS)):
                address = next((one for one in addresses(who, place) if stands(who, one, form)), "")
                if address:
                    found[form] = [who, address]
                    break
    sys.stdout.write(json.dumps(found))


def addresses(who: str, place: Place) -> Iterator[str]:
    pattern = pattern_of(place.page)
    model = pattern.callback.declares[2]
    person = Person.objects.get(email=f"{who}@demo.example")
    if model is None:
        yield reverse(place.page)
        return
    access = access_for(person, timezone.localdate())
    rows = model.objects.visible_to(access).order_by("pk").values_list("pk", flat=True)[:80]
    people = Person.objects.visible_to(access).order_by("pk").values_list("pk", flat=True)[:40]
    if "to" in pattern.pattern.converters:
        yield from (reverse(place.page, args=[pk, to]) for pk in rows[:8] for to in people)
    elif place.asks:
        yield from (f"{reverse(place.page, args=[pk])}?{place.asks}={one}" for one in people[:3] for pk in rows)
    else:
        yield from (reverse(place.page, args=[pk]) for pk in rows)


def pattern_of(name: str) -> Any:
    namespace, _, page = name.partition(":")
    return next(
        pattern
        for part in get_resolver().url_patterns
        if getattr(part, "namespace", None) == namespace
        for pattern in part.url_patterns
        if pattern.name == page
    )


_signed_in: dict[str, Client] = {}


def _client(who: str) -> Client:
    if who not in _signed_in:
        _signed_in[who] = Client(raise_request_exception=False)
        _signed_in[who].force_login(Person.objects.get(email=f"{who}@demo.example"))
    return _signed_in[who]


def stands(who: str, address: str, form: str) -> bool:
    answer = _client(who).get(address)
    if answer.status_code != 200 or b"<textarea" not in answer.content or "form" not in (answer.context or ()):
        return False
    kind = type(answer.context["form"])
    return f"{kind.__module__}.{kind.__qualname__}" == form


def kept(file: str) -> None:
    """Write out, as JSON, for each form of the file of `find` whether it keeps what its page would send by itself."""
    setup_test_environment(debug=False)
    with open(file, encoding="utf-8") as told:
        places = json.load(told)
    stranger = _client("trainee")
    sys.stdout.write(json.dumps({form: _tried(form, *where, stranger) for form, where in places.items()}))


def _tried(form: str, who: str, address: str, stranger: Client) -> dict[str, int | bool]:
    me, mark = _client(who), f"mark{abs(hash(form)) % 10**9}"
    page = _form(me.get(address).content.decode(), form)
    again = address + ("&" if "?" in address else "?") + "kept=1"
    saved = me.post(page.url, page.sent | {page.box: f"{mark}first"}, headers=AUTOSAVE).status_code
    back = f"{mark}first" in me.get(address).content.decode() + me.get(again).content.decode()
    later = page.sent | {page.box: f"{mark}second", "seq": "2"}
    without = Client(raise_request_exception=False).post(page.url, later, headers=AUTOSAVE).status_code
    return {
        "saved": saved,
        "back": back,
        "without a session": without,
        "back after it": f"{mark}second" in me.get(again).content.decode(),
        "somebody else": mark in stranger.get(again).content.decode(),
    }


@dataclass
class Sent:
    """What the page of a form sends by itself: where to, its fields, and the box that is written into."""

    url: str
    sent: dict[str, str]
    box: str


def _form(page: str, form: str) -> Sent:
    own = f'name="keep_form" value="{form.rpartition(".")[2]}"'
    shown = re.findall(r"<form[^>]*data-autosave.*?</form>", page, re.S)
    text = next(one for one in shown if own in one or "keep_form" not in one)
    given = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    version, url = _said(text, "version"), _said(text, "autosave-url")
    told = given | {"version": version, "seq": "1", "keep_token": _said(text, "keep-token")}
    boxes = re.findall(r"<textarea[^>]*?\bname=\"(\w+)\"", text)
    return Sent(url=url, sent=told, box=boxes[0])


def _said(text: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', text)
    return html.unescape(found[1]) if found else ""
