"""Policy packs: what an authority sets, typed, merged from files that build on one another, and where each is from."""

from workforce.packs.inforce import Value, in_force, keys_of_rules
from workforce.packs.loading import (
    PackError,
    build,
    find,
    freeze,
    layers,
    load_change,
    load_pack,
    load_text,
    shipped_packs,
    thaw,
)
from workforce.packs.schema import Pack

__all__ = [
    "Pack",
    "PackError",
    "Value",
    "build",
    "find",
    "freeze",
    "in_force",
    "keys_of_rules",
    "layers",
    "load_change",
    "load_pack",
    "load_text",
    "shipped_packs",
    "thaw",
]
