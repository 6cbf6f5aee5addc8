"""The experience checklist: each line, whether it is met, and what shows it."""

from __future__ import annotations

from asye.models import Portfolio
from asye.queries.document.blocks import Section, table
from asye.queries.experience import Line, experience_of
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    lines = experience_of(portfolio, access, access.on)
    if not lines:
        return None
    rows = [(line.told.label, _state(line), _shown(line)) for line in lines]
    blocks = [table("Experience checklist", ("Experience", "So far", "What shows it"), rows)]
    return {"title": "Experience of the year", "blocks": blocks}


def _state(line: Line) -> str:
    if line.waits:
        return "Noted, not agreed yet"
    return "Done" if line.told.met else "Not yet"


def _shown(line: Line) -> str:
    notes = [f"{note.by.name}: {note.words}" for note in line.notes if note.done]
    return "; ".join([line.told.because, *notes])
