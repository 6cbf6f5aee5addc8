"""The parts of a pack in the words of somebody new: a title for each, and a line for each thing it sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workforce.packs.inforce import ABOUT, origin
from workforce.packs.schema import Pack
from workforce.packs.spoken import asye, caseloads, people, progression, reminders, supervision
from workforce.packs.spoken.phrases import PHRASES, phrase
from workforce.packs.spoken.wording import Said, Sayer, Table, value, words

# What a part is about and for whom is in its title, or plain to a reader from what is said.
UNSAID = (*ABOUT, "stage", "stages", "scope", "clock", "order", "for_grade", "fact", "facts", "kind")
SAYERS: Mapping[str, Sayer] = {
    **people.SAYERS,
    **caseloads.SAYERS,
    **supervision.SAYERS,
    **asye.SAYERS,
    **progression.SAYERS,
    **reminders.SAYERS,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One part of a pack that carries out a rule. `services` are those it is limited to; empty is all."""

    key: str
    rule: str
    title: str
    lines: tuple[str, ...]
    note: str
    source: str
    came_from: str
    services: frozenset[str]


def settings(pack: Pack) -> Iterator[Setting]:
    """Every part of the pack that names a rule, in the pack's own order."""
    table = pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    yield from _parts(table, pack, "", frozenset())


def _parts(table: Table, pack: Pack, key: str, services: frozenset[str]) -> Iterator[Setting]:
    services = frozenset(table.get("scope", {}).get("services", services))
    if "rule" in table:
        title, lines = _said(table, pack, key)
        yield Setting(
            key=key,
            rule=table["rule"],
            title=title[:1].upper() + title[1:],
            lines=tuple(f"{line[:1].upper()}{line[1:]}" for line in lines if line),
            note=table.get("note", ""),
            source=table["source"],
            came_from=origin(pack, _own_key(key, table)),
            services=services,
        )
    for name, held in table.items():
        if isinstance(held, Mapping) and name not in ("scope", "pack"):
            yield from _parts(held, pack, f"{key}.{name}".lstrip("."), services)


def _own_key(key: str, table: Table) -> str:
    """The value a reader would ask the origin of: what is set, before what it is called."""
    asked = ("bands", "figure", "minimum", "after_months", "steps", "years", "amount", "values", "point", *table)
    return f"{key}.{next(name for name in asked if name in table)}"


def _said(table: Table, pack: Pack, key: str) -> Said:
    if key in PHRASES:
        return phrase(table, key)
    for start, say in SAYERS.items():
        if key == start or key.startswith(f"{start}."):
            return say(table, pack, key)
    return _plain(table, key)


def _plain(table: Table, key: str) -> Said:
    lines = [f"{words(name)}: {value(held)}" for name, held in table.items() if name not in UNSAID and not _part(held)]
    return table.get("label", words(key.rpartition(".")[2])), lines


def _part(held: object) -> bool:
    """Whether this is a part of its own, or holds some, and so speaks for itself."""
    return isinstance(held, Mapping) and ("rule" in held or any(_part(inner) for inner in held.values()))
