"""The forms of the rota: plan slots, give one, change and cancel it, swap it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from caseloads.models import Slot
from caseloads.queries.rota_own import titled
from workforce.forms import NUMBER, DayField, words_field
from workforce.models import Person
from workforce.packs import Pack
from workforce.sent_once import SentOnceForm

MOST = 2_000
MOST_PEOPLE, MOST_WEEKS = 10, 26
ANYBODY = "Choose somebody on the list"


class WeekForm(forms.Form):
    """Which rota, and the Monday it is looked at from. Sent by GET; what is none of these is left aside."""

    rota = forms.ChoiceField(label="Rota", required=False)
    week = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, rotas: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["rota"].choices = list(rotas)  # type: ignore[attr-defined]


def _whole(label: str, most: int, help_text: str = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        widget=NUMBER,
        min_value=1,
        max_value=most,
        error_messages={
            "required": f"Enter a number from 1 to {most}",
            "invalid": f"Enter a whole number from 1 to {most}",
            "min_value": "Enter at least 1",
            "max_value": f"Enter at most {most}",
        },
    )


def part_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Part of the day",
        choices=Slot.Part.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the part of the day"},
    )


def place_field() -> forms.CharField:
    return forms.CharField(
        label="Where?",
        required=False,
        max_length=40,
        help_text="It stands in people’s calendars, so never a family or a child. For example, County Hall",
    )


class PlanForm(SentOnceForm):
    """One slot, or some repeated every few weeks."""

    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, error_messages={"required": "Choose what it is"}
    )
    on = DayField(label="The day, or the first day", missing="Enter the day", help_text="A working day: 27 3 2026")
    part = part_field()
    seat = forms.ChoiceField(
        label="As what do they come?",
        choices=Slot.Seat.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose as what they come"},
    )
    people = _whole("How many people?", MOST_PEOPLE)
    place = place_field()
    every_weeks = _whole(
        "Repeat every how many weeks?", MOST_WEEKS, "Leave it empty to plan it once. 1 is every week", required=False
    )
    until = DayField(label="Repeat until", required=False, help_text="At most a year after the first day")

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = pack.caseloads.rota
        choices = [(code, kind.label) for code, kind in self.kinds.items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        kind = self.kinds.get(told.get("kind", ""))
        if kind and told.get("part") and told["part"] not in kind.parts:
            said = " or ".join(str(Slot.Part(part).label).lower() for part in kind.parts)
            self.add_error("part", f"{kind.label} is planned as: {said}")
        if kind and told.get("seat") and told["seat"] not in kind.seats:
            said = " or ".join(str(Slot.Seat(seat).label).lower() for seat in kind.seats)
            self.add_error("seat", f"To {kind.label} people come as: {said}")
        if told.get("every_weeks") and not told.get("until") and "until" not in self.errors:
            self.add_error("until", "Enter the day until which it is repeated")
        if told.get("until") and not told.get("every_weeks") and "every_weeks" not in self.errors:
            self.add_error("every_weeks", "Enter every how many weeks it is repeated")
        return told


class GiveForm(forms.Form):
    """Who takes it; with a reason where a warning is passed."""

    worker = forms.ChoiceField(label="Who takes it?", error_messages={"required": ANYBODY, "invalid_choice": ANYBODY})
    reason = words_field("Why do they take it all the same?", help_text="They read this", rows=3, most=MOST)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["worker"].choices = [(pk, one.name) for pk, one in self.people.items()]  # type: ignore[attr-defined]


class FreeForm(forms.Form):
    why = words_field(
        "Why are they taken off?", help_text="They read this", required=True, rows=3, most=MOST, missing="Say why"
    )


class CancelForm(forms.Form):
    why = words_field(
        "Why is it cancelled?",
        help_text="Whoever holds it reads this",
        required=True,
        rows=3,
        most=MOST,
        missing="Say why it is cancelled",
    )
    later = forms.TypedChoiceField(
        label="Which?",
        choices=[("one", "This one only"), ("later", "This one, and those repeated after it")],
        coerce=lambda value: value == "later",
        widget=forms.RadioSelect,
        empty_value=None,
        error_messages={"required": "Choose which are cancelled"},
    )

    def __init__(self, *args: Any, repeated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not repeated:
            del self.fields["later"]


class ChangeForm(forms.Form):
    part = part_field()
    place = place_field()


class AskForm(SentOnceForm):
    """Who else could hold it, and what one takes in return."""

    to = forms.ChoiceField(
        label="Whom do you ask?",
        required=False,
        help_text="Only colleagues who may hold it are listed",
        error_messages={"invalid_choice": "Choose one of the colleagues on the list"},
    )
    in_return = forms.ChoiceField(
        label="Do you take one of theirs in return?",
        required=False,
        error_messages={"invalid_choice": "Choose one of the slots on the list"},
    )
    words = words_field(
        "Anything they should know", help_text="Your colleague and your manager read this", rows=3, most=MOST
    )

    def __init__(self, *args: Any, people: Iterable[Person], slots: Iterable[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.slots = {str(slot.pk): slot for slot in slots}
        asked = [("", "Anybody on this rota"), *((pk, one.name) for pk, one in self.people.items())]
        self.fields["to"].choices = asked  # type: ignore[attr-defined]
        offered = [(pk, f"{day_of(one.on)}: {titled(one)} ({one.holder})") for pk, one in self.slots.items()]
        self.fields["in_return"].choices = [("", "No, I give it away"), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A slot in return says whose it is."""
        told: dict[str, Any] = super().clean() or {}
        slot = self.slots.get(told.get("in_return") or "")
        to = self.people.get(told.get("to") or "")
        if slot is not None and to is None and "to" not in self.errors:
            to = slot.holder
        if slot is not None and to is not None and slot.holder_id != to.pk:
            self.add_error("in_return", "Choose a slot of the colleague you ask")
        return told | {"person": to, "slot": slot}


def day_of(on: dt.date) -> str:
    return f"{on:%A} {on.day} {on:%B}"


def _yes_no(label: str, yes: str, no: str, missing: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        empty_value=None,
        error_messages={"required": missing},
    )


class AnswerForm(forms.Form):
    """The colleague's answer."""

    yes = _yes_no("Can you hold it?", "Yes, I take it", "No, I cannot", "Choose whether you can hold it")
    words = words_field("Anything to add", help_text="Your colleague and your manager read this", rows=2, most=MOST)


class TakeForm(forms.Form):
    """The answer to what is put to anybody: there is only a yes."""


class DecideForm(forms.Form):
    """The manager's yes or no."""

    yes = _yes_no("Do you agree to this swap?", "Yes: it changes hands", "No", "Choose whether you agree")
    words = words_field("Your reasons", help_text="Needed if you do not agree, or pass a warning", rows=3, most=MOST)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("yes") is False and not told.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", "Say why you do not agree")
        return told
