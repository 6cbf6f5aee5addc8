"""However a session ends, on whatever form: at most ten seconds of typing are lost, and nobody else finds the rest.

Here each end meets two forms in a browser, others each day, and each form is kept with and without its session by
requests alone. `script/bench ends` has every form meet every end in a browser.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.ends import ENDS, MOST_LOST, Ends, places_of
from tests.browser.server import Server, serving
from tests.long_forms import LONG_FORMS

DAY = 24 * 60 * 60
IN_A_BROWSER = 2 * len(ENDS)


@pytest.fixture(scope="module")
def served(prepared: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("ends"), prepared) as server:
        yield server


@pytest.fixture(scope="module")
def places(served: Server) -> dict[str, list[str]]:
    return places_of(served)


def test_every_form_is_found(places: dict[str, list[str]]) -> None:
    assert sorted(places) == sorted(LONG_FORMS)


def test_every_form_keeps_what_is_typed_with_a_session_and_without(
    served: Server, places: dict[str, list[str]], tmp_path: Path
) -> None:
    asked = tmp_path / "places"
    asked.write_text(json.dumps(places))
    told = served.manage("shell", "-v0", "-c", f"from tests.browser.places import kept; kept({str(asked)!r})")
    right = {"saved": 200, "back": True, "without a session": 202, "back after it": True, "somebody else": False}
    answers = json.loads(told.strip().splitlines()[-1])
    assert {form: said for form, said in answers.items() if said != right} == {}
    assert sorted(answers) == sorted(places)


def test_whatever_ends_the_session_the_words_are_there(
    browser: Browser, launch_browser: Callable[[], Browser], served: Server, places: dict[str, list[str]]
) -> None:
    forms, first = sorted(places), int(time.time()) // DAY * IN_A_BROWSER
    turn = [forms[(first + number) % len(forms)] for number in range(IN_A_BROWSER)]
    plan = [(form, list(ENDS)[number % len(ENDS)]) for number, form in enumerate(turn)]
    written = Ends(served, browser, launch_browser).write(places, plan)
    lost = {f"{one.form}, {one.end}": round(one.lost, 1) for one in written if one.lost > MOST_LOST}
    assert lost == {}
    assert [f"{one.form}, {one.end}" for one in written if one.leaked] == []
    assert sorted((one.form, one.end) for one in written) == sorted(plan)
