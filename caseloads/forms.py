"""The form of one allocation."""

from __future__ import annotations

from django import forms

from caseloads.models import REFERENCE, Allocation, Case
from workforce.forms import NUMBER, words_field
from workforce.sent_once import SentOnceForm

MOST_CHILDREN = 20


class AllocationForm(SentOnceForm):
    reference = forms.CharField(
        label="Case-system reference",
        max_length=30,
        validators=[REFERENCE],
        help_text="For example, CS-204817. Never a name",
        error_messages={"required": "Enter the reference of the case"},
    )
    type = forms.ChoiceField(
        label="Kind of case",
        choices=Case.Type.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of case"},
    )
    children = forms.IntegerField(
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
    role = forms.ChoiceField(
        label="Role of this worker",
        choices=Allocation.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the role of this worker"},
    )
    experienced_colleague = forms.BooleanField(
        label="An experienced registered social worker is allocated worker or co-worker", required=False
    )
    discussed = forms.BooleanField(label="I have discussed this case with the worker", required=False)
    agreed = forms.BooleanField(label="I agree to this allocation as practice manager", required=False)
    workers_view = words_field("How the worker sees their capacity", help_text="In their words", rows=3, most=4_000)
    over_limit_reason = words_field(
        "If this passes the limit: why this worker all the same?",
        help_text="The worker and the panel will see this",
        rows=3,
        most=4_000,
    )
