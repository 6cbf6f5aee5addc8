"""What a pack says of caseloads, in words: limits, conditions, benchmarks, the rota."""

from __future__ import annotations

from collections.abc import Mapping

from workforce.packs.schema import Pack
from workforce.packs.spoken.wording import Said, Sayer, Table, label_of, who, words
from workforce.sentences import between, count, either, listed

PARTS_OF_DAY = {"day": "a whole day", "am": "a morning", "pm": "an afternoon"}
SEATS = {"main": "main worker", "shadow": "shadow", "extra": "extra worker"}


def _limit(table: Table, pack: Pack, key: str) -> Said:
    rule = pack.caseloads.limits[key.rpartition(".")[2]]
    lines = []
    for band in rule.bands:
        own = between(band.own_minimum, band.own_maximum)
        said = [f"{between(one.minimum, one.maximum)} {words(one.counted_in).lower()}" for one in band.measures]
        rising = ", rising to it by the end" if band.rising else ""
        lines.append(f"{label_of(band)}: {' and '.join(said)}{rising}{f', of which {own} their own' if own else ''}")
    return f"how many children {who(rule.stage, table, pack)} may hold", lines


def _condition(table: Table, pack: Pack, key: str) -> Said:
    until = table.get("to")
    kinds = [pack.caseloads.case_types[code].label for code in table.get("case_types", ())]
    return "before a case is given", [
        table["message"],
        f"Kinds of case: {listed(kinds).lower()}" if kinds else "",
        f"To the end of {until}" if until else "",
    ]


def _benchmark(table: Table, pack: Pack, key: str) -> Said:
    service = key.rpartition(".")[2]
    short = pack.services[service].short if service in pack.services else service
    return f"benchmark of {short}, full time", [f"{table['children']} children", f"{table['points']} points"]


def _rota(table: Table, pack: Pack, key: str) -> Said:
    kind = pack.caseloads.rota[key.rpartition(".")[2]]
    return f"on the rota: {kind.label}", [
        f"Planned as {either([PARTS_OF_DAY[part] for part in kind.parts])}",
        f"Seats: {listed([SEATS[seat] for seat in kind.seats])}",
        "Only for those registered with the regulator" if kind.registered else "",
    ]


def _rota_months(table: Table, pack: Pack, key: str) -> Said:
    rule = pack.caseloads.rota_months[key.rpartition(".")[2]]
    label = pack.caseloads.rota[rule.kind].label
    lines = [f"{label_of(band)}: {either([SEATS[seat] for seat in band.seats]) or 'not yet'}" for band in rule.bands]
    week = [f"{count(rule.days_a_week, 'day')} a week"] if rule.days_a_week is not None else []
    return f"{label} for {who(rule.stage, table, pack)}", [*lines, *week]


SAYERS: Mapping[str, Sayer] = {
    "caseloads.limits": _limit,
    "caseloads.conditions": _condition,
    "caseloads.benchmarks": _benchmark,
    "caseloads.rota": _rota,
    "caseloads.rota_months": _rota_months,
}
