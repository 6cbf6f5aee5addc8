from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect
from playwright.sync_api import Error as PageError
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.server import ROOT, Server, preparing, serving

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The pages are the same on both engines: at a desk and on a phone with the embedded one, on a phone with the other.
WIDTHS = (1280, 320) if settings.EMBEDDED else (320,)
DESK = 1280
# A table that begins to scroll at this width is made reachable by a script when the page has been drawn.
DRAWN = "new Promise(done => { setTimeout(done, 500); requestAnimationFrame(() => requestAnimationFrame(done)); })"
LOADS_ITSELF = 5  # times that may fall into one look
PASSWORD = "demonstration"
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, migrated_before: Path, django_db_setup: None
) -> Iterator[Server]:
    """Made once for each process: it takes half a minute, and every file of tests begins with the same."""
    with preparing(tmp_path_factory.mktemp("prepared"), migrated_before) as made:
        yield made


@pytest.fixture(scope="module")
def server(prepared: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), prepared) as served:
        yield served


class Visitor:
    """Somebody at a browser. Every page they `look` at is checked at both widths."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.status = 0
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        """What a browser complains of, such as markup it cannot read; not that an answer was an error."""
        if message.type == "error" and not message.text.startswith("Failed to load"):
            self.complaints.append(message.text)

    def sign_in(self, who: str) -> Visitor:
        self.page.goto(f"{self.base}/accounts/login/")
        self.page.get_by_label("Email").fill(f"{who}@demo.example")
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return self

    def open(self, path: str) -> Visitor:
        answer = self.page.goto(self.base + path)
        self.status = answer.status if answer else 0
        return self.look()

    def follow(self, name: str, exact: bool = False) -> Visitor:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=exact).first.click()
        return self.look()

    def press(self, name: str) -> Self:
        return self.leaves_by(self.page.get_by_role("button", name=name).first)

    def leaves_by(self, button: Locator) -> Self:
        """Press what leads to another page; where it does not, say what the page says of its saves."""
        try:
            with self.page.expect_navigation():
                button.click()
        except TooLate:
            said = self.page.locator("[data-autosave-status]").all_inner_texts()
            pytest.fail(f"{button} leads nowhere from {self.page.url}, which says {said}")
        return self.look()

    def look(self) -> Self:
        """Check the page as it stands: no axe violation, nothing cut off, at a desk and on a phone.

        A page that waits for the worker loads itself again after some seconds; if that falls into the look, what has
        come is looked at instead.
        """
        for _ in range(LOADS_ITSELF):
            try:
                self._check()
            except PageError as gone:
                if "navigation" not in str(gone):
                    raise
            else:
                break
        else:
            pytest.fail(f"{self.page.url} loads itself again before it can be looked at")
        self.page.set_viewport_size({"width": DESK, "height": 900})
        assert self.complaints == []
        return self

    def _check(self) -> None:
        self.page.wait_for_load_state()
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.evaluate(DRAWN)
            if not self.page.evaluate("typeof axe === 'object'"):
                self.page.evaluate(AXE)
            found = self.page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
            told = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found["violations"]]
            assert told == [], f"{self.page.url} at {width}: {told}"
            wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, f"{self.page.url} is cut off at {width}"

    def text(self) -> str:
        return self.page.locator("main").inner_text()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Open a browser of one's own; `scripts=False` switches scripts off."""
    contexts: list[BrowserContext] = []

    def opened(who: str = "", scripts: bool = True) -> Visitor:
        context = browser.new_context(java_script_enabled=scripts, accept_downloads=True)
        context.set_default_timeout(45_000)
        contexts.append(context)
        visitor = Visitor(context, server.url)
        return visitor.sign_in(who) if who else visitor

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def a_pdf(tmp_path: Path) -> Path:
    file = tmp_path / "observation plan.pdf"
    file.write_bytes(b"%PDF-1.7\n%made for a test\n")
    return file
