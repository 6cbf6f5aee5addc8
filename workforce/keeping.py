"""Keep words that are in no record yet, so that nobody loses what they wrote, however their session ends.

Each form that is written into carries a signed ticket that names its author and its page. Whoever holds it may add
words to that page for that person, and nothing else: it reads nothing and signs nobody in.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from workforce.models import KeptWords, Person
from workforce.versions import Save

FIELD = "keep_token"
FORM, PUT_BACK, EDITOR = "keep_form", "kept", "editor"
SALT = "workforce.keeping"
VALID_FOR = dt.timedelta(days=3)
MOST_CHARACTERS = 400_000
ABOUT_THE_FORM = frozenset({FORM, PUT_BACK, EDITOR, "seq"})
NOT_WORDS = frozenset({FIELD, "csrfmiddlewaretoken", "version", "sent_key", *ABOUT_THE_FORM})
Words = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose words, for which page."""

    person_id: int
    address: str


def ticket(person: Person, address: str) -> str:
    """Return the signed text a form carries in its `keep_token` field."""
    return signing.dumps({"p": person.pk, "a": address}, salt=SALT, compress=True)


def read_ticket(text: str) -> Ticket | None:
    """Return what a ticket says, or nothing if it is not ours or too old."""
    try:
        said = signing.loads(text, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    return Ticket(person_id=said["p"], address=said["a"])


def words_of(posted: Mapping[str, str]) -> Words:
    """Return what was written or chosen, by name of its field: a text, or a list where several were chosen."""
    lists = posted.lists() if isinstance(posted, MultiValueDict) else [(name, [one]) for name, one in posted.items()]
    told = {name: [one.replace("\x00", "") for one in sent] for name, sent in lists if name not in NOT_WORDS}
    return {name: sent[0] if len(sent) == 1 else sent for name, sent in told.items() if any(map(str.strip, sent))}


def keep(posted: Mapping[str, str], *, at: dt.datetime) -> Ticket | None:
    """Keep the newest words of an open form for its author; without a good ticket, or too many, they are not kept."""
    held = read_ticket(posted.get(FIELD, ""))
    words = words_of(posted)
    if held is None or not words or _characters(words) > MOST_CHARACTERS:
        return None
    told = {"fields": words, "kept_at": at, "form": _short(posted, FORM, 80)}
    editor = _short(posted, EDITOR, 40)
    with transaction.atomic():
        kept, _ = KeptWords.objects.update_or_create(
            person_id=held.person_id, address=held.address, editor=editor, defaults=told
        )
        _put_back_into(posted.get(PUT_BACK, ""), held).exclude(pk=kept.pk).delete()
    return held


def kept_for(person: Person, address: str, form: str = "") -> KeptWords | None:
    """Return the newest words kept for this person on this page, in this form of it, if there are any."""
    if not getattr(person, "has_kept_words", True):  # read with who is signed in (see backends)
        return None
    return KeptWords.objects.filter(person=person, address=address, form=form).first()


def put_away(person: Person, address: str) -> None:
    """Forget all that is kept for a page: what it was about is gone."""
    KeptWords.objects.filter(person=person, address=address).delete()


def throw_away(person: Person, key: int) -> None:
    """Forget one form's words, because their author does not want them."""
    KeptWords.objects.filter(person=person, pk=key).delete()


def done(posted: Mapping[str, str]) -> None:
    """Forget what an open form had kept: what it holds is in a record."""
    held = read_ticket(posted.get(FIELD, ""))
    if held is not None:
        own = {"person_id": held.person_id, "address": held.address}
        KeptWords.objects.filter(**own, editor=_short(posted, EDITOR, 40)).delete()
        _put_back_into(posted.get(PUT_BACK, ""), held).delete()


def now_saved(person: Person, address: str, words: Mapping[str, Any], save: Save) -> None:
    """Forget what the saved words hold: of the same open form, put back into it, or contained in what it saved."""
    for kept in KeptWords.objects.filter(person=person, address=address):
        same = bool(save.editor) and kept.editor == save.editor
        if same or kept.pk == save.kept or _holds(words, kept.fields):
            kept.delete()


def put_into(form: forms.Form, kept: KeptWords) -> None:
    """Let a form that is not sent yet begin with the kept words: each of its boxes, none of its hidden fields."""
    posted: MultiValueDict[str, str] = MultiValueDict(
        {name: one if isinstance(one, list) else [one] for name, one in kept.fields.items()}
    )
    for name, field in form.fields.items():
        if not (field.widget.is_hidden or field.widget.needs_multipart_form):
            told = field.widget.value_from_datadict(posted, MultiValueDict(), form.add_prefix(name))
            form.initial[name] = told if told is not None else ""


def _holds(words: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    common = kept.keys() & words.keys()
    return bool(common) and all(str(kept[name]) in str(words[name] or "") for name in common)


def _put_back_into(key: str, held: Ticket) -> Any:
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 12 else 0
    return KeptWords.objects.filter(pk=number, person_id=held.person_id, address=held.address)


def _short(posted: Mapping[str, str], name: str, most: int) -> str:
    return posted.get(name, "")[:most].replace("\x00", "")


def _characters(words: Words) -> int:
    return sum(len(one) if isinstance(one, str) else sum(map(len, one)) for one in words.values())
