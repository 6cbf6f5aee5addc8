"""Forms of the crosswalk and the library."""

from __future__ import annotations

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from asye.models import SavedResource
from asye.uploads import KINDS, media_type_of
from frameworks.models import CrosswalkLink, Framework, Resource, Statement, Topic
from frameworks.services.beside import statements_by_framework
from workforce.forms import NUMBER, DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm

Strength = CrosswalkLink.Strength
SHORT = forms.TextInput(attrs={"class": "govuk-input--width-5"})
LONGEST_MINUTES = 2400
MOST_LINES = 50


class LinkForm(SentOnceForm):
    strength = forms.ChoiceField(
        label="How do they hang together?",
        choices=[
            Choice(
                Strength.STRONG, Strength.STRONG.label, hint="What one is linked to, the other is linked to as well"
            ),
            Choice(Strength.PARTIAL, Strength.PARTIAL.label, hint="One asks a part of what the other asks"),
            Choice(Strength.RELATED, Strength.RELATED.label, hint="They are about the same, but ask different things"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they hang together"},
    )
    note = forms.CharField(
        label="Note",
        max_length=300,
        required=False,
        help_text="A short reason, shown beside the link",
        error_messages={"max_length": "Use at most 300 characters for the note. It has %(show_value)d"},
    )


class AddLinkForm(LinkForm):
    """A link from one statement, which the page knows, to another."""

    framework = forms.ChoiceField(
        label="Framework", error_messages={"required": "Choose a framework", "invalid_choice": "Choose a framework"}
    )
    number = forms.CharField(
        label="Number of the statement",
        max_length=8,
        help_text="For example 5.3",
        widget=SHORT,
        error_messages={"required": "Enter the number, for example 5.3"},
    )
    field_order = ("framework", "number", "strength", "note", "sent_key")

    def __init__(self, *args: Any, of: Statement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = of.section.framework_id
        self.frameworks = {_key(row): row for row in Framework.objects.order_by("order") if row.pk != own}
        choices = [("", "Choose a framework"), *((key, str(row)) for key, row in self.frameworks.items())]
        self.fields["framework"].choices = choices  # type: ignore[attr-defined]
        self.other: Statement | None = None

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        framework = self.frameworks.get(given.get("framework", ""))
        number = given.get("number", "").strip()
        if framework is not None and number:
            rows = Statement.objects.select_related("section").filter(section__framework=framework, number=number)
            self.other = rows.first()
            if self.other is None:
                self.add_error("number", f"{framework} has no statement {number}")
        return given


def _key(framework: Framework) -> str:
    return f"{framework.code}/{framework.level}" if framework.level else framework.code


class ResourceForm(SentOnceForm):
    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Enter a title"})
    summary = words_field(
        "What it is", help_text="Two or three sentences in your own words", required=True, rows=4, most=2000,
        missing="Say what it is",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Kind", choices=Resource.Kind.choices)
    link = forms.CharField(
        label="Link", max_length=500, required=False,
        help_text="An address that begins with https://, or a page of this service that begins with /",
    )  # fmt: skip
    file = forms.FileField(
        label="File", required=False, max_length=200,
        help_text=f"{KINDS}, up to 10 MB. No names of children or families",
        error_messages={"empty": "This file is empty. Choose another"},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="Minutes it takes", min_value=1, max_value=LONGEST_MINUTES, widget=NUMBER,
        error_messages={
            "required": "Enter how many minutes it takes", "invalid": "Enter a whole number of minutes",
            "min_value": "Enter at least 1 minute", "max_value": f"Enter at most {LONGEST_MINUTES} minutes",
        },
    )  # fmt: skip
    licence = forms.ChoiceField(label="Licence", choices=Resource.Licence.choices)
    owner_role = forms.ChoiceField(label="Looked after by the", choices=Resource.Owner.choices)
    owner = forms.ModelChoiceField(
        Person.objects.none(), label="By name", required=False, empty_label="Whoever has the role",
        error_messages={"invalid_choice": "Choose one of the people listed"},
    )  # fmt: skip
    review_on = DayField(label="When should somebody look at it again?", missing="Enter the day of the next review")
    topics = forms.MultipleChoiceField(
        label="Topics", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one topic", "invalid_choice": "Choose from the topics listed"},
    )  # fmt: skip
    statements = forms.CharField(
        label="Statements it helps with", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text="A line for each framework, for example “pcf-2018/asye: 7.4 7.8” or “kss-2018: 6.2”",
    )  # fmt: skip

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.known = {row.slug: row for row in Topic.objects.order_by("order")}
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            Choice(slug, row.title, hint=row.get_heading_display()) for slug, row in self.known.items()
        ]
        self.media_type = ""

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"]).strip()
        if (link and not link.startswith(("https://", "/"))) or link.startswith("//"):
            raise ValidationError("Enter an address that begins with https:// or with /")
        return link

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload:
            self.media_type = media_type_of(upload)
        return upload or None

    def clean_topics(self) -> list[Topic]:
        return [self.known[slug] for slug in self.cleaned_data["topics"]]

    def clean_statements(self) -> list[Statement]:
        held = statements_by_framework()
        lines = [line.strip() for line in self.cleaned_data["statements"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(f"Use at most {MOST_LINES} lines, one for each framework")
        keys: list[int] = []
        for n, line in enumerate(lines, 1):
            framework, colon, numbers = line.partition(":")
            numbers_held = held.get(framework.strip())
            if not colon or numbers_held is None:
                known = ", ".join(held)
                raise ValidationError(f"Line {n}: begin with a framework and a colon. The frameworks are {known}")
            for number in numbers.replace(",", " ").split():
                if number not in numbers_held:
                    raise ValidationError(f"Line {n}: {framework.strip()} has no statement {number[:20]}")
                keys.append(numbers_held[number])
        return list(Statement.objects.filter(pk__in=keys))


def statement_lines(resource: Resource) -> str:
    """What is mapped, as the form takes it."""
    rows = resource.statements.select_related("section__framework").order_by(
        "section__framework__order", "section__order", "order"
    )
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(_key(row.section.framework), []).append(row.number)
    return "\n".join(f"{key}: {' '.join(numbers)}" for key, numbers in lines.items())


class SaveForm(forms.Form):
    """The buttons beside a resource; a gap that is none any more is left out."""

    purpose = forms.ChoiceField(choices=SavedResource.Purpose.choices)
    gap = forms.CharField(required=False, max_length=18)

    def clean_gap(self) -> Statement | None:
        given = str(self.cleaned_data["gap"])
        return Statement.objects.filter(pk=given).first() if given.isascii() and given.isdigit() else None
