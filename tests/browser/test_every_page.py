"""Every page each account can reach by links, and every form sent empty: axe finds nothing, nothing is cut off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
ACCOUNTS = [
    "nqsw",
    "assessor",
    "manager",
    "groupmanager",
    "lead",
    "moderator",
    "chair",
    "hr",
    "external",
    "trainee",
    "socialworker",
    "admin",
]
NOT_PAGES = re.compile(r"\.(csv|xlsx|pdf)|/asye/files/\d+/$|/certificate/file/$|/logout/|/kept-words/")
seen_by_anybody: set[str] = set()


def shape(path: str) -> str:
    """One page of a kind stands for all of its kind."""
    path = re.sub(r"/library/(topics|resources)/[a-z0-9-]+/", r"/library/\1/N/", path)
    return re.sub(
        r"/(\d[\d.]*|pcf-\d+|kss-\d+|nos-\d+|hcpc-[a-z]+|asye|social-worker|experienced)(?=/)", "/N", path.split("?")[0]
    )


@pytest.mark.parametrize("who", ACCOUNTS)
def test_every_page_within_reach(visit: Visit, who: str) -> None:
    me = visit(who).look()
    waiting, met = links(me), {"/"}
    assert waiting
    while waiting:
        path = waiting.pop(0)
        if shape(path) in met or shape(path) in seen_by_anybody:
            continue
        met.add(shape(path))
        assert (path, me.open(path).status) == (path, 200)
        waiting += links(me)
        if me.page.locator("form[method=post] main, main form[method=post]").count() and path.endswith(
            (
                "/add/",
                "/allocate/",
                "/recommend/",
                "/arrange/",
                "/seats/",
                "/portfolios/",
                "/pass/",
                "/fail/",
                "/files/",
                "/release/",
            )
        ):
            send_empty(me)
    seen_by_anybody.update(met - {"/"})


def links(me: Visitor) -> list[str]:
    found = me.page.evaluate(
        "Array.from(document.querySelectorAll('a[href]'), a => a.href).filter(h => h.startsWith(location.origin))"
        ".map(h => h.slice(location.origin.length).split('#')[0])"
    )
    return [path for path in dict.fromkeys(found) if path and not NOT_PAGES.search(path)]


def send_empty(me: Visitor) -> None:
    """Send the form as it stands: the page with its errors must be as good as without."""
    button = me.page.locator("main form[method=post] button.govuk-button").first
    with me.page.expect_navigation():
        button.click()
    me.look()


def test_pages_without_signing_in(visit: Visit) -> None:
    me = visit()
    for path in ("/accounts/password/reset/", "/accessibility/", "/privacy/", "/cookies/"):
        assert (path, me.open(path).status) == (path, 200)
    me.open("/accounts/login/").press("Sign in")
    assert "There is a problem" in me.text()


@pytest.mark.parametrize(
    ("who", "path", "status", "told"),
    [
        ("nqsw", "/asye/queue/", 403, "You cannot do this"),
        ("nqsw", "/asye/reflections/999999/", 404, "Page not found"),
        ("hr", "/nowhere/", 404, "Page not found"),
    ],
)
def test_pages_that_say_no(visit: Visit, who: str, path: str, status: int, told: str) -> None:
    me = visit(who).open(path)
    assert (me.status, me.page.get_by_role("heading", level=1).inner_text()) == (status, told)
