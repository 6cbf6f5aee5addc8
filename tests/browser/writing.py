"""Write into a form that saves itself, and know when the server has it."""

import re
from urllib.parse import parse_qs

from playwright.sync_api import Page, expect


def saved(page: Page) -> None:
    """Wait until the page says that it is saved."""
    expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile(r"Saved \d\d:\d\d"), timeout=10_000)


def write(page: Page, text: str, label: str = "What happened?") -> None:
    """Type and wait, at most ten seconds, until the server has said that these very words are saved."""
    with page.expect_response(lambda answer: _has(answer.request.post_data, text), timeout=10_000) as answered:
        page.get_by_label(label).fill(text)
    assert answered.value.status == 200, answered.value.text()


def _has(posted: str | None, text: str) -> bool:
    return any(text in values for values in parse_qs(posted or "").values())
