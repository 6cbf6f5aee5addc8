"""Move a case on to another worker, or end somebody's part in it."""

from __future__ import annotations

from typing import Any

from django import forms

from caseloads.forms.offers import AllocationForm
from caseloads.models import Ending
from workforce.forms import words_field

MOST = 4_000


class TransferForm(AllocationForm):
    """The offer to the next worker, with the decision about whoever has the case now (CSL-09)."""

    stays = forms.TypedChoiceField(
        label="And whoever has it now?",
        coerce=lambda value: value == "stays",
        widget=forms.RadioSelect,
        empty_value=None,
        error_messages={"required": "Choose whether whoever has it now stays as co-worker"},
    )
    stays_because = words_field(
        "Why?",
        help_text="What the family and the worker need from it",
        required=True,
        rows=2,
        most=MOST,
        missing="Say why they stay or hand over",
    )

    def __init__(self, *args: Any, decisions: tuple[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reference", "type", "children", "complexity"):
            del self.fields[name]
        said = [words[:1].upper() + words[1:] for words in decisions]
        self.fields["stays"].choices = [("stays", said[0]), ("over", said[1])]  # type: ignore[attr-defined]
        self.order_fields(["stays", "stays_because", "role"])


class EndForm(forms.Form):
    why = forms.ChoiceField(
        label="Why does it end?",
        choices=Ending.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it ends"},
    )
    words = words_field("Anything to add", rows=2, most=MOST)
