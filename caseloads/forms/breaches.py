"""What a manager puts down when a limit is passed, and the worker's own words about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from caseloads.services.breaches import OverLimit
from workforce.forms import DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm

TERMS = ("over_reason", "over_authorised_by", "over_ends_on", "over_plan")
MOST = 4_000


class TermsForm(SentOnceForm):
    """Why, by whose authority, until when, and the way back. Without `needed` the four are left out."""

    over_reason = words_field(
        "Why should this worker hold more than the limit?",
        help_text="The worker and the panel will see this",
        rows=3,
        most=MOST,
        missing="Say why this worker should hold more than the limit",
    )
    over_authorised_by = forms.ChoiceField(
        label="Who has authorised it?",
        required=False,
        help_text="They are asked to confirm it",
        error_messages={
            "required": "Choose who has authorised it: the policy says who may",
            "invalid_choice": "Choose who has authorised it: the policy says who may",
        },
    )
    over_ends_on = DayField(
        label="When is the load back within the limit?",
        missing="Enter the day by which the load is back within the limit",
        help_text="For example, 27 3 2026",
        required=False,
    )
    over_plan = words_field(
        "How does the load come down again?",
        help_text="Which work moves or closes, and what helps until then",
        rows=3,
        most=MOST,
        missing="Say how the load comes down again",
    )

    def __init__(self, *args: Any, authorisers: Iterable[Person], needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["over_authorised_by"]
        self.may = {str(person.pk): person for person in authorisers}
        chosen.choices = [("", "Choose who"), *((pk, person.name) for pk, person in self.may.items())]  # type: ignore[attr-defined]
        for name in TERMS:
            if needed:
                self.fields[name].required = True
            else:
                del self.fields[name]

    @property
    def terms(self) -> OverLimit:
        told = self.cleaned_data
        return OverLimit(
            reason=told.get("over_reason", ""),
            authorised_by=self.may.get(told.get("over_authorised_by", "")),
            ends_on=told.get("over_ends_on"),
            plan=told.get("over_plan", ""),
        )


class OwnWordsForm(SentOnceForm):
    words = words_field(
        "What do you want to say about it?",
        help_text="Your manager, their manager and the panel will see this. It cannot be changed afterwards",
        required=True,
        rows=5,
        most=MOST,
        missing="Write what you want to say",
    )
