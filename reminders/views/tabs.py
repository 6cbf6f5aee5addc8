"""The pages about reminders that everybody has, as tabs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

TABS = (
    ("notices", "What you were told"),
    ("coming", "The next 14 days"),
    ("wishes", "When mail comes"),
    ("calendar", "In your calendar"),
)


def tabs(current: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": reverse(f"reminders:{name}"), "current": name == current} for name, label in TABS]
