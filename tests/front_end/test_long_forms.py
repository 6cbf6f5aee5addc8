"""No form with room for many words is left out of those whose words are kept, nor of those that are tried."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.long_forms import BY_ITS_PARENT, LONG_FORMS, NOT_TRIED

ROOT = Path(__file__).resolve().parents[2]
APPS = ("workforce", "frameworks", "reminders", "supervision", "caseloads", "asye", "progression")
MAKE_A_BOX = {"words_field", "Textarea"}


def boxes() -> Iterator[str]:
    """Each class or function of the code that makes a box for many words."""
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for part in ast.parse(file.read_text()).body:
                called = {_name(one.func) for one in ast.walk(part) if isinstance(one, ast.Call)}
                if called & MAKE_A_BOX:
                    yield f"{module}.{getattr(part, 'name', ast.unparse(part)[:40])}"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_form_with_room_for_many_words_is_known() -> None:
    assert sorted(boxes()) == sorted([*(LONG_FORMS.keys() - BY_ITS_PARENT), *NOT_TRIED])


def test_no_template_has_a_box_of_its_own_outside_a_form_that_keeps_its_words() -> None:
    """A box written out in a template stands in a form with `data-autosave`, or nobody writes into it."""
    for file in sorted((ROOT / "templates").rglob("*.html")):
        text = file.read_text()
        if "<textarea" in text and "allauth" not in file.parts and "gds" not in file.parts:
            kept = "keeps_itself.html" in text or "data-autosave" in text
            assert kept or '<textarea name="text" hidden>' in text, file


def test_every_posted_form_of_fields_keeps_what_is_written() -> None:
    """A template that lays out a form's fields itself says so too; the others go through `components/form.html`."""
    for file in sorted((ROOT / "templates").rglob("*.html")):
        text, path = file.read_text(), str(file.relative_to(ROOT))
        lays_out = 'method="post"' in text and ("as_crispy_field" in text or "form|crispy" in text)
        if lays_out and path not in WITHOUT_WORDS and not path.startswith(("templates/account/", "templates/mfa/")):
            assert "keeps_itself.html" in text or "data-autosave" in text, file


WITHOUT_WORDS = {
    "templates/asye/give.html",  # whoever gives feedback by a link: nothing of theirs is kept unsent
    "templates/asye/observe_read.html",  # a guest signs; what they write is on observe_write.html
    "templates/workforce/policy_desk.html",  # questions, of which nothing is written down
}
