"""A server whose clock the test moves: in this process, on a database of its own.

What is signed cannot be deleted again, so the whole database goes afterwards, not its rows.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Response

from tests.browser.conftest import Visitor
from tests.browser.server import on_server, own_database
from workforce.models import Person

LONDON = ZoneInfo("Europe/London")


class MovingClock:
    """The moment the server and the test live at; it goes on ticking from wherever it was put."""

    def __init__(self) -> None:
        self._travel: time_machine.travel | None = None
        self.today = dt.date.min

    def move_to(self, day: dt.date, hour: int = 10) -> None:
        self.stop()
        self.today = day
        self._travel = time_machine.travel(dt.datetime.combine(day, dt.time(hour), LONDON))
        self._travel.start()

    def stop(self) -> None:
        if self._travel is not None:
            self._travel.stop()
            self._travel = None


class Walker(Visitor):
    """Somebody who walks through many pages: they look closely only where they are told to, but never miss an error."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        super().__init__(context, base)
        self.page.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.url.startswith(self.base):
            self.complaints.append(f"{response.status} at {response.request.method} {response.url}")

    def look(self) -> Self:
        self.page.wait_for_load_state()
        assert self.complaints == []
        return self

    def look_closely(self) -> Self:
        super().look()
        return self

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def fill(self, label: str, text: str) -> Walker:
        self.page.get_by_label(label).first.fill(text)
        return self

    def fill_day(self, name: str, day: dt.date) -> Walker:
        for part, value in enumerate((day.day, day.month, day.year)):
            self.page.locator(f"[name={name}_{part}]").fill(str(value))
        return self

    def choose(self, label: str) -> Walker:
        self.page.get_by_label(label, exact=True).first.check()
        return self

    def press_in_page(self, name: str) -> Self:
        """Press a button or what looks like one, in the page and not in its head."""
        return self.leaves_by(self.page.locator("main").get_by_role("button", name=name, exact=True).first)


class Street:
    """Opens browsers; everybody signs in anew on each day, as sessions last twelve hours.

    The first time they do so on the page. From then on their session is begun as the page would, to spare the minutes.
    """

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.contexts: list[BrowserContext] = []
        self.met: set[str] = set()

    def walker(self, who: str = "") -> Walker:
        context = self.browser.new_context(accept_downloads=True)
        context.set_default_timeout(45_000)
        self.contexts.append(context)
        walker = Walker(context, self.base)
        if who in self.met:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": _session(who), "url": self.base}])
            walker.page.goto(self.base)
        elif who:
            walker.sign_in(who)
            self.met.add(who)
        return walker

    def go_home(self) -> None:
        while self.contexts:
            self.contexts.pop().close()


def _session(who: str) -> str:
    client = Client()
    client.force_login(Person.objects.get(email=f"{who}@demo.example"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextlib.contextmanager
def database_of_its_own(folder: Path) -> Iterator[None]:
    """Work on a copy of the migrated test database, in this thread and in those of a server."""
    told = connection.settings_dict
    shared = told["NAME"]
    if connection.vendor == "sqlite":
        own = str(folder / "moving.sqlite3")
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(own)) as copy:
            connection.connection.backup(copy)
    else:
        like = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{shared}"))
        connection.close()
        own = urlsplit(own_database(like)).path[1:]
    connection.close()
    told["NAME"] = own
    try:
        yield
    finally:
        connection.close()
        told["NAME"] = shared
        if connection.vendor == "postgresql":
            on_server(f'DROP DATABASE "{own}" WITH (FORCE)')
