"""A portfolio leaves with its person, and another authority's archive carries a year on here, in a browser."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server

Visit = Callable[..., Visitor]
THEIRS = """
from asye.archives_demo import _archive
from asye.exports.archive import pack
from asye.models import ArchiveImport
received = ArchiveImport.objects.select_related("person").latest("pk")
year = received.person.portfolios.select_related("practitioner", "stage").latest("started_on")
with open({path!r}, "w+b") as into:
    pack(_archive(year), into, lambda file: b"", number=1)
"""


def until(me: Visitor, words: str) -> None:
    """The page loads itself again until the worker has done it."""
    expect(me.page.locator("main")).to_contain_text(words, timeout=45_000)
    me.look()


def test_a_portfolio_goes_along_and_another_one_comes(visit: Visit, server: Server, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.zip"
    server.manage("shell", "-v0", "-c", THEIRS.format(path=str(theirs)))
    server.manage("shell", "-v0", "-c", "from asye.tasks import make_waiting; make_waiting()")
    server.start_worker()
    me = visit("nqsw").open("/asye/").follow("Take the portfolio with you")
    me.press("Make a new archive")
    until(me, "What is in it")
    with me.page.expect_download() as got:
        me.page.get_by_role("button", name="Download the archive").click()
    assert {"index.html", "portfolio.pdf", "data/portfolio.json"} <= set(zipfile.ZipFile(got.value.path()).namelist())

    lead = visit("lead").open("/asye/archive-imports/")
    name = lead.page.locator("tbody th a").first.inner_text().split(",")[0].strip()
    lead.page.locator("tbody th a").first.click()
    lead.look().press("Put it aside")
    lead.open("/asye/archive-imports/send/")
    lead.page.get_by_label("Whose year is it?").select_option(label=name)
    lead.page.locator("input[type=file]").set_input_files(theirs)
    lead.press("Send and check")
    until(lead, "The archive is whole")
    assert "Critical reflections: 2" in lead.text()
    lead.press("Bring it over")
    until(lead, "All of it is written")
    lead.follow(f"Open the year of {name}").follow("What was brought from another authority")
    lead.page.locator("main table a, main li a").first.click()
    lead.look()
