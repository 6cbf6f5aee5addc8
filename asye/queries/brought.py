"""What was brought from another authority, where it stands beside what was written here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from asye.models import BroughtFile, BroughtRecord, Portfolio
from asye.queries.archive import KINDS, record_of
from asye.queries.archive.kind import Kind
from asye.queries.blocks import Block, Section
from workforce.access import Access

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}


def blocks_of(row: BroughtRecord, files: Mapping[str, BroughtFile]) -> list[dict[str, Any]]:
    """The record as it reads, without its own heading; its files with the address they are fetched from."""
    found: list[dict[str, Any]] = []
    for place, block in enumerate(BY_NAME[row.kind].show(record_of(row))):
        if block["kind"] == "heading" and place == 0:
            continue
        if block["kind"] == "files":
            listed = [{**file, "held": files.get(str(file["sha256"]))} for file in block["files"]]
            found.append({**block, "files": listed})
        elif block["kind"] == "table":
            rows = [list(zip(block["headers"], row, strict=False)) for row in block["rows"]]
            found.append({**block, "rows": rows})
        else:
            found.append(dict(block))
    return found


def section(portfolio: Portfolio, access: Access) -> Section | None:
    """What was brought, for the portfolio's PDF: as it was written there, with its seal; drafts are left out."""
    rows = BroughtRecord.objects.visible_to(access).filter(portfolio=portfolio)
    blocks: list[Block] = []
    for row in sorted(rows, key=lambda row: (list(BY_NAME).index(row.kind), row.place)):
        record = record_of(row)
        if getattr(record, "draft", False):
            continue
        shown = list(BY_NAME[row.kind].show(record))
        if shown and shown[0]["kind"] != "heading":
            shown.insert(0, {"kind": "heading", "title": row.title, "by": row.origin})
        blocks += shown
    return {"title": "Brought from another authority", "blocks": blocks} if blocks else None
