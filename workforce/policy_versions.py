"""Load a policy pack as the version in force from a day on. A version is never edited: a newer one follows it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from workforce import audit
from workforce.models import Authority, Person, PolicyVersion, SealedRecord
from workforce.packs import Pack, freeze, load_pack
from workforce.sentences import day
from workforce.verdict import Refused


@dataclass(frozen=True, slots=True)
class Loaded:
    """The version in force from that day; `new` is false where it said the same already."""

    version: PolicyVersion
    new: bool


@transaction.atomic
def load(pack: Pack, *, takes_effect_on: dt.date, by: Person | None, on: dt.date, at: dt.datetime) -> Loaded:
    """Keep the pack as the version in force from `takes_effect_on`; `on` is today.

    Loading what that day's version says already changes nothing.

    Raises:
        Refused: there is no authority yet, the name is too long, or the day is past and has been judged by another
            version.
    """
    authority = Authority.objects.select_for_update().order_by("pk").first()
    if authority is None:
        raise Refused("There is no authority yet: load the staff first, then its policy")
    if len(pack.name) > 60 or len(pack.title) > 200:
        raise Refused("Shorten the pack's name to 60 characters and its title to 200")
    content = content_of(pack)
    digest = hashlib.sha256(content.encode()).hexdigest()
    before = in_force(authority, takes_effect_on)
    if before is not None and before.sha256 == digest:
        return Loaded(before, new=False)
    if takes_effect_on < on:
        _refuse_where_used(authority, takes_effect_on, on, content)
    version = PolicyVersion.objects.create(
        authority=authority,
        name=pack.name,
        title=pack.title,
        content=content,
        sha256=digest,
        takes_effect_on=takes_effect_on,
        loaded_by=by,
        loaded_at=at,
    )
    audit.record(by=by, deed="workforce.load_policy", subject=version, at=at)
    return Loaded(version, new=True)


def in_force(authority: Authority, on: dt.date) -> PolicyVersion | None:
    """Return the version in force on a day; nothing where none had been loaded for it."""
    return authority.policy_versions.filter(takes_effect_on__lte=on).first()


def content_of(pack: Pack) -> str:
    """Return the pack as JSON text in its own order. The day it takes effect stands beside it, not in it."""
    kept = freeze(pack)
    kept["values"]["pack"].pop("in_force_from", None)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _refuse_where_used(authority: Authority, takes_effect_on: dt.date, on: dt.date, content: str) -> None:
    """A past day keeps what it was judged by: only a first version reaches back, and no further than the first seal.

    One that says what the pack the authority names says may reach back as far as it likes: it judges nothing anew.
    """
    if authority.policy_versions.exists():
        raise Refused(
            f"{day(takes_effect_on)} is past, and what happened since has been judged by the version then in force: "
            f"choose {day(on)} or later"
        )
    since = timezone.make_aware(dt.datetime.combine(takes_effect_on, dt.time()))
    sealed = SealedRecord.objects.filter(signed_at__gte=since).exists()
    if sealed and content != content_of(load_pack(authority.pack)):
        raise Refused(
            f"Decisions have been signed since {day(takes_effect_on)} under {authority.pack}, the pack the authority "
            f"names: choose {day(on)} or later"
        )
