"""The style guide's made-up words, and an address that answers as the server does when a form saves itself."""

import datetime as dt
import time
from types import SimpleNamespace as Thing
from typing import Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.fields import DateInputField
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

TODAY = dt.date(2026, 1, 20)
WHY = Thing(
    because="In months 4 to 6 a newly qualified worker in assessment holds between 9 and 12 children.",
    rule="CSL-01",
    figures=[("Month of the year", "5"), ("Least", "9 children"), ("Most", "12 children")],
    source="Academy guidance",
    policy="Demonstration authority, from 1 April 2025",
)


class SessionForm(forms.Form):
    title = forms.CharField(help_text="A few words", error_messages={"required": "Enter a title"})
    email = forms.EmailField(label="Email address", error_messages={"required": "Enter an email address"})
    minutes = forms.IntegerField(error_messages={"required": "Enter how many minutes it took"})
    password = forms.CharField(widget=forms.PasswordInput, error_messages={"required": "Enter your password"})
    learned = forms.CharField(
        label="What did you learn?",
        widget=forms.Textarea(attrs={"data-count": "", "rows": 6}),
        error_messages={"required": "Write what you learned"},
    )
    kind = forms.ChoiceField(
        choices=[
            Choice("one", "One to one"),
            Choice("group", "Group", hint="Three or more", divider="or"),
            ("x", "Ad hoc"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of session"},
    )
    standards = forms.MultipleChoiceField(
        choices=[("1", "Relationships"), ("2", "Direct work")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose a standard"},
    )
    service = forms.ChoiceField(
        choices=[("", "Choose a service"), ("CAI", "Assessment")], error_messages={"required": "Choose a service"}
    )
    held_on = DateInputField(label="Date of the session", help_text="For example, 27 3 2026")
    file = forms.FileField(label="Upload a file", error_messages={"required": "Choose a file"})
    sure = forms.BooleanField(label="I have read this", error_messages={"required": "Confirm that you have read this"})


class FilterForm(forms.Form):
    name = forms.CharField(required=False)
    team = forms.ChoiceField(choices=[("", "All teams"), ("1", "North")], required=False)


class DraftForm(forms.Form):
    reflection = forms.CharField(widget=forms.Textarea(attrs={"data-count": "", "rows": 8}))


def months(length: int) -> list[Thing]:
    """Return the months of a year that began in September 2025, with a milestone in each state."""
    marks = {
        0: ("Agreement", "done", "Done"),
        2: ("3-month review", "late", "4 days late"),
        4: ("Second observation", "due", "Due soon"),
        5: ("6-month review", "future", ""),
    }
    year = []
    for number in range(length):
        first = dt.date(2025 + (8 + number) // 12, (8 + number) % 12 + 1, 1)
        state = "past" if number < 4 else "current" if number == 4 else "future"
        held = [marks[number]] if number in marks else []
        milestones = [Thing(label=a, state=b, state_text=c, date=first.replace(day=19), url="#") for a, b, c in held]
        year.append(Thing(label=first.strftime("%b %Y"), state=state, milestones=milestones))
    return year


def words() -> dict[str, Any]:
    """Return what templates/styleguide.html shows, form apart."""
    row = [
        {"label": "Review", "text": "6-month review", "url": "#"},
        {"label": "Due", "text": "6 March 2026", "why": WHY},
        {"label": "State", "tag": "Late", "tone": "bad"},
        {"label": "Days", "text": "46", "numeric": True},
    ]
    return {
        "today": TODAY,
        "crumbs": [("Home", "/"), ("Your people", "/"), ("Alex Morgan", "")],
        "subnav": [
            Thing(label="Overview", url="#", current=True, count=None),
            Thing(label="Portfolio", url="#", current=False, count=4),
        ],
        "actions": [
            Thing(title="Write your reflection", url="#", hint="Before 5 December", status="Late", tone="bad", why=WHY),
            Thing(title="Agree the record", url="#", hint="", status="New", tone="info", why=None),
        ],
        "nothing": [],
        "why": WHY,
        "months": months(12),
        "tiles": [
            Thing(label="Supervisions on time", figure="87 %", note="54 of 62 people", tone="good", url="#"),
            Thing(label="Waiting for the panel", figure="4", note="next panel 12 May", tone="quiet", url=None),
        ],
        "filters": FilterForm(),
        "page": Paginator(range(187), 20).page(4),
        "people": [
            Thing(name="Alex Morgan", due=TODAY, state="Due soon", tone="warn", children=9),
            Thing(name="Bethan Featherstonehaugh-Llewellyn", due=TODAY, state="Late", tone="bad", children=17),
        ],
        "columns": [Thing(label=label, numeric=label == "Days") for label in ("Review", "Due", "State", "Days")],
        "rows": [row],
        "summary": [
            Thing(key="Assessor", value="Sam Okoro", url="#"),
            Thing(key="Programme ends", value="7 September 2026", why=WHY),
            Thing(key="State", value="", tag="Open", tone="info"),
            Thing(key="Background", value="First line.\n\nSecond paragraph.", words=True, url="#"),
            Thing(key="Notes", value=""),
        ],
        "files": [
            Thing(name="A-name-" * 12 + ".docx", url="#", size=48213, by="Alex Morgan", on=TODAY, remove_url="#")
        ],
        "words": "The visit depended on its first five minutes.\n\nNext time I would ask the older child first.",
        "events": [
            Thing(title="Review signed", by="Sam Okoro", at=dt.datetime(2026, 1, 12, 14, 2, tzinfo=dt.UTC), text="")
        ],
        "tabs": [
            Thing(id="past-month", label="Past month", template="components/print_button.html"),
            Thing(id="past-year", label="Past year", template="components/print_button.html"),
        ],
        "tones": ["good", "warn", "bad", "info", "wait", "quiet"],
        "draft": DraftForm(initial={"reflection": "Some words."}),
        "autosave_url": "/style/save/",
    }


@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST, request.FILES) if request.method == "POST" else SessionForm()
    return render(request, "styleguide.html", {**words(), "form": form})


class Server:
    """What the saving address answers next, and what it was sent."""

    status = 200
    delay = 0.0
    answer: dict[str, Any] = {}
    sent: list[dict[str, str]] = []


@login_not_required
def save(request: HttpRequest) -> JsonResponse:
    time.sleep(Server.delay)
    Server.sent.append({**request.POST.dict(), "token": request.headers.get("X-CSRFToken", "")})
    saved = {"version": int(request.POST["version"]) + 1, "saved_at": "14:05"}
    return JsonResponse(Server.answer or saved, status=Server.status)


urlpatterns = [
    path("style/", guide),
    path("style/save/", save),
    path("style/keep/", save),
    path("", include("config.urls")),
]
