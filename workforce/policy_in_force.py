"""Which policy an authority follows on a day: the version then in force, else the pack it names.

The answer on a day is that day's version's. A fact of last month, looked at for last month, is judged by the version
in force then; looked at for today, by today's. What was sealed, processed or kept with its sentence is not asked again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import lru_cache

from workforce.models import Authority, PolicyVersion
from workforce.packs import Pack, load_pack, thaw
from workforce.remembered import remembered

WITHOUT_AUTHORITY = "national"


class Tampered(Exception):
    """A version's content is not what was loaded."""


@remembered
def pack_on(on: dt.date) -> Pack:
    """Return the pack in force on a day: one query a request for all its days, one more when a version is new to this
    process.

    Where no version has taken effect it is the pack the authority names, or the national one where none is set up.
    """
    name, versions = _versions()
    for pk, sha256, takes_effect_on in versions:
        if takes_effect_on <= on:
            return version_pack(pk, sha256, takes_effect_on)
    return load_pack(name)


@remembered
def _versions() -> tuple[str, list[tuple[int, str, dt.date]]]:
    """Return the pack the authority names, and its versions (key, digest, day), the last to take effect first."""
    first = Authority.objects.order_by("pk").values("pk")[:1]
    of_each = ("pk", "sha256", "takes_effect_on")
    rows = list(
        Authority.objects.filter(pk__in=first)
        .order_by("-policy_versions__takes_effect_on", "-policy_versions__pk")
        .values_list("pack", *(f"policy_versions__{name}" for name in of_each))
    )
    name = rows[0][0] if rows else WITHOUT_AUTHORITY
    return name or WITHOUT_AUTHORITY, [(pk, sha, day) for _, pk, sha, day in rows if pk is not None]


@lru_cache(maxsize=64)
def version_pack(pk: int, sha256: str, takes_effect_on: dt.date) -> Pack:
    """Return the pack of a loaded version, its header saying since when it is in force.

    Digest and day are part of the question so that what is remembered can never be another version's.

    Raises:
        Tampered: the content's digest is another.
    """
    content = PolicyVersion.objects.values_list("content", flat=True).get(pk=pk)
    if hashlib.sha256(content.encode()).hexdigest() != sha256:
        raise Tampered(f"The content of policy version {pk} is not what was loaded")
    kept = json.loads(content)
    kept["values"]["pack"]["in_force_from"] = takes_effect_on.isoformat()
    return thaw(kept)
