import datetime as dt
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from tests import migrated
from tests.factories import NOW, TODAY
from tests.house import House, build

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
AT = os.environ.get("AT", "")
SLOW = {"browser", "workers", "front_end", "test_demo.py", "test_recount.py"}
LONDON = ZoneInfo("Europe/London")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Sign-in limits count in the cache: no test may use up another's tries."""
    yield
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium where there is one; its sandbox needs rights a test machine does not give.

    Playwright keeps an event loop running, in which Django has a connection of its own. The one from before it would
    stay open beside that, and PostgreSQL copies no database that somebody is connected to.
    """
    connection.close()
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    own = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, "args": [*quiet, "--disable-sync", "--disable-dev-shm-usage"], **own}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take minutes come first, so that no process is left with one of them at the end."""
    items.sort(key=lambda item: not SLOW.intersection(item.path.parts))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return not_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return not_skipped((yield))


def not_skipped(report: Report) -> Report:
    """A test that does not run proves nothing, so a skip or an expected failure is a failure."""
    if report.skipped or hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"A skip or an expected failure is a failure here: {report.longrepr}"
        vars(report).pop("wasxfail", None)
    return report


@pytest.fixture(scope="session")
def migrated_before(pytestconfig: pytest.Config) -> Path:
    """Where the migrated database of these migrations is stored for later runs."""
    return Path(pytestconfig.cache.mkdir("migrated")) / migrated.fingerprint()


@pytest.fixture(scope="session")
def django_db_keepdb(migrated_before: Path, django_db_modify_db_settings: None, django_db_keepdb: bool) -> bool:
    """Migrate a copy of what was migrated before, which takes a second, where there is one."""
    return migrated.begin_with(migrated_before) or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(migrated_before: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let go of what the threads of a live server still hold, so that the test database can be dropped at the end."""
    with django_db_blocker.unblock():
        migrated.keep(migrated_before)
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()


@pytest.fixture(autouse=True)
def _moment(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run the suite at another moment: AT=2026-06-30T23:30:00+00:00 script/test. `script/clocks` asks the awkward ones.

    A browser, a server or a worker of its own keeps the machine's clock, so the tests that drive one keep it too.
    """
    if not AT or "page" in request.fixturenames or "browser" in request.node.path.parts:
        yield
        return
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def house(db: None) -> House:
    return build()


@pytest.fixture
def today() -> Iterator[None]:
    """Stand on the day the standing characters live on; under AT at that hour of the day, in London."""
    with time_machine.travel(on_their_day(AT), tick=False):
        yield


@pytest.fixture
def at_ten() -> Iterator[None]:
    """Stand at ten on that day whatever AT says: for what depends on the hour, such as when mail leaves."""
    with time_machine.travel(NOW, tick=False):
        yield


def on_their_day(moment: str) -> dt.datetime:
    """The moment NOW, or the London time of day of another moment on the same day."""
    if not moment:
        return NOW
    return dt.datetime.combine(TODAY, dt.datetime.fromisoformat(moment).astimezone(LONDON).time(), LONDON)
