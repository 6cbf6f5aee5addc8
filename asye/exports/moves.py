"""A plan of moves as a table: each date, minimum and tagged statement of each year on a line of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from asye.queries.carried import ALONE, DIRECT, Line
from asye.queries.move_preview import Preview

HEADERS = ("Name", "State", "What", "Which", "Before", "After", "Tags", "What becomes of it", "Why")


def rows_of_plan(found: Iterable[Preview]) -> Iterator[tuple[str, ...]]:
    for one in found:
        name, state = one.ends.portfolio.practitioner.name, str(one.move.get_status_display())
        for rest in _rows(one):
            yield (name, state, *rest)


def _rows(one: Preview) -> Iterator[tuple[str, ...]]:
    yield ("Programme", "", one.before, one.after, "", "", "")
    before, after = ("; ".join(which) for which in (one.editions_before, one.editions_after))
    yield ("Standards", "", before, after, "", "", "")
    for shift in one.shifts:
        ends = (_date(shift.old, shift.old_window), _date(shift.new, shift.new_window))
        yield ("Date", shift.label, *ends, "", shift.note, f"{shift.why.rule}: {shift.why.because}")
    for asked in one.asked:
        there = f"there are {asked.held}" if asked.held else ""
        yield ("Asked for", asked.label, asked.before, asked.after, "", there, "")
    if one.carried is None:
        return
    for line in one.carried.lines:
        yield ("Evidence", _named(line), _named(line), _after(line), str(line.tags), _said(line), "")
    for line in one.carried.goals:
        yield ("Goal", _named(line), _named(line), _after(line), str(line.tags), _said(line, "goal"), "")
    for assessed in one.assessed.made if one.assessed else ():
        for looked in assessed.lines:
            after = str(looked.standard) if looked.state == DIRECT else "; ".join(map(str, looked.ways))
            yield ("Self-assessment", assessed.label, str(looked.standard), after, "", "Stays as it was written", "")
    for standard in one.assessed.uncovered if one.assessed else ():
        yield ("Standard", str(standard), "", "", "", "No self-assessment has looked at it", "")
    for standards in one.uncovered:
        for statement in standards.statements:
            which = f"{standards.framework.short} {statement}"
            yield ("Statement", which, "", "", "0", "No evidence reaches it", "")


def _date(on: dt.date | None, window: str) -> str:
    if on is None:
        return ""
    return f"{on.isoformat()} (window {window})" if window else on.isoformat()


def _named(line: Line) -> str:
    return f"{line.statement.section.framework.short} {line.statement}"


def _after(line: Line) -> str:
    if line.state == DIRECT:
        return _named(line)
    return "; ".join(f"{way.statement.section.framework.short} {way.statement.number}" for way in line.ways)


def _said(line: Line, what: str = "evidence") -> str:
    if line.state == DIRECT:
        return "Stays: the standards are kept"
    if line.state == ALONE:
        return f"Stays with the {what}, shows against no new statement"
    return "; ".join(
        f"{way.strength}" + "".join(f" by way of {via.section.framework.short} {via.number}" for via in way.via)
        for way in line.ways
    )
