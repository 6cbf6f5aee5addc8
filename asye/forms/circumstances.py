"""The form for exceptional circumstances."""

from __future__ import annotations

from typing import Any

from asye.forms.pauses import NO_DETAILS
from workforce.forms import words_field
from workforce.sent_once import SentOnceForm


class CircumstancesForm(SentOnceForm):
    why = words_field(
        "Why could the year not be completed?",
        help_text=NO_DETAILS,
        rows=6,
        most=5_000,
        required=True,
        missing="Say why",
    )

    def __init__(self, *args: Any, takes_back: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if takes_back:
            self.fields["why"].label = "Why does it hold no longer?"
