import os
import shutil

import pytest

from tests.front_end.style import Server

# Playwright's synchronous interface runs a loop in this thread; Django takes that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": [*quiet, "--disable-sync"]}


@pytest.fixture
def style_url(live_server, settings):
    settings.ROOT_URLCONF = "tests.front_end.style"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    Server.status, Server.delay, Server.answer, Server.sent = 200, 0.0, {}, []
    return f"{live_server.url}/style/"
