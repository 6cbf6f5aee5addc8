"""Forms of the development plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from asye.forms.reflections import ChosenField
from frameworks.models import Resource
from workforce.forms import DayField, words_field
from workforce.sent_once import SentOnceForm

LONG = {"max_length": "Use at most %(limit_value)d characters"}
MOST = 4000


class GoalForm(SentOnceForm):
    what = forms.CharField(
        label="What do you want to be able to do?",
        help_text="One thing, small enough to see. Name nobody",
        max_length=200,
        error_messages=LONG | {"required": "Say what you want to be able to do"},
    )
    why = words_field("Why this, and why now?", help_text="What showed you that it is missing", rows=3, most=MOST)
    by_on = DayField(label="By when?", missing="Enter the day by which you want to be there")
    how = words_field(
        "How will you and others know?", help_text="What somebody would see or read", required=True, rows=3, most=MOST,
        missing="Say how anybody will know that you are there",
    )  # fmt: skip
    support = words_field("What support do you need, and from whom?", rows=3, most=MOST)
    resources = ChosenField(
        Resource.objects.none(),
        label="What will you learn from?",
        help_text="What you saved from the library, and what helps with this statement",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose among those listed"},
    )

    def __init__(self, *args: Any, resources: QuerySet[Resource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["resources"].queryset = resources  # type: ignore[attr-defined]
        if not resources:
            del self.fields["resources"]

    @property
    def words(self) -> dict[str, str | dt.date]:
        return {name: self.cleaned_data[name] for name in ("what", "why", "by_on", "how", "support")}

    @property
    def chosen(self) -> list[Resource]:
        return list(self.cleaned_data.get("resources") or [])


class ChangeGoalForm(GoalForm):
    reason = words_field(
        "Why do you change it?", help_text="It is kept with what the goal said before", required=True, rows=2, most=500,
        missing="Say why you change it",
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class WhyForm(forms.Form):
    """One text with its question."""

    def __init__(self, *args: Any, ask: str, missing: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = words_field(ask, help_text=help_text, required=True, rows=4, most=MOST, missing=missing)
