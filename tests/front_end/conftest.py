import os

import pytest

from tests.front_end.style import Server

# Playwright's synchronous interface runs a loop in this thread; Django takes that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def page(browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def style_url(live_server, settings):
    settings.ROOT_URLCONF = "tests.front_end.style"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    Server.status, Server.delay, Server.answer, Server.sent = 200, 0.0, {}, []
    return f"{live_server.url}/style/"
