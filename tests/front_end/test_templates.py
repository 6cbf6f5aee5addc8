"""What holds for every template: it compiles, and carries nothing that the content security policy would refuse."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template

from asye.forms.progress import ProgressDoneForm

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
REFUSED = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"),
    "a style in the page": re.compile(r"<style|\sstyle=\""),
    "an event handler in the page": re.compile(
        r"\son(?:blur|change|click|error|focus|input|key\w+|load|mouse\w+|submit)="
    ),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape off"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_carries_nothing_refused(name):
    text = (FOLDER / name).read_text()
    # Files for paper are never sent to a browser, and bring their style along.
    found = [what for what, pattern in REFUSED.items() if pattern.search(text)]
    assert found == (["a style in the page"] if name.endswith("_pdf.html") and "<style" in text else [])


def test_a_form_is_sent_to_its_own_page_whatever_else_the_page_calls_an_action(rf):
    """Pages about an action of a plan have one in their context: it is no address."""
    form = get_template("components/form.html")
    told = {"form": ProgressDoneForm(), "action": "A tablet for notes on visits"}
    request = rf.get("/")
    request.user = AnonymousUser()
    assert '<form class="app-form" method="post" novalidate' in form.render(told, request)
    assert '<form class="app-form" method="post" action="/there/" novalidate' in form.render(
        told | {"send_to": "/there/"}, request
    )
