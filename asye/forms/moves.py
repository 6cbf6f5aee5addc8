"""Forms of moves to another programme or other editions."""

from __future__ import annotations

from typing import Any

from django import forms

from asye.models import Portfolio
from asye.queries.move_offers import Offer, intakes
from frameworks.models import Framework
from workforce.sent_once import SentOnceForm
from workforce.sentences import day

KEEP = "keep"


class StartMoveForm(SentOnceForm):
    intakes = forms.MultipleChoiceField(
        label="Which cohorts?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose one of the cohorts listed"},
    )
    people = forms.MultipleChoiceField(
        label="Which people?",
        help_text="Besides those of the cohorts you have chosen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose one of the people listed"},
    )
    programme = forms.ChoiceField(
        label="To which programme?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a programme", "invalid_choice": "Choose one of the programmes listed"},
    )
    editions = forms.MultipleChoiceField(
        label="To which standards?",
        help_text="Leave all of them empty to keep the standards each year has",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose one of the standards listed"},
    )
    why = forms.CharField(
        label="Why do they move?",
        help_text="The people of the year read this",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why they move",
            "max_length": "Use at most 300 characters. There are %(show_value)d",
        },
    )

    def __init__(
        self,
        *args: Any,
        years: list[Portfolio],
        offers: list[Offer],
        standards: list[Framework],
        only: Portfolio | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.years, self.only = {str(year.pk): year for year in years}, only
        self.offers = {offer.value: offer for offer in offers}
        self.standards = {str(one.pk): one for one in standards}
        choices: dict[str, list[tuple[str, str]]] = {
            "intakes": intakes(years),
            "people": [(key, _described(year)) for key, year in self.years.items()],
            "programme": [(KEEP, "Keep the programme each year has"), *((o.value, o.label) for o in offers)],
            "editions": [(key, str(one)) for key, one in self.standards.items()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        if only is not None:
            del self.fields["intakes"], self.fields["people"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["portfolios"] = self._chosen(told)
        told["to"] = self.offers.get(told.get("programme", ""))
        told["standards"] = [self.standards[key] for key in told.get("editions", ())]
        if not told["portfolios"] and not {"intakes", "people"} & set(self.errors):
            self.add_error("people", "Choose a cohort or at least one person")
        if told.get("programme") == KEEP and not told["standards"] and "editions" not in self.errors:
            self.add_error("editions", "Choose the standards to move to, or another programme")
        return told

    def _chosen(self, told: dict[str, Any]) -> list[Portfolio]:
        if self.only is not None:
            return [self.only]
        months, keys = set(told.get("intakes", ())), set(told.get("people", ()))
        return [year for key, year in self.years.items() if key in keys or f"{year.started_on:%Y-%m}" in months]


def _described(year: Portfolio) -> str:
    programme = f", {year.programme}" if year.programme else ""
    return f"{year.practitioner.name}, begun on {day(year.started_on)}{programme}"


class WhyForm(forms.Form):
    """The reason for confirming, or for putting back."""

    why = forms.CharField(
        label="Why?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why",
            "max_length": "Use at most 300 characters. There are %(show_value)d",
        },
    )
