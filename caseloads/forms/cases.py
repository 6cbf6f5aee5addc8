"""A case as somebody describes it: never by a name (CSL-16)."""

from __future__ import annotations

from django import forms

from caseloads.models import REFERENCE, Allocation, Case, nameless
from workforce.forms import NUMBER
from workforce.models import Team
from workforce.packs import Pack
from workforce.sent_once import SentOnceForm

MOST_CHILDREN = 20
NOT_GRADED = [("1", "Not graded")]


def complexities(pack: Pack) -> list[tuple[str, str]]:
    """The grades of complexity of the policy, each by the least figure that stands for it."""
    weights = pack.caseloads.weights
    steps = weights.complexity_from if weights else {}
    return [(str(max(least, 1)), name.capitalize()) for name, least in steps.items()] or NOT_GRADED


def reference_field(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="Case-system reference",
        required=required,
        max_length=30,
        validators=[REFERENCE, nameless],
        help_text="For example, CS-204817. Never a name",
        error_messages={"required": "Enter the reference of the case"},
    )


def type_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Kind of case",
        choices=Case.Type.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of case"},
    )


def children_field() -> forms.IntegerField:
    return forms.IntegerField(
        label="Number of children",
        widget=NUMBER,
        min_value=1,
        max_value=MOST_CHILDREN,
        error_messages={
            "required": "Enter how many children the case has",
            "invalid": "Enter the number of children as a whole number",
            "min_value": "Enter at least 1 child",
            "max_value": f"Enter at most {MOST_CHILDREN} children",
        },
    )


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Role of this worker",
        choices=Allocation.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the role of this worker"},
    )


class Graded(forms.Form):
    """The complexity by the grades of the policy, as the least figure that stands for the grade."""

    def ask_complexity(self, pack: Pack) -> None:
        self.fields["complexity"] = forms.ChoiceField(label="Complexity", choices=complexities(pack), required=False)

    def clean_complexity(self) -> int:
        return int(self.cleaned_data["complexity"] or 1)


class WhatIfForm(Graded):
    """A case somebody asks about; nothing is saved. Sent by GET."""

    type = forms.ChoiceField(label="Kind of case", choices=Case.Type.choices)
    children = children_field()
    role = forms.ChoiceField(label="Role", choices=Allocation.Role.choices)
    reference = reference_field(required=False)

    def __init__(self, data: object, *, pack: Pack, teams: list[Team]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.ask_complexity(pack)
        self.fields["reference"].help_text = "Only needed to go on"
        if teams:
            choices = [(str(team.pk), str(team)) for team in teams]
            self.fields["team"] = forms.ChoiceField(label="Team", choices=choices)
            self.order_fields(["team", "type", "children", "role", "complexity", "reference"])


class CaseForm(Graded, SentOnceForm):
    """The part of a form that describes the case and the role in it."""

    reference = reference_field()
    type = type_field()
    children = children_field()
    role = role_field()

    def __init__(self, *args: object, pack: Pack, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.ask_complexity(pack)
