"""Forms of group and joint sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from supervision.forms.records import MOST
from supervision.forms.series import place_field, time_field
from supervision.forms.sessions import LONGEST, SessionForm
from supervision.models.record import REFERENCE
from supervision.services.gatherings import Came
from workforce.forms import NUMBER, DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm

ATTENDED, EARLY, ABSENT = "attended", "early", "absent"
CAME = [(ATTENDED, "Attended"), (EARLY, "Left early"), (ABSENT, "Absent")]


class GatheringForm(SentOnceForm):
    """`people` are those who may be invited; a joint session asks for the reference of the case too."""

    people = forms.MultipleChoiceField(
        label="Who is invited?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two people", "invalid_choice": "Choose from the people listed"},
    )
    reference = forms.CharField(
        label="Which case do they work on together?",
        max_length=30,
        validators=[REFERENCE],
        help_text="The reference from the case system. For example, CS-104233",
        error_messages={"required": "Enter the reference of the case"},
    )
    date = DayField(label="Date", missing="Enter the date of the session", help_text="For example, 27 3 2026")
    time = time_field()
    place = place_field()
    topic = forms.CharField(
        label="Topic",
        max_length=200,
        help_text="Everybody invited reads this. Name no child",
        error_messages={"required": "Say what the session is about"},
    )

    def __init__(self, *args: Any, invited: Sequence[Person], is_joint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invited = {str(person.pk): person for person in invited}
        self.fields["people"].choices = [(key, person.name) for key, person in self.invited.items()]  # type: ignore[attr-defined]
        if not is_joint:
            del self.fields["reference"]

    def clean_people(self) -> list[Person]:
        return [self.invited[key] for key in self.cleaned_data["people"]]


class AttendanceForm(forms.Form):
    """How long it lasted, and for each person whether they came: three fields a person, named by primary key."""

    minutes = forms.IntegerField(
        label="Length in minutes",
        widget=NUMBER,
        min_value=1,
        max_value=LONGEST,
        error_messages={
            **SessionForm.base_fields["minutes"].error_messages,
            "required": "Enter how many minutes the session lasted",
        },
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            self.fields[f"came_{person.pk}"] = forms.ChoiceField(
                label=person.name,
                choices=CAME,
                widget=forms.RadioSelect,
                error_messages={"required": f"Say whether {person.name} came"},
            )
            self.fields[f"minutes_{person.pk}"] = forms.IntegerField(
                label=f"Minutes {person.name} was there",
                help_text="Only if they left early",
                widget=NUMBER,
                required=False,
                min_value=1,
                max_value=LONGEST,
                error_messages=SessionForm.base_fields["minutes"].error_messages,
            )
            self.fields[f"why_{person.pk}"] = forms.CharField(
                label=f"Why was {person.name} absent?", help_text="Only if they were", required=False, max_length=200
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for person in self.people:
            came, early, why = (data.get(f"{name}_{person.pk}") for name in ("came", "minutes", "why"))
            if came == EARLY and not early and f"minutes_{person.pk}" not in self.errors:
                self.add_error(f"minutes_{person.pk}", f"Enter how many minutes {person.name} was there")
            if came == EARLY and early and data.get("minutes") and early >= data["minutes"]:
                self.add_error(f"minutes_{person.pk}", f"Enter fewer minutes than the session lasted for {person.name}")
            if came == ABSENT and not why:
                self.add_error(f"why_{person.pk}", f"Say why {person.name} was absent")
        return data

    def attendance(self) -> dict[int, Came]:
        return {person.pk: self._came(person) for person in self.people}

    def _came(self, person: Person) -> Came:
        data = self.cleaned_data
        came = data[f"came_{person.pk}"]
        if came == ABSENT:
            return Came(0, data[f"why_{person.pk}"])
        return Came(data[f"minutes_{person.pk}"] if came == EARLY else data["minutes"])


class NoteForm(forms.Form):
    """The short note all of them share. `tools` are (code, name) pairs of the policy."""

    topic = GatheringForm.base_fields["topic"]
    tools = forms.MultipleChoiceField(
        label="Tools used",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the tools listed"},
    )
    note = words_field(
        "Shared note",
        help_text="Everybody invited reads it. Keep what is personal for one-to-one supervision, and name no child",
        rows=10,
        most=MOST,
    )

    def __init__(self, *args: Any, tools: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tools:
            self.fields["tools"].choices = tools  # type: ignore[attr-defined]
        else:
            del self.fields["tools"]

    def clean_tools(self) -> str:
        return ",".join(self.cleaned_data["tools"])


class CancelForm(forms.Form):
    why = forms.CharField(
        label="Why is it cancelled?",
        max_length=200,
        help_text="Everybody invited reads this",
        error_messages={"required": "Say why the session is cancelled"},
    )


class MoveAllForm(forms.Form):
    date = DayField(label="New date", missing="Enter the new date", help_text="For example, 27 3 2026")
    time = time_field()
    place = place_field()
    why = forms.CharField(
        label="Why is it moved?",
        max_length=200,
        help_text="Everybody invited reads this",
        error_messages={"required": "Say why the session is moved"},
    )
