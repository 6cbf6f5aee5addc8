"""Forms of written work: its beginning, the piece, the short form it is read against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms

from asye.forms.sharing import PassagesForm
from asye.policy import written_work as policy
from workforce.forms import DayField, words_field
from workforce.models import Person
from workforce.packs.schema.written_work import WrittenWork as Form
from workforce.sent_once import SentOnceForm

LONG = {"max_length": "Use at most %(limit_value)d characters"}
ONE_LISTED = "Choose one of those listed"


class StartWorkForm(SentOnceForm):
    def __init__(self, *args: Any, asked: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            Choice(code, kind.label, hint="The year asks for one" if kind.minimum == 1 else "")
            for code, kind in asked.kinds.items()
        ]
        self.fields["kind"] = forms.ChoiceField(
            label="What kind of work is it?",
            choices=kinds,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose what kind of work it is", "invalid_choice": ONE_LISTED},
        )


class WorkForm(forms.Form):
    """The piece. Everything may be empty while it is written."""

    title = forms.CharField(
        label="Title",
        help_text="Such as: parenting assessment, second child. Name nobody",
        max_length=200,
        required=False,
        error_messages=LONG,
    )
    written_on = DayField(
        label="When was it written?", help_text="For example, 27 3 2026. You may leave it open", required=False
    )
    about = words_field(
        "What was it for?",
        help_text="Who it was written for, what was to be decided, what you weighed. A few sentences",
        rows=5,
    )
    text = words_field(
        "The text",
        help_text="Paste it here with every name taken out, or leave this empty and add a file",
        rows=14,
    )


class ReturnWorkForm(forms.Form):
    why = words_field(
        "What is to be changed?",
        help_text="The author reads this. The piece comes back to you when it is handed in again",
        required=True,
        rows=5,
        most=2000,
        missing="Say what is to be changed",
    )


class HandInForm(PassagesForm):
    """Why each passage may stay; and who assesses, where the programme names more than one."""

    def __init__(self, *args: Any, people: Mapping[str, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = next(iter(people), "")
        if len(people) > 1:
            self.fields["party"] = forms.ChoiceField(
                label="Who reads and assesses it?",
                choices=[Choice(party, person.name) for party, person in people.items()],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose who assesses it", "invalid_choice": ONE_LISTED},
            )

    @property
    def party(self) -> str:
        return str(self.cleaned_data.get("party", self.only))


class AssessWorkForm(forms.Form):
    """The short form. Nothing is asked for until it is finished."""

    def __init__(self, *args: Any, asked: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [Choice(code, level.label) for code, level in asked.levels.items()]
        for code, criterion in asked.criteria.items():
            self.fields[policy.level_name(code)] = _choose(criterion.label, levels, criterion.help)
            self.fields[policy.why_name(code)] = forms.CharField(
                label="Where does it show?",
                required=False,
                max_length=1000,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 2, "aria-label": f"{criterion.label}: where does it show?"}),
                error_messages=LONG,
            )
        self.fields[policy.STRENGTHS] = words_field(policy.OTHERS[policy.STRENGTHS], rows=5)
        self.fields[policy.NEXT_STEPS] = words_field(policy.OTHERS[policy.NEXT_STEPS], rows=5)
        judged = [Choice(code, one.label) for code, one in asked.judgements.items()]
        self.fields[policy.JUDGEMENT] = _choose(policy.OTHERS[policy.JUDGEMENT], judged)


def _choose(label: str, choices: list[Choice], help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": ONE_LISTED},
    )


class AnswerWorkForm(forms.Form):
    response = words_field(
        "What do you take from it?", help_text="What you see the same or otherwise, and what you will do", rows=8
    )
