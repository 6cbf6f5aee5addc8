"""The Why? of a page: the same for the same reason, escaped, whatever carries the words."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template

from workforce.why import Why

GIVEN: dict[str, Any] = {
    "because": "Held 12 <of 10>",
    "rule": "CSL-01, CLK-01",
    "figures": (("Month", "5"),),
    "source": "The guidance",
    "policy": "Made policy",
}
PAGE = Template('{% include "components/why.html" with why=why about=about only %}')


def shown(why: object, about: object = "Newly & Qualified") -> str:
    return PAGE.render(Context({"why": why, "about": about}))


def test_it_shows_the_sentence_the_rules_and_their_sources() -> None:
    page = shown(Why(**GIVEN))
    for part in (
        "Held 12 &lt;of 10&gt;",
        "<dt>Month</dt><dd>5</dd>",
        "The guidance",
        "Made policy",
        "Newly &amp; Qualified",
    ):
        assert part in page
    assert '#CSL-01">CSL-01</a>, <a class="govuk-link" href="' in page


def test_another_reason_is_not_taken_for_one_shown_before() -> None:
    first, second = shown(Why(**GIVEN)), shown(Why(**GIVEN | {"because": "Held 9 of 10"}))
    assert "Held 9 of 10" in second
    assert "Held 9 of 10" not in first
    assert shown(Why(**GIVEN)) == first
    assert "Somebody else" in shown(Why(**GIVEN), "Somebody else")


def test_anything_with_a_sentence_will_do() -> None:
    assert "Held 12 &lt;of 10&gt;" in shown(SimpleNamespace(**GIVEN))
    assert "CSL-01, CLK-01" in shown({"because": "So.", "rule": "CSL-01, CLK-01"})


@pytest.mark.parametrize("nothing", [None, "", Why(because="", rule="")])
def test_without_a_sentence_there_is_nothing_to_ask(nothing: object) -> None:
    assert shown(nothing).strip() == ""


def test_about_nobody_is_not_about_none() -> None:
    assert "None" not in shown(Why(**GIVEN), None)
