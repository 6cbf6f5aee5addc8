"""The twelve ways a session ends, and how much of what was being typed is there afterwards.

Every form is typed into by a hand that never rests: a word with the time every half second. Many forms are open at
once, so the waiting is done once for all of them. What is found again is what the newest found word says.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

from tests.browser.conftest import PASSWORD, Visitor
from tests.browser.server import Server

TYPING = 13  # seconds before the first end: longer than what may be lost
AFTERWARDS = 6  # seconds in which the hand goes on, where the page does
MOST_LOST = 10.0
STRANGER = "trainee"
BOX = "main form[method=post] textarea:visible"
HAND = """
([box, mark]) => {
  const typed = () => {
    box.value += ` ${mark}${Date.now()}`;
    box.dispatchEvent(new Event("input", {bubbles: true}));
  };
  box.value = "";
  typed();
  window.hand = setInterval(typed, 500);
}
"""


@dataclass
class Writing:
    """One form with somebody's hand in it. `mark` begins each word; times are seconds of the machine's clock."""

    form: str
    who: str
    address: str
    end: str
    mark: str
    page: Page
    ended_at: float = 0.0
    found_at: float = 0.0
    leaked: bool = False

    @property
    def lost(self) -> float:
        """Seconds of typing before the end that are gone."""
        return max(0.0, self.ended_at - self.found_at)


@dataclass
class Desk:
    """One browser of one person for one way of ending."""

    end: str
    who: str
    context: BrowserContext
    writings: list[Writing] = field(default_factory=list)


class Ends:
    """A server and a browser on which sessions begin and end."""

    def __init__(self, server: Server, browser: Browser, spare: Callable[[], Browser]) -> None:
        self.server, self.browser, self.spare = server, browser, spare
        self.desks: dict[tuple[str, str], Desk] = {}
        self.spares: list[Browser] = []

    # Opening and typing

    def write(self, places: Mapping[str, Sequence[str]], plan: Sequence[tuple[str, str]]) -> list[Writing]:
        """Type into the forms of a plan of (form, end), end each session in its way, come back, and see."""
        self._set_up({(end, places[form][0]) for form, end in plan})
        for number, (form, end) in enumerate(plan):
            who, address = places[form]
            desk = self.desks[end, who]
            page = desk.context.new_page()
            page.goto(self.server.url + address)
            one = Writing(form, who, address, end, f"w{int(time.time()) % 100000}n{number}t", page)
            page.evaluate(HAND, [self._box(page, form).element_handle(), one.mark])
            desk.writings.append(one)
        time.sleep(TYPING)
        written = [one for desk in self.desks.values() for one in desk.writings]
        self._end_all()
        self._come_back(written)
        return written

    def _set_up(self, wanted: set[tuple[str, str]]) -> None:
        """Open a browser for each, with a session begun as the page would begin it, to spare the minutes."""
        begun = zip(sorted(wanted), self._sessions([who for _, who in sorted(wanted)]), strict=True)
        for (end, who), key in begun:
            browser = self._spare() if end == "browser killed" else self.browser
            context = browser.new_context()
            context.set_default_timeout(60_000)
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.server.url}])
            self.desks[end, who] = Desk(end, who, context)

    def _sessions(self, people: list[str]) -> list[str]:
        told = self.server.manage(
            "shell", "-v0", "-c",
            "from django.test import Client\n"
            "from workforce.models import Person\n"
            f"for who in {people!r}:\n"
            "    client = Client()\n"
            "    client.force_login(Person.objects.get(email=f'{who}@demo.example'))\n"
            "    print(client.cookies['sessionid'].value)",
        )  # fmt: skip
        return told.split()

    def _spare(self) -> Browser:
        if not self.spares:
            self.spares.append(self.spare())
        return self.spares[0]

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        """Sign in on the page, as anybody does."""
        visitor = Visitor.__new__(Visitor)
        visitor.context, visitor.base, visitor.page = context, self.server.url, context.new_page()
        visitor.sign_in(who)
        visitor.page.close()

    def _box(self, page: Page, form: str) -> Locator:
        own = page.locator(f'form:has(input[name=keep_form][value="{form.rpartition(".")[2]}"]) textarea:visible')
        return own.first if own.count() else page.locator(BOX).first

    # The twelve ends

    def _end_all(self) -> None:
        for end, (deed, goes_on) in ENDS.items():
            desks = [desk for desk in self.desks.values() if desk.end == end]
            if not desks:
                continue
            if end == "server restart":
                self._close([desk for desk in self.desks.values() if desk.end != end])
            self._now(desks)
            deed(self, desks)
            if not goes_on:
                self._close(desks)
            if end == "server restart":
                self.server.kill()
                self._close(desks)
                self.server.start()
            elif goes_on:
                self._goes_on_until = time.time() + AFTERWARDS
        self._close(list(self.desks.values()))
        while self.spares:
            with contextlib.suppress(Error):
                self.spares.pop().close()
        self.desks.clear()

    def _now(self, desks: list[Desk]) -> None:
        for desk in desks:
            for one in desk.writings:
                one.ended_at = time.time()

    def _close(self, desks: list[Desk]) -> None:
        """Close the browsers. The hand of those whose page goes on has had its seconds by then."""
        wait = getattr(self, "_goes_on_until", 0.0) - time.time()
        if any(ENDS[desk.end][1] for desk in desks) and wait > 0:
            time.sleep(wait)
        for desk in desks:
            with contextlib.suppress(Error):
                desk.context.close()

    def age(self, desks: list[Desk], name: str, seconds: int) -> None:
        """Let time pass for these sessions alone: they were seen, or begun, so much earlier."""
        keys = [one["value"] for desk in desks for one in desk.context.cookies() if one["name"] == "sessionid"]
        self.server.manage(
            "shell", "-v0", "-c",
            "from django.contrib.sessions.backends.db import SessionStore\n"
            f"for key in {keys!r}:\n"
            "    session = SessionStore(key)\n"
            f"    session[{name!r}] = session.get({name!r}, 0) - {seconds}\n"
            "    session.save()",
        )  # fmt: skip

    def answer_with(self, desks: list[Desk], status: int) -> None:
        for desk in desks:
            desk.context.route("**/*", lambda route: route.fulfill(status=status, body=f"<h1>{status}</h1>"))

    # Coming back

    def _come_back(self, written: list[Writing]) -> None:
        for who in sorted({one.who for one in written}):
            with self._signed_in(who) as page:
                for one in (row for row in written if row.who == who):
                    one.found_at = self._newest(page, one, "kept=1")
                    if one.lost:
                        one.found_at = max(one.found_at, self._newest(page, one, ""))
        with self._signed_in(STRANGER) as page:
            for one in written:
                answer = page.request.get(_with(self.server.url + one.address, "kept=1"))
                one.leaked = one.mark in answer.text()

    @contextlib.contextmanager
    def _signed_in(self, who: str) -> Iterator[Page]:
        context = self.browser.new_context()
        self._sign_in(context, who)
        yield context.new_page()
        context.close()

    def _newest(self, page: Page, one: Writing, asked: str) -> float:
        """When the newest word was typed that stands in the form, as saved or as put back."""
        answer = page.request.get(_with(self.server.url + one.address, asked))
        times = [int(found) for found in re.findall(rf"{one.mark}(\d+)", answer.text())]
        return max(times, default=0) / 1000


def _with(address: str, asked: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{asked}" if asked else address


def _idle(ends: Ends, desks: list[Desk]) -> None:
    ends.age(desks, "seen_at", 3601)


def _absolute(ends: Ends, desks: list[Desk]) -> None:
    ends.age(desks, "signed_in_at", 12 * 3600 + 1)


def _signed_out(ends: Ends, desks: list[Desk]) -> None:
    for desk in desks:
        tab = desk.context.new_page()
        tab.goto(f"{ends.server.url}/accounts/logout/")
        tab.locator("main form[method=post] button").first.click()
        tab.wait_for_load_state()


def _somebody_else(ends: Ends, desks: list[Desk]) -> None:
    """On a shared machine the next person signs in while the first one's form is still open."""
    for desk in desks:
        desk.context.clear_cookies()
        ends._sign_in(desk.context, STRANGER)


