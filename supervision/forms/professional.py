"""Who supervises beside the line manager, and since when."""

from __future__ import annotations

from typing import Any

from django import forms

from workforce.forms import DayField
from workforce.models import Person


class ProfessionalForm(forms.Form):
    holder = forms.ModelChoiceField(
        label="Who is the professional supervisor?",
        queryset=Person.objects.none(),
        empty_label="Choose a registered social worker",
        error_messages={
            "required": "Choose who it is",
            "invalid_choice": "Choose one of the registered social workers of the list",
        },
    )
    from_on = DayField(label="From which day?", missing="Enter the day it began", help_text="For example, 27 3 2026")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = people.order_by("name")  # type: ignore[attr-defined]
