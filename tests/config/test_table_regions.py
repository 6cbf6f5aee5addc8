"""A table that may be wider than a phone is reached by keyboard and has a name; the others become cards there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
REGION = re.compile(r'<div class="app-table-region"([^>]*)>\s*(?:\{%[^%]*%\}\s*)*<table class="([^"]*)"')
FILES = [path for path in sorted(TEMPLATES.rglob("*.html")) if REGION.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_what_scrolls_is_reached_and_named(file: Path) -> None:
    for told, table in REGION.findall(file.read_text("utf-8")):
        cards, reached = "app-table--stack" in table, 'role="region" aria-label="' in told and 'tabindex="0"' in told
        assert cards or reached, f"{told or 'A region'} holds {table}"


def test_there_are_some() -> None:
    assert len(FILES) > 40
