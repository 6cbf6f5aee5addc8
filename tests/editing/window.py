"""An open browser window, for tests of two that write at once: what it read, and what it sends."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from workforce.models import Person

ASKED = ("radio", "checkbox", "submit", "file")  # sent where it is ticked, or not at all


class Forms(HTMLParser):
    """The forms of a page: the address each saves itself at, and what it would send as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((said.get("data-autosave-url", ""), {}))
        if not self.found:
            return
        name, told = said.get("name", ""), self.found[-1][1]
        if tag == "textarea":
            self._area = name
            told[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in said:
            told.setdefault(self._select, []).append(said.get("value", ""))
        elif tag == "input" and name and (said.get("type") not in ASKED or "checked" in said):
            told.setdefault(name, []).append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            told = self.found[-1][1]
            told[self._area] = [(told[self._area][0] + data)]


@dataclass
class Answer:
    """What came back: how it ended, and the words somebody would read on it."""

    status: int
    page: str
    at: str

    def shows(self, words: str) -> bool:
        return words in re.sub(r"\s+", " ", html.unescape(self.page))


@dataclass
class Window:
    """One window of one person on one form. Without a person it is a guest's."""

    person: Person | None
    path: str
    of: str = ""
    client: Client = field(default_factory=Client)
    told: dict[str, list[str]] = field(default_factory=dict)
    saves_at: str = ""

    def sign_in(self) -> None:
        if self.person is not None:
            self.client.force_login(self.person)

    def open(self) -> None:
        """Read the page, as it stands now."""
        answer = self.read(self.path)
        assert answer.status == 200, (self.path, answer.status)
        forms = [one for one in Forms(answer.page).found if self._field(one[1])]
        assert forms, f"{self.path} has no form for words: it came back as {answer.at}"
        self.saves_at, self.told = forms[0]
        self.told = {name: list(values) for name, values in self.told.items()}

    def _field(self, told: dict[str, list[str]]) -> bool:
        return self.of in told

    @property
    def words(self) -> str:
        return self.told[self.of][0].strip()

    def send(self, words: str, by_itself: bool = False, **given: str) -> Answer:
        """Send the form with these words; `by_itself` as its script does, following where that leads."""
        body: dict[str, Any] = {**self.told, self.of: words, **given}
        if not by_itself or self.saves_at in ("", "/kept-words/save/"):  # what keeps words saves no record
            return self._answer(self.client.post(self.path, body, follow=True))
        answer = self.client.post(self.saves_at, body, headers={"x-requested-with": "autosave"})
        if answer.status_code == 409:
            return self.read(answer.json()["conflict_url"])
        return self._answer(answer)

    def read(self, path: str) -> Answer:
        return self._answer(self.client.get(path, follow=True))

    def choose(self, at: str) -> bool:
        """Go on with one's own words where the page of both asks which; say whether it asks."""
        page = self.read(at).page
        forms = [told for _, told in Forms(page).found if "version" in told]
        if 'value="set_aside"' not in page or not forms:
            return False
        self.client.post(at, {**forms[0], "use": "set_aside"}, follow=True)
        return True

    def _answer(self, answer: Any) -> Answer:
        at = answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else answer.request["PATH_INFO"]
        return Answer(answer.status_code, answer.content.decode(), at)

    def finds(self, words: str) -> bool:
        """Whether this person can still read these words: on the form's own page or in what was set aside."""
        if self.read(self.path).shows(words):
            return True
        if self.person is None:
            return False
        links = re.findall(
            r'<a class="govuk-link" href="([^"]+)">', self.read("/set-aside/").page.split("<table", 1)[-1]
        )
        return any(self.read(link).shows(words) for link in links[:NEWEST])


NEWEST = 6
