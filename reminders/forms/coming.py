"""What of the forecast to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from reminders.queries.coming import Asked

MINE, ALL = "mine", "all"


class ComingForm(forms.Form):
    """Nonsense in the address shows what is shown without it."""

    shown = forms.ChoiceField(
        label="Show", choices=[(MINE, "What I will be told"), (ALL, "All that I may see")], required=False
    )
    kind = forms.ChoiceField(label="About", required=False)
    name = forms.CharField(label="Name", required=False, max_length=150)

    def __init__(self, data: Any, *, kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__({"shown": MINE} | {name: data[name] for name in ("shown", "kind", "name") if name in data})
        self.fields["kind"].choices = [("", "Everything"), *kinds]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        return Asked(mine=given.get("shown") != ALL, kind=given.get("kind", ""), name=given.get("name", ""))
