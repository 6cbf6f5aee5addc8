"""The form of one question: built from its typed fields, with rows for lists, and read back as a payload."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory

from workforce.explain import EARLIEST, LATEST, Field, Payload, Question
from workforce.forms import NUMBER, DayField
from workforce.packs import Pack

YES_NO = (("yes", "Yes"), ("no", "No"))
BLANK_ROWS, MOST_ROWS = 2, 80
LABELS = {
    "pack": "Policy",
    "on": "Day asked about",
    "start": "First day",
    "panel_on": "Day of the panel",
    "stage": "Stage",
    "service": "Service",
    "fte": "Share of full time",
    "own": "Children held as their own",
    "co": "Children co-worked",
    "grade": "Grade",
    "scp": "Point on the first day",
    "children": "Children carried",
    "qualified_on": "Qualified on",
    "permanent_since": "In a permanent post since",
    "full_caseload_since": "Full caseload since",
    "kss_met": "Are the knowledge and skills statements met?",
    "pcf_level_met": "Are the capabilities met at the level?",
    "statutory_practice": "Is complex statutory practice shown?",
    "family_support": "Is competence in family support shown?",
    "procedures": "Procedures the person is under",
    "cpd": "Development activities done",
    "working_days_per_week": "Days worked a week",
    "keep_fortnightly": "Does the practice manager keep supervision fortnightly?",
    "kept": "Days on which it is kept so",
    "pauses": "Pauses of the clock",
    "absences": "Absences",
    "sessions": "Sessions",
}
STAGES = {
    "nqsw": "Newly qualified social worker",
    "trainee": "Trainee",
    "experienced": "Experienced social worker",
    "social_worker": "Social worker",
    "other_staff": "Another member of staff",
}
ROLES = (("allocated", "Allocated worker"), ("sole", "Sole worker"), ("co", "Co-worker"))
CASE_GROUNDS = {
    "experienced_colleague": "Is an experienced registered social worker on the case too?",
    "discussed": "Has it been discussed with the worker first?",
    "pm_agreed": "Does the practice manager agree?",
    "registered": "Is the worker registered?",
}
CASE = "case_"


class AnyDay(DayField):
    """A day of any year the clock knows: people qualified before 2000."""

    def compress(self, data_list: list[str]) -> dt.date | None:
        if not data_list or not any(data_list):
            return None
        try:
            day, month, year = (int(part) for part in data_list)
            found = dt.date(year, month, day)
        except ValueError as wrong:
            raise ValidationError("Enter a real date, with day, month and year: for example, 27 3 2026") from wrong
        if not EARLIEST <= found <= LATEST:
            raise ValidationError(f"Enter a year from {EARLIEST.year} to {LATEST.year}")
        return found


class RowDay(forms.DateField):
    """A day in one box of a row."""

    widget = forms.DateInput(attrs={"type": "date", "class": "govuk-input"}, format="%Y-%m-%d")

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label, input_formats=["%Y-%m-%d"], error_messages={"required": f"Enter {label.lower()}"}, **kwargs
        )


class Row(forms.Form):
    """One entry of a list."""

    use_required_attribute = False

    def __init__(self, *args: Any, policies: Policies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in self.fields:
            self.fields["reason"].choices = [("", ""), *policies.pause_reasons()]  # type: ignore[attr-defined]

    def entry(self) -> dict[str, Any]:
        """Return the row as the question reads it, without what was left empty."""
        return {
            name.rstrip("_"): value.isoformat() if isinstance(value, dt.date) else value
            for name, value in self.cleaned_data.items()
            if value is not None and value != ""
        }


class PeriodRow(Row):
    from_ = RowDay("First day")
    to_ = RowDay("Last day")


class PauseRow(PeriodRow):
    reason = forms.ChoiceField(
        label="Reason",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choose a reason"},
    )


class SicknessRow(PeriodRow):
    working_days = forms.FloatField(
        label="Working days, where known", required=False, widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={"invalid": "Enter the working days as a number"},
    )  # fmt: skip


class SessionRow(Row):
    date = RowDay("Date")
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("one_to_one", "One-to-one"), ("group", "Group")],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    minutes = forms.IntegerField(
        label="Minutes", min_value=0, widget=forms.TextInput(attrs={"class": "govuk-input", "inputmode": "numeric"}),
        error_messages={"required": "Enter the minutes", "invalid": "Enter the minutes as a whole number",
                        "min_value": "Enter the minutes as a whole number"},
    )  # fmt: skip
    held = forms.TypedChoiceField(
        label="Held",
        choices=YES_NO,
        coerce=lambda text: text == "yes",
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )

    def has_changed(self) -> bool:
        """A row whose date and minutes are empty is a blank one: its other boxes always say something."""
        return bool(set(self.changed_data) & {"date", "minutes"})


ROWS: Mapping[str, type[Row]] = {"pauses": PauseRow, "sessions": SessionRow, "absences": PeriodRow}


class DeskForm(forms.Form):
    """The fields of a question that hold one value each; a case's own fields stand among them."""

    use_required_attribute = False

    def __init__(self, *args: Any, question: Question, policies: Policies, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in question.fields:
            if asked.kind == "case":
                self.fields.update(_case_fields(policies))
            elif asked.kind not in ROWS:
                self.fields[asked.name] = _field(asked, policies)


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that may be asked, by key, with what people call them."""

    names: Mapping[str, str]
    packs: Mapping[str, Pack]

    def services(self) -> list[tuple[str, str]]:
        return sorted({(code, one.label) for pack in self.packs.values() for code, one in pack.services.items()})

    def case_types(self) -> list[tuple[str, str]]:
        types = (pack.caseloads.case_types for pack in self.packs.values())
        return list({code: one.label for held in types for code, one in held.items()}.items())

    def grades(self) -> list[tuple[str, str]]:
        held = (pack.progression.grades for pack in self.packs.values())
        found = {code: f"{code}, {one.label.lower()}" for grades in held for code, one in grades.items()}
        return sorted(found.items(), key=lambda pair: (len(pair[0]), pair[0]))

    def pause_reasons(self) -> list[tuple[str, str]]:
        held = (pack.programme.pauses.reasons for pack in self.packs.values())
        return list({code: one.label for reasons in held for code, one in reasons.items()}.items())

    def activities(self) -> str:
        held = (listed for pack in self.packs.values() for listed in pack.progression.cpd.values())
        return ", ".join(dict.fromkeys(code for one in held for code in one.activities))


@dataclass(slots=True)
class Asked:
    """A question with what has been filled in."""

    question: Question
    form: DeskForm
    rows: dict[str, Any] = field(default_factory=dict)

    def is_valid(self) -> bool:
        rows_fine = [rows.is_valid() for rows in self.rows.values()]
        fine = self.form.is_valid()
        for name, rows in self.rows.items():
            for number, errors in enumerate(rows.errors, start=1):
                for texts in errors.values():
                    self.form.add_error(None, f"{LABELS[name]}, row {number}: {texts[0]}")
            for text in rows.non_form_errors():
                self.form.add_error(None, f"{LABELS[name]}: {text}")
        return fine and all(rows_fine)

    def payload(self) -> dict[str, Any]:
        """Return what was filled in as the question reads it; what was left empty is left out."""
        told = self.form.cleaned_data
        case = {name.removeprefix(CASE): value for name, value in told.items() if name.startswith(CASE)}
        plain = {name: _read(name, value) for name, value in told.items() if not name.startswith(CASE)}
        payload = {name: value for name, value in plain.items() if value is not None and value != ""}
        for name, rows in self.rows.items():
            payload[name] = [row.entry() for row in rows if row.has_changed()]
        return payload | ({"case": case} if case else {})

    def add_fault(self, text: str) -> None:
        """Put a fault that names its field beside that field."""
        where, _, said = text.partition(": ")
        path = re.split(r"[.\[]", where)
        name = f"{CASE}{path[1]}" if path[0] == "case" and len(path) > 1 else path[0]
        sentence = said[:1].upper() + said[1:]
        if name in self.form.fields:
            self.form.add_error(name, sentence)
        elif name in self.rows:
            self.form.add_error(None, f"{LABELS[name]}{self._row(name, where)}: {sentence}")
        else:
            self.form.add_error(None, text)

    def _row(self, name: str, where: str) -> str:
        """The number on the page of the entry a fault names: blank rows are no entries."""
        found = re.search(r"\[(\d+)\]", where)
        filled = [number for number, row in enumerate(self.rows[name], start=1) if row.has_changed()]
        return f", row {filled[int(found[1])]}" if found else ""


def asked_in(question: Question, data: Any, policies: Policies) -> Asked:
    """Return what was sent. Any row may be emptied, those that had been filled in for the reader too."""
    told = data.copy()
    rows = {}
    for name, row_set in _row_sets(question).items():
        told[f"{name}-INITIAL_FORMS"] = "0"
        told.setdefault(f"{name}-TOTAL_FORMS", "0")  # a list that was not sent is empty
        rows[name] = row_set(told, prefix=name, form_kwargs={"policies": policies})
    return Asked(question, DeskForm(told, question=question, policies=policies), rows)


def asked_with(question: Question, facts: Payload, policies: Policies, *, on: dt.date) -> Asked:
    """Return the question with what is known filled in."""
    known = {"on": on, **facts}
    initial = {name: _shown(value) for name, value in known.items() if value is not None}
    initial |= {f"{CASE}{name}": _shown(value) for name, value in known.get("case", {}).items()}
    rows = {}
    for name, row_set in _row_sets(question).items():
        entries = [{_inner(key): _shown(value) for key, value in entry.items()} for entry in known.get(name, ())]
        rows[name] = row_set(initial=entries[-MOST_ROWS:], prefix=name, form_kwargs={"policies": policies})
    return Asked(question, DeskForm(initial=initial, question=question, policies=policies), rows)


def asked_again(question: Question, data: Any, policies: Policies) -> Asked:
    """Return what was typed, not yet judged, with further blank rows in each list."""
    empty = DeskForm(question=question, policies=policies)
    typed = {name: one.widget.value_from_datadict(data, {}, name) for name, one in empty.fields.items()}
    rows = {}
    for name, row_set in _row_sets(question).items():
        entries = _typed_rows(name, row_set.form.base_fields, data)
        rows[name] = row_set(initial=entries, prefix=name, form_kwargs={"policies": policies})
    return Asked(question, DeskForm(initial=typed, question=question, policies=policies), rows)


def _typed_rows(name: str, fields: Iterable[str], data: Any) -> list[dict[str, str]]:
    total = str(data.get(f"{name}-TOTAL_FORMS", ""))
    numbers = range(min(int(total), MOST_ROWS)) if total.isascii() and total.isdigit() else range(0)
    rows = [{one: data.get(f"{name}-{number}-{one}", "") for one in fields} for number in numbers]
    return [row for row in rows if any(value for one, value in row.items() if one not in ("kind", "held"))]


def _row_sets(question: Question) -> dict[str, Any]:
    sets = {}
    for asked in question.fields:
        if asked.kind in ROWS:
            row = SicknessRow if question.name == "absence-triggers" else ROWS[asked.kind]
            sets[asked.name] = formset_factory(row, extra=BLANK_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return sets


def _field(asked: Field, policies: Policies) -> forms.Field:
    label = LABELS.get(asked.name, asked.name.replace("_", " ").capitalize())
    if asked.kind == "date":
        return AnyDay(label=label, missing=f"Enter {asked.about}", required=asked.required)
    if asked.kind in ("integer", "number"):
        return _number(asked, label)
    if asked.kind == "boolean":
        return _yes_no(label, required=asked.required)
    if asked.kind == "codes":
        known = f" For example: {policies.activities()}" if asked.name == "cpd" else ""
        return forms.CharField(
            label=label, required=False, max_length=400, help_text=f"With commas between. Leave empty if none.{known}"
        )
    return _choice(asked, label, policies)


def _choice(asked: Field, label: str, policies: Policies) -> forms.Field:
    named: Iterable[tuple[str, str]]
    if asked.kind == "pack":
        named = policies.names.items()
    elif asked.kind == "grade":
        named = policies.grades()
    elif asked.choices:
        named = [(code, STAGES.get(code, code.replace("_", " "))) for code in asked.choices]
    else:
        named = policies.services()
    return forms.ChoiceField(
        label=label, choices=list(named), error_messages={"required": f"Choose: {asked.about}"}, required=asked.required
    )


def _number(asked: Field, label: str) -> forms.Field:
    whole = asked.kind == "integer"
    kind = forms.IntegerField if whole else forms.FloatField
    hint = "" if asked.required else f"Left empty: {asked.default}"
    return kind(
        label=label,
        required=asked.required,
        widget=NUMBER,
        help_text=hint,
        error_messages={
            "required": f"Enter {asked.about}",
            "invalid": f"Enter {asked.about} as a {'whole ' if whole else ''}number",
        },
    )


def _yes_no(label: str, *, required: bool = True) -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda text: text == "yes",
        empty_value=None,
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )


def _case_fields(policies: Policies) -> dict[str, forms.Field]:
    grounds = {f"{CASE}{name}": _yes_no(label) for name, label in CASE_GROUNDS.items()}
    return {
        f"{CASE}type": forms.ChoiceField(label="Kind of case offered", choices=policies.case_types()),
        f"{CASE}children": forms.IntegerField(
            label="Children in the case offered",
            widget=NUMBER,
            error_messages={
                "required": "Enter how many children the case has",
                "invalid": "Enter the children as a whole number",
            },
        ),
        f"{CASE}role": forms.ChoiceField(label="Role of the worker in it", choices=ROLES),
        **grounds,
    }


def _read(name: str, value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if name in ("procedures", "cpd"):
        return [code.strip() for code in value.split(",") if code.strip()]
    return int(value) if name == "grade" and value.isdigit() else value


def _shown(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _inner(name: str) -> str:
    """`from` is a word of the language, so the field is called `from_`."""
    return f"{name}_" if name in ("from", "to") else name
