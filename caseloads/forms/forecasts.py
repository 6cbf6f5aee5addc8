"""A plan for a forecast: its assumptions, and line by line who is to join and leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict

from caseloads.models import ForecastPlan, PlanLine
from caseloads.queries.forecast import WHOLE, Place
from caseloads.queries.forecast_words import month_of
from caseloads.services.forecasts import Draft, Line
from workforce.forms import NUMBER, words_field
from workforce.sent_once import SentOnceForm

MOST_ROWS, EMPTY_ROWS = 20, 2
MOST_PEOPLE, MOST_MONTHS, MOST_CHILDREN = 200, 60, 500
MOST_WORDS = 2_000
NAMED = ("name", "note")
ASSUMED = ("trend", "trend_months", "trend_a_month", "after_year", "paused")
PARTS = ("way", "number", "stage", "month", "fte", "where")


class PlaceFilter(forms.Form):
    place = forms.ChoiceField(label="Forecast for", required=False)

    def __init__(self, data: Mapping[str, Any], places: Iterable[Place]) -> None:
        super().__init__(data)
        self.fields["place"].choices = [(one.key, one.label) for one in places]  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Which plans are set beside one another."""

    MOST = 4

    plan = forms.MultipleChoiceField(
        label="What do you want to compare?",
        help_text="Choose two to four",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two", "invalid_choice": "Choose from the list"},
    )

    def __init__(self, data: Mapping[str, Any] | None, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["plan"].choices = list(choices)  # type: ignore[attr-defined]

    def clean_plan(self) -> list[str]:
        chosen = list(dict.fromkeys(self.cleaned_data["plan"]))
        if not 2 <= len(chosen) <= self.MOST:
            raise ValidationError("Choose at least two" if len(chosen) < 2 else f"Choose at most {self.MOST}")
        return chosen


class PlanForm(SentOnceForm):
    """Rows without a number and a month count for nothing; `rows` says how many the page has."""

    name = forms.CharField(
        label="Name of the plan",
        max_length=80,
        help_text="For example, eight newly qualified workers in September",
        error_messages={"required": "Enter a name for the plan"},
    )
    note = words_field("What is it for? (optional)", rows=2, most=MOST_WORDS)
    trend = forms.ChoiceField(
        label="What happens to the number of open children?",
        choices=ForecastPlan.Trend.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens to the number of open children"},
    )
    trend_months = forms.IntegerField(
        label="Over how many months back is it measured?",
        help_text="Needed if it goes on as before",
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        widget=NUMBER,
        error_messages={
            "invalid": "Enter the months as a whole number",
            "min_value": "Enter 1 month or more",
            "max_value": f"Enter {MOST_MONTHS} months or fewer",
        },
    )
    trend_a_month = forms.DecimalField(
        label="How many children more a month?",
        help_text="Needed if you set the change yourself. Enter a minus before it if there will be fewer",
        required=False,
        min_value=-MOST_CHILDREN,
        max_value=MOST_CHILDREN,
        decimal_places=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Enter a number, for example 2.5 or -4",
            "min_value": f"Enter −{MOST_CHILDREN} or more",
            "max_value": f"Enter {MOST_CHILDREN} or less",
            "max_decimal_places": "Enter at most one digit after the point",
        },
    )
    after_year = forms.ChoiceField(
        label="What do newly qualified workers hold after their first year?",
        choices=ForecastPlan.AfterYear.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they hold after their first year"},
    )
    paused = forms.ChoiceField(
        label="What about people on a pause of their programme?",
        choices=ForecastPlan.Paused.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how people on a pause count"},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    rows = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        place: Place,
        months: Iterable[dt.date],
        initial: dict[str, Any],
        lines: Iterable[PlanLine] = (),
        more: bool = False,
    ) -> None:
        kept = list(lines)
        self.place, self.places = place, _places_in(place)
        self.months = sorted({*months, *(line.month for line in kept)})
        self.count = _rows(data.get("rows", "") if data is not None else "", len(kept), more)
        for number, line in enumerate(kept):
            initial |= {f"{name}_{number}": value for name, value in _told(line).items()}
        if data is not None and more:  # asked for another row: nothing is checked yet, and nothing is lost
            initial |= {name: value for name, value in data.items() if isinstance(value, str)}
            data = None
        super().__init__(data, initial=initial | {"rows": str(self.count)})
        for number in range(self.count):
            self._add_row(number)

    def _add_row(self, number: int) -> None:
        for name, field in _fields(self).items():
            self.fields[f"{name}_{number}"] = field

    @property
    def named(self) -> Iterator[BoundField]:
        return (self[name] for name in NAMED)

    @property
    def assumed(self) -> Iterator[BoundField]:
        return (self[name] for name in ASSUMED)

    @property
    def lines(self) -> Iterator[list[BoundField]]:
        for number in range(self.count):
            yield [self[f"{name}_{number}"] for name in PARTS if f"{name}_{number}" in self.fields]

    @property
    def may_grow(self) -> bool:
        return self.count < MOST_ROWS

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("trend") == ForecastPlan.Trend.HISTORY and told.get("trend_months") is None:
            self._ask("trend_months", "Enter over how many months it is measured")
        if told.get("trend") == ForecastPlan.Trend.OWN and told.get("trend_a_month") is None:
            self._ask("trend_a_month", "Enter how many children more or fewer a month")
        for number in range(self.count):
            if self.is_told(number):
                self._check(number, told)
        return told

    def _check(self, number: int, told: Mapping[str, Any]) -> None:
        missing = {
            "number": "Enter how many people",
            "month": "Choose the month",
            "way": "Choose whether they join or leave",
            "stage": "Choose who they are",
            "fte": "Enter the share of full time, for example 1 or 0.8",
        }
        for name, words in missing.items():
            if not told.get(f"{name}_{number}"):
                self._ask(f"{name}_{number}", words)
        joins = told.get(f"way_{number}") == PlanLine.Way.JOIN
        if joins and self.place.key == WHOLE and not told.get(f"where_{number}"):
            self._ask(f"where_{number}", "Choose where they join: limits differ from service to service")

    def _ask(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, words)

    def is_told(self, number: int) -> bool:
        return any(str(self.data.get(f"{name}_{number}", "")).strip() for name in ("number", "month"))

    @property
    def draft(self) -> Draft:
        """What was told; asked once the form is valid."""
        told = self.cleaned_data
        words = {name: told[name] for name in (*NAMED, *ASSUMED)}
        words["trend_months"] = told["trend_months"] or self.initial["trend_months"]
        words["trend_a_month"] = told["trend_a_month"] or 0
        return Draft(words, [self._line(number) for number in range(self.count) if self.is_told(number)])

    def _line(self, number: int) -> Line:
        told = {name: self.cleaned_data.get(f"{name}_{number}") for name in PARTS}
        where = self.places.get(told["where"] or "")
        return Line(
            way=str(told["way"]),
            number=int(told["number"] or 0),
            stage=str(told["stage"]),
            month=dt.date.fromisoformat(str(told["month"])),
            fte=told["fte"],  # type: ignore[arg-type]  # checked by its field
            service=where.service if where else None,
            team=where.team if where else None,
        )

    @property
    def version_read(self) -> int:
        """The version the form was filled in against; 0, which is none, where it is nonsense."""
        told = self.cleaned_data.get("version", "")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def _rows(told: str, kept: int, more: bool) -> int:
    known = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else kept + EMPTY_ROWS
    return max(1, min(known + (EMPTY_ROWS if more else 0), MOST_ROWS))


