"""What holds for every template: it compiles, and carries nothing that the content security policy would refuse."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

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
