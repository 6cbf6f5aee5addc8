"""The form of a self-assessment: for each domain, standard or statement a level and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from asye.policy import self_assessment as policy
from asye.queries.self_assessment import Item, Said


class SelfAssessmentForm(forms.Form):
    """Nothing is asked for until it is finished. `before` is what was said last time, shown beside."""

    def __init__(
        self, *args: Any, items: Sequence[Item], levels: Mapping[str, str], before: Mapping[int, Said], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            was = before.get(item.pk)
            last = f"Last time: {was.level}{f'. {was.why}' if was.why else ''}" if was and was.level else ""
            self.fields[policy.level_name(item.pk)] = forms.ChoiceField(
                label=item.label,
                help_text=last or item.about,
                choices=[Choice(code, label) for code, label in levels.items()],
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of those listed"},
            )
            self.fields[policy.why_name(item.pk)] = forms.CharField(
                label="In a sentence",
                required=False,
                max_length=1000,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 2, "aria-label": f"{item.label}: in a sentence"}),
                error_messages={"max_length": "Use at most %(limit_value)d characters"},
            )