def _told(line: PlanLine) -> dict[str, Any]:
    return {
        "way": line.way,
        "number": line.number,
        "stage": line.stage,
        "month": line.month.isoformat(),
        "fte": f"{line.fte.normalize():f}",
        "where": line.place,
    }


def _places_in(place: Place) -> dict[str, Place]:
    """Return where within the plan's place somebody can join or leave, by key."""
    services = {team.service_id: team.service for team in place.teams} if place.key == WHOLE else {}
    found = [Place(f"service-{pk}", one.name, (), service=one) for pk, one in services.items()]
    teams = place.teams if place.team is None else ()
    found += [Place(f"team-{one.pk}", f"{one.service.name}: {one.name}", (), team=one) for one in teams]
    return {one.key: one for one in found}


def _fields(form: PlanForm) -> dict[str, forms.Field]:
    """Return the fields of one row: who joins or leaves, how many, when and where."""
    found: dict[str, forms.Field] = {
        "way": _choice("They", PlanLine.Way.choices, initial="join"),
        "number": _people(),
        "stage": _choice("Who", PlanLine.Stage.choices, initial="nqsw"),
        "month": _choice("In", [("", "Choose a month"), *((one.isoformat(), month_of(one)) for one in form.months)]),
        "fte": _share(),
    }
    if form.places:
        anywhere = "Choose where" if form.place.key == WHOLE else "Anywhere in the service"
        where = [("", anywhere), *((key, one.label) for key, one in form.places.items())]
        found["where"] = _choice("Where", where)
    return found


def _choice(label: str, choices: list[tuple[str, str]], initial: str | None = None) -> forms.Field:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        initial=initial,
        error_messages={"invalid_choice": "Choose from the list"},
    )


def _people() -> forms.Field:
    return forms.IntegerField(
        label="How many",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=NUMBER,
        error_messages={
            "invalid": "Enter how many people, as a whole number",
            "min_value": "Enter 1 person or more",
            "max_value": f"Enter {MOST_PEOPLE} people or fewer",
        },
    )


def _share() -> forms.Field:
    return forms.DecimalField(
        label="Share of full time",
        required=False,
        initial="1",
        max_value=1,
        decimal_places=2,
        validators=[_above_nothing],
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={
            "invalid": "Enter the share of full time, for example 1 or 0.8",
            "max_value": "Enter 1 for full time, or less",
            "max_decimal_places": "Enter at most two digits after the point",
        },
    )


def _above_nothing(value: Any) -> None:
    if value <= 0:
        raise ValidationError("Enter a share above 0")
