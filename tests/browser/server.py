"""The demonstration authority on a real server of its own: its own database, its own processes, its own folder."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN = 60  # seconds


class Server:
    """Processes of one server; `kill` ends them as a power cut would, `start` brings them back on the same state."""

    def __init__(self, folder: Path, like: Server | None = None) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = own_database(like.database if like else "")
        if like:
            shutil.copytree(like.folder, folder, dirs_exist_ok=True)
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "VAR_DIR": str(folder),
            "DEMONSTRATION": "1",
            "DATABASE_URL": self.database,
            "BASE_URL": self.url,
            "EMAIL_URL": "",
            "SWEEP_SECONDS": "2",
            "SECRET_KEY": "signs nothing outside this test",
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def prepare(self, migrated: Path | None = None) -> None:
        """Tell the demonstration; `migrated` is where an embedded database to begin with is, or is stored for later."""
        embedded = self.folder / "workforce.sqlite3"
        if migrated and migrated.exists() and not self.database:
            shutil.copyfile(migrated, embedded)
        self.manage("migrate", "-v0")
        if migrated and not migrated.exists() and not self.database:
            being_written = migrated.with_suffix(f".{os.getpid()}")
            shutil.copyfile(embedded, being_written)
            being_written.replace(migrated)
        self.manage("demo")
        self.manage("collectstatic", "-v0", "--noinput")

    def start(self) -> None:
        self._run("gunicorn", "config.wsgi", "-b", f"127.0.0.1:{self.port}", "--threads", "8", "--no-control-socket")
        until = time.monotonic() + UP_WITHIN
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urlopen(f"{self.url}/health/", timeout=2):
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def start_worker(self) -> None:
        self._run("celery", "-A", "config", "worker", "-B", "--pool", "solo", "-l", "warning")

    def _run(self, *words: str) -> None:
        with (self.folder / "log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *words],
                    cwd=ROOT,
                    env=self.env,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def kill(self) -> None:
        """End every process at once, without a chance to tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, with_signal: signal.Signals) -> None:
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, with_signal)
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def drop(self) -> None:
        self.stop()
        if self.database:
            on_server(f'DROP DATABASE "{urlsplit(self.database).path[1:]}" WITH (FORCE)')


@contextlib.contextmanager
def preparing(folder: Path, migrated: Path | None = None) -> Iterator[Server]:
    """Make the demonstration in an empty folder, for servers to begin with a copy; it is gone afterwards."""
    server = Server(folder)
    try:
        server.prepare(migrated)
        yield server
    finally:
        server.drop()


@contextlib.contextmanager
def serving(folder: Path, like: Server) -> Iterator[Server]:
    """Serve a copy of the demonstration from an empty folder; everything is gone afterwards."""
    server = Server(folder, like)
    try:
        server.start()
        yield server
    finally:
        server.drop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def own_database(like: str) -> str:
    """Return the address of a new database where the suite runs on PostgreSQL; empty for the embedded one.

    like: the address of a database to copy, or empty; nobody may be connected to it meanwhile.
    """
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        return ""
    name = f"browser_{secrets.token_hex(4)}"
    on_server(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{urlsplit(like).path[1:]}"' if like else ""))
    return urlunsplit(urlsplit(given)._replace(path=f"/{name}"))


def on_server(statement: str) -> None:
    import psycopg2

    parts = urlsplit(os.environ["DATABASE_URL"])
    with contextlib.closing(psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
