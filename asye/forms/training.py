"""Forms of training: courses, dates, attendance, what was done, who cannot come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from asye.models import Booking
from asye.policy.training import Item
from workforce.forms import NUMBER, DayField, words_field
from workforce.sent_once import SentOnceForm

NOTHING = ("", "Nothing of the pathway")
TIME = forms.TextInput(attrs={"class": "govuk-input--width-5"})


def days_field() -> forms.DecimalField:
    """Return a field for whole and half days."""
    return forms.DecimalField(
        label="How many days does it take?",
        help_text="For example, 1 or 0.5",
        max_digits=4,
        decimal_places=2,
        min_value=Decimal("0.25"),
        max_value=Decimal(20),
        widget=NUMBER,
        error_messages={
            "required": "Enter how many days",
            "invalid": "Enter the days as a number: for example, 0.5",
            "min_value": "Enter at least a quarter of a day: 0.25",
            "max_value": "Enter at most 20 days",
            "max_digits": "Enter the days as a short number: for example, 0.5",
            "max_decimal_places": "Enter the days with two decimal places at most",
            "max_whole_digits": "Enter at most 20 days",
        },
    )


def text_field(
    label: str, missing: str, *, most: int = 120, required: bool = True, help_text: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        error_messages={
            "required": missing,
            "max_length": "Use at most %(limit_value)d characters. There are %(show_value)d",
        },
    )


def item_field(items: Iterable[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What does it count for?",
        choices=[NOTHING, *items],
        required=False,
        error_messages={"invalid_choice": "Choose one of those listed"},
    )


class CourseForm(SentOnceForm):
    """`version` is that of the course on the page, where there is one."""

    title = text_field("Name of the course", "Enter the name of the course")
    about = words_field("What is it about, and who is it for?", rows=6, most=5000)
    provider = text_field("Who holds it?", "", required=False)
    item = forms.ChoiceField()
    days = days_field()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = item_field(items)


class CourseDateForm(SentOnceForm):
    first_on = DayField(label="First day", missing="Enter the day")
    last_on = DayField(label="Last day, if it takes more than one", required=False)
    begins = forms.TimeField(
        label="From",
        help_text="For example, 09:30",
        widget=TIME,
        error_messages={"required": "Enter when it begins", "invalid": "Enter a time: for example, 09:30"},
    )
    ends = forms.TimeField(
        label="To",
        help_text="For example, 16:30",
        widget=TIME,
        error_messages={"required": "Enter when it ends", "invalid": "Enter a time: for example, 16:30"},
    )
    place = text_field("Place", "Enter where it is held, or that it is online")
    places = forms.IntegerField(
        label="How many places are there?",
        min_value=1,
        max_value=500,
        widget=NUMBER,
        error_messages={
            "required": "Enter how many places there are",
            "invalid": "Enter a whole number",
            "min_value": "Enter at least 1",
            "max_value": "Enter at most 500",
        },
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("first_on"), told.get("last_on")
        if first and not last and "last_on" not in self.errors:
            told["last_on"] = first
        if first and last and last < first:
            self.add_error("last_on", "Enter a last day that is on or after the first")
        if first and first.year > self.today.year + 2:
            self.add_error("first_on", "Enter a day within the next two years")
        if told.get("begins") and told.get("ends") and told["ends"] <= told["begins"]:
            self.add_error("ends", "Enter an end that is later than the beginning")
        return told


class WhyForm(forms.Form):
    """One reason, in a line or a few."""

    why = words_field("Why?", required=True, rows=3, most=200, missing="Say why")

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label


class AttendanceForm(forms.Form):
    came = forms.ModelMultipleChoiceField(
        Booking.objects.none(),
        label="Who came?",
        help_text="Whoever is not ticked did not come",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from those listed", "invalid_pk_value": "Choose from those listed"},
    )

    def __init__(self, *args: Any, bookings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].queryset = bookings  # type: ignore[attr-defined]
        self.fields["came"].label_from_instance = lambda one: one.portfolio.practitioner.name  # type: ignore[attr-defined]


class ReleaseForm(SentOnceForm):
    reason = words_field(
        "Why can you not come?",
        help_text="Say no more than is needed: no diagnosis, no private detail. No child or family",
        required=True,
        rows=4,
        most=500,
        missing="Say why you cannot come",
    )


class TrainingForm(SentOnceForm):
    item = forms.ChoiceField()
    title = text_field("What was it?", "Enter what it was: for example, the name of the course")
    on = DayField(label="When was it? If it took several days, the last one", missing="Enter the day")
    days = days_field()
    words = text_field(
        "What did you take from it?", "", most=300, required=False, help_text="A line or two, if you like"
    )

    def __init__(self, *args: Any, items: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = item_field((one.key, one.label) for one in items)
        self.fields["days"].label = "How many days did it take?"


class LookForm(forms.Form):
    note = words_field(
        "What was agreed?",
        help_text="The practitioner does not see this; the line does",
        required=True,
        rows=4,
        most=2000,
        missing="Say what was agreed",
    )
