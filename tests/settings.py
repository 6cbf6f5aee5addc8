"""The settings of the test suite: config.settings with its state in a folder that is thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

STATE = Path(tempfile.mkdtemp(prefix="workforce-tests-"))
atexit.register(shutil.rmtree, STATE, ignore_errors=True)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

os.environ["VAR_DIR"] = str(STATE)
os.environ["DEMONSTRATION"] = ""
os.environ["EMAIL_URL"] = ""
os.environ["BASE_URL"] = "http://testserver"
os.environ.setdefault("SECRET_KEY", "signs nothing outside the test suite")
# Playwright drives its browser from an event loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
if os.environ.get("BROKER_URL", "").startswith("redis"):
    # Workers that run side by side must not empty each other's cache.
    os.environ["BROKER_URL"] = f"{os.environ['BROKER_URL'].rpartition('/')[0]}/{int(WORKER[2:]) + 1}"

from config.settings import *  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# The threads of a live server outlive a test: a connection they kept would hold the test database at the end.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if EMBEDDED:
    # A file and not memory: threads of a live server read what the test wrote, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(STATE / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": SQLITE_OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    }