def _password(ends: Ends, desks: list[Desk]) -> None:
    """Each of them sets a new password elsewhere (here: the same one anew), which ends every other session."""
    people = sorted({f"{desk.who}@demo.example" for desk in desks})
    ends.server.manage(
        "shell", "-v0", "-c",
        "from workforce.models import Person\n"
        f"for person in Person.objects.filter(email__in={people!r}):\n"
        f"    person.set_password({PASSWORD!r})\n"
        "    person.save()",
    )  # fmt: skip


def _no_network(ends: Ends, desks: list[Desk]) -> None:
    for desk in desks:
        desk.context.set_offline(True)


def _killed(ends: Ends, desks: list[Desk]) -> None:
    with contextlib.suppress(Error):
        ends.spares[0].new_browser_cdp_session().send("Browser.crash")


def _asleep(ends: Ends, desks: list[Desk]) -> None:
    """The lid is shut; when it is opened again, a day later, the session is over."""
    for desk in desks:
        for one in desk.writings:
            desk.context.new_cdp_session(one.page).send("Page.setWebLifecycleState", {"state": "frozen"})
    ends.age(desks, "signed_in_at", 24 * 3600)
    for desk in desks:
        for one in desk.writings:
            desk.context.new_cdp_session(one.page).send("Page.setWebLifecycleState", {"state": "active"})


def _no_cookie(ends: Ends, desks: list[Desk]) -> None:
    for desk in desks:
        desk.context.clear_cookies()


def _stopped(ends: Ends, desks: list[Desk]) -> None:
    """The server is killed by whoever asks for this end: it takes everybody's with it."""


# How each is brought about, and whether the page goes on afterwards. The last two reach beyond their own browsers.
ENDS: dict[str, tuple[Callable[[Ends, list[Desk]], None], bool]] = {
    "500": (lambda ends, desks: ends.answer_with(desks, 500), False),
    "502": (lambda ends, desks: ends.answer_with(desks, 502), False),
    "offline": (_no_network, False),
    "browser killed": (_killed, False),
    "idle": (_idle, True),
    "absolute": (_absolute, True),
    "laptop asleep": (_asleep, True),
    "cookie cleared": (_no_cookie, True),
    "sign-out in another tab": (_signed_out, True),
    "sign-in in another tab": (_somebody_else, True),
    "password change": (_password, True),
    "server restart": (_stopped, False),
}


def places_of(server: Server) -> dict[str, list[str]]:
    """Bring about every form in the server's demonstration, and return whose it is and where it stands."""
    server.manage("shell", "-v0", "-c", "from tests.browser.prepare_places import prepare; prepare()")
    told = server.manage("shell", "-v0", "-c", "from tests.browser.places import find; find()")
    found: dict[str, list[str]] = json.loads(told.strip().splitlines()[-1])
    return found
