"""The policies people may ask about from a page: what is in force, loaded versions, shipped packs; never a file."""

from __future__ import annotations

import datetime as dt

from workforce.desk_form import Policies
from workforce.models import PolicyVersion
from workforce.packs import Pack, load_pack, shipped_packs
from workforce.policy_in_force import pack_on, version_pack

IN_FORCE = "in-force"
MOST_VERSIONS = 20


def policies(on: dt.date) -> Policies:
    """Return what may be chosen on a day: one query beside that of the pack in force."""
    packs = {IN_FORCE: pack_on(on)}
    names = {IN_FORCE: "In force on the day asked about"}
    for version in PolicyVersion.objects.defer("content")[:MOST_VERSIONS]:
        key = f"version-{version.pk}"
        names[key], packs[key] = str(version), version_pack(version.pk, version.sha256, version.takes_effect_on)
    for name in shipped_packs():
        packs[name] = load_pack(name)
        names[name] = f"{packs[name].title}, as shipped"
    return Policies(names, packs)


def chosen(held: Policies, key: str, on: dt.date) -> Pack:
    """Return the policy of a key; the one in force on the day asked about where it says so."""
    return pack_on(on) if key == IN_FORCE else held.packs[key]
