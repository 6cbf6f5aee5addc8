"""An allegation that came in, and an action when demand passes capacity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from caseloads.forms.cases import children_field, reference_field, type_field
from workforce.forms import DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm

MOST = 4_000
NO_TIME = "Enter the time as hours and minutes: for example, 14:35"


def _who_allocates(managers: dict[str, Person]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Who allocates it?",
        choices=[("", "Choose who"), *((pk, person.name) for pk, person in managers.items())],
        error_messages={"required": "Choose who allocates it", "invalid_choice": "Choose who allocates it"},
    )


class HandOnForm(forms.Form):
    """Which practice manager allocates it."""

    def __init__(self, *args: Any, managers: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.managers = {str(person.pk): person for person in managers}
        self.fields["manager"] = _who_allocates(self.managers)


class AllegationForm(SentOnceForm):
    """What came in and when; never a name (CSL-16)."""

    reference = reference_field()
    type = type_field()
    children = children_field()
    received_on = DayField(
        label="The day it came in", missing="Enter the day it came in", help_text="For example, 27 3 2026"
    )
    received_time = forms.TimeField(
        label="The time it came in",
        input_formats=["%H:%M", "%H.%M"],
        help_text="On the 24-hour clock: for example, 14:35",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Enter the time it came in", "invalid": NO_TIME},
    )

    def __init__(self, *args: Any, managers: Iterable[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.managers = {str(person.pk): person for person in managers}
        if self.managers:
            self.fields["manager"] = _who_allocates(self.managers)

    @property
    def received_at(self) -> dt.datetime:
        told = self.cleaned_data
        return timezone.make_aware(dt.datetime.combine(told["received_on"], told["received_time"]))

    def clean_received_time(self) -> dt.time:
        told: dt.time = self.cleaned_data["received_time"]
        if told.tzinfo is not None:
            raise ValidationError(NO_TIME)
        return told


class ContingencyForm(SentOnceForm):
    """What is done when demand passes capacity, by whom and until when (CSL-15)."""

    what = words_field(
        "What is done?",
        help_text="For example, work moves to another team, or agency cover is asked for",
        required=True,
        rows=3,
        most=MOST,
        missing="Say what is done",
    )
    owner = forms.ChoiceField(
        label="Who answers for it?",
        error_messages={"required": "Choose who answers for it", "invalid_choice": "Choose who answers for it"},
    )
    due_on = DayField(label="By when?", missing="Enter the day by which it is done", help_text="For example, 27 3 2026")

    def __init__(self, *args: Any, owners: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(person.pk): person for person in owners}
        self.fields["owner"].choices = [("", "Choose who"), *((pk, one.name) for pk, one in self.owners.items())]  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    outcome = words_field(
        "What came of it?",
        help_text="It cannot be changed afterwards",
        required=True,
        rows=3,
        most=MOST,
        missing="Say what came of it",
    )
