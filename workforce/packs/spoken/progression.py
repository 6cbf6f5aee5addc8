"""What a pack says of grades and pay, in words."""

from __future__ import annotations

from collections.abc import Mapping

from workforce.packs.schema import Pack
from workforce.packs.spoken.wording import Said, Sayer, Table, day_of_year, value, within, words
from workforce.sentences import count


def _grade(table: Table, pack: Pack, key: str) -> Said:
    _, _, grade, *inside = key.split(".")
    if inside[:1] == ["increments"]:
        return f"increments in grade {grade}", [_step(step) for step in table["steps"]]
    if inside:
        figure = table.get("figure")
        return f"for grade {grade}: {within(table['label'])}", [
            f"Months: {figure}" if table["kind"] == "months_since" else f"At least {figure}" if figure else ""
        ]
    points = table.get("points")
    return f"grade {grade}: {table['label'].lower()}", [
        f"Points {points[0]} to {points[1]}" if points else f"£{table.get('spot_salary', 0):,} a year",
        f"Contract: {table['contract']}" if "contract" in table else "",
        f"Reached by: {words(table['move']).lower()}",
    ]


def _step(step: Table) -> str:
    if "after_months" in step:
        return f"{count(step['after_months'], 'month')} after the start in the grade"
    return f"On the next {day_of_year(step['on_next'])} after that"


def _salaries(table: Table, pack: Pack, key: str) -> Said:
    paid = [f"point {point}: £{amount:,}" for point, amount in table["values"].items()]
    return f"salaries {key.rpartition('.')[2]}", [f"From {value(table['in_force_from'])}", "; ".join(paid)]


def _cpd(table: Table, pack: Pack, key: str) -> Said:
    return f"development activities that count for grade {table['for_grade']}", list(table["activities"].values())


SAYERS: Mapping[str, Sayer] = {
    "progression.cpd": _cpd,
    "progression.grades": _grade,
    "progression.salaries": _salaries,
}
