"""The forms of a case offered: the manager's, the worker's answer, the practice manager's yes or no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from caseloads.forms.breaches import TermsForm
from caseloads.forms.cases import CaseForm
from caseloads.models import Offer
from workforce.forms import words_field
from workforce.models import Person
from workforce.packs import Pack

MOST = 4_000
TALKS = [("told", "We have talked: I write down what they said"), ("ask", "Ask them to answer here first")]
VIEW_MISSING = "Write down how the worker sees their capacity, in their words"


def room_field(*, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Is there room for it, as they see it?",
        choices=Offer.Room.choices,
        widget=forms.RadioSelect,
        required=required,
        error_messages={"required": "Choose whether there is room for it, as the worker sees it"},
    )


class AllocationForm(TermsForm, CaseForm):
    """A case for one worker: the case, the talk with them, agreement, and the account of a limit that is passed."""

    talk = forms.ChoiceField(
        label="How does the worker have their say?",
        choices=TALKS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the worker has their say: it is discussed with them first"},
    )
    room = room_field(required=False)
    workers_view = words_field(
        "How the worker sees their capacity", help_text="In their words, if you have talked", rows=3, most=MOST
    )
    agreed = forms.BooleanField(label="I agree to this allocation as practice manager", required=False)

    def __init__(
        self,
        *args: Any,
        pack: Pack,
        authorisers: Iterable[Person],
        colleagues: QuerySet[Person],
        agrees: bool,
        needed: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, pack=pack, authorisers=authorisers, needed=needed, **kwargs)
        self.fields["colleague"] = forms.ModelChoiceField(
            label="Experienced colleague on the case",
            queryset=colleagues,
            required=False,
            empty_label="Nobody",
            help_text="A registered social worker with experience. They become co-worker unless they are on the case",
            error_messages={"invalid_choice": "Choose one of the colleagues on the list"},
        )
        if not agrees:
            del self.fields["agreed"]
        self.order_fields(
            [
                "reference",
                "type",
                "children",
                "complexity",
                "role",
                "colleague",
                "talk",
                "room",
                "workers_view",
                "agreed",
            ]
        )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("talk") == "told" and "room" not in self.errors and "workers_view" not in self.errors:
            if not told.get("room"):
                self.add_error("room", ValidationError(self.fields["room"].error_messages["required"]))
            if not told.get("workers_view", "").strip():
                self.add_error("workers_view", ValidationError(VIEW_MISSING))
        return told


class AnswerForm(forms.Form):
    """The worker's own answer."""

    room = forms.ChoiceField(
        label="Do you have room for this case?",
        choices=Offer.Room.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you have room for this case"},
    )
    workers_view = words_field(
        "How do you see your capacity?",
        help_text="What you hold now, what is hard, what would help. Your manager reads this",
        required=True,
        rows=5,
        most=MOST,
        missing="Say how you see your capacity",
    )


class CompleteForm(TermsForm):
    """Going on once the worker has answered."""

    agreed = forms.BooleanField(label="I agree to this allocation as practice manager", required=False)

    def __init__(self, *args: Any, agrees: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not agrees:
            del self.fields["agreed"]


class DecideForm(forms.Form):
    """The practice manager's yes or no."""

    yes = forms.TypedChoiceField(
        label="Do you agree to this allocation?",
        choices=[("yes", "Yes: allocate it"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
        error_messages={"required": "Choose whether you agree"},
    )
    words = words_field("Your reasons", help_text="Needed if you do not agree", rows=3, most=MOST)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("yes") is False and not told.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", "Say why you do not agree")
        return told


class WithdrawForm(forms.Form):
    why = words_field("Why do you take it back?", rows=2, most=MOST)
