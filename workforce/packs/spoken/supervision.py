"""What a pack says of supervision, in words: how far apart sessions are, and groups."""

from __future__ import annotations

from collections.abc import Mapping

from workforce.packs.schema import Pack
from workforce.packs.spoken.wording import Said, Sayer, Table, label_of, who, words
from workforce.sentences import count, either, listed

KINDS = {"one_to_one": "one-to-one", "group": "group"}


def _gaps(table: Table, pack: Pack, key: str) -> Said:
    rule = pack.supervision.gaps[key.rpartition(".")[2]]
    lines = []
    for band in rule.bands:
        kept = f", or {band.kept_at} where the practice manager keeps it there" if band.kept_at else ""
        counts = either([KINDS[kind] for kind in sorted(band.counts, reverse=True)])
        lines.append(f"{label_of(band)}: at most {count(band.gap, band.unit[:-1])} apart{kept}; {counts} counts")
    return f"supervision of {who(rule.stage, table, pack)}", lines


def _group(table: Table, pack: Pack, key: str) -> Said:
    who = " for practice managers" if table.get("attended_by") == "practice_managers" else ""
    return table["label"], [f"Led by the {words(table['led_by']).lower()}{who}", f"For: {listed(table['purposes'])}"]


SAYERS: Mapping[str, Sayer] = {
    "supervision.gaps": _gaps,
    "supervision.groups": _group,
}
