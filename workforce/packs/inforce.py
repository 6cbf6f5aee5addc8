"""Every value of a pack with its rule, its source and the pack it came from: for `pack show` and the page of rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workforce.packs.loading import values
from workforce.packs.schema import Pack

ABOUT = ("rule", "source", "note", "label", "message", "short")


@dataclass(frozen=True, slots=True)
class Value:
    """One setting. `services` are those it is limited to; empty is all."""

    key: str
    value: Any
    rule: str
    source: str
    came_from: str
    services: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        return json.dumps(self.value, default=str, ensure_ascii=False)


def in_force(pack: Pack, *, service: str = "", rule: str = "") -> tuple[Value, ...]:
    """The values of a pack in its own order, of one service or one rule where asked."""
    table = pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del table["pack"]
    found = _values(table, pack, "", "", "", frozenset())
    return tuple(value for value in found if _wanted(value, service, rule))


def keys_of_rules(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Rule ID → the dotted keys of the parts that carry it out."""
    keys: dict[str, list[str]] = {}
    for key, value in values(pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)):
        if key.endswith(".rule"):
            keys.setdefault(str(value), []).append(key.removesuffix(".rule"))
    return {rule: tuple(found) for rule, found in sorted(keys.items())}


def _wanted(value: Value, service: str, rule: str) -> bool:
    in_service = not service or not value.services or service in value.services
    return in_service and (not rule or value.rule == rule)


def _values(
    table: Mapping[str, Any], pack: Pack, prefix: str, rule: str, source: str, services: frozenset[str]
) -> Iterator[Value]:
    rule, source = str(table.get("rule", rule)), str(table.get("source", source))
    services = frozenset(_scope(table).get("services", services))
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and value:
            yield from _values(value, pack, f"{key}.", rule, source, services)
        elif name not in ABOUT:
            yield Value(key, value, rule, source, origin(pack, key), services)


def _scope(table: Mapping[str, Any]) -> Mapping[str, Any]:
    scope = table.get("scope", {})
    return scope if isinstance(scope, Mapping) else {}


def origin(pack: Pack, key: str) -> str:
    """The pack that set the key, or the table it is in."""
    while key:
        if key in pack.came_from:
            return pack.came_from[key]
        key = key.rpartition(".")[0]
    return pack.name
