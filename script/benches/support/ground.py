"""A throw-away database, PostgreSQL where its programs are on the machine, and the environment that points at it."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
BENCHES = ROOT / "script" / "benches"
YEARS, SEED = 10, 1


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder that goes at the end, and a PostgreSQL server in it (`port`) or none."""

    scratch: Path
    port: int | None

    @property
    def engine(self) -> str:
        return "PostgreSQL" if self.port else "SQLite"

    def url(self, name: str) -> str:
        if self.port:
            return f"postgres://bench@127.0.0.1:{self.port}/{name}"
        return f"sqlite:///{self.scratch}/{name}.sqlite3"

    def environment(self, name: str) -> dict[str, str]:
        """Return the environment in which manage.py and the servers work on this database, as in production."""
        return os.environ | {
            "DATABASE_URL": self.url(name),
            "VAR_DIR": str(self.scratch / "var"),
            "SECRET_KEY": "signs-nothing-outside-this-benchmark-and-is-long-enough-for-it",
            "BASE_URL": "http://127.0.0.1",
            "DEMONSTRATION": "",
            "DEBUG": "",
            "BROKER_URL": "",
            "EMAIL_URL": "",
            "PYTHONPATH": f"{ROOT}:{BENCHES}",
        }

    def empty(self, name: str) -> str:
        """Make a database with tables and nothing in them and return its name."""
        if self.port:
            run([self.program("createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", name])
        run([sys.executable, "manage.py", "prepare"], env=self.environment(name))
        return name

    def fill(self, people: int) -> str:
        """Make a database with so many people over ten years and return its name."""
        name = self.empty(f"bench{people}")
        env = self.environment(name)
        plan = ["--people", str(people), "--years", str(YEARS), "--seed", str(SEED)]
        print(run([sys.executable, "manage.py", "generate", *plan], env=env), end="", flush=True)
        return name

    def measure(self, name: str, script: str, arguments: list[str]) -> Any:
        """Run a benchmark's `--inside` on a database and return its JSON: Django knows one database in a process."""
        env = self.environment(name) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        command = [sys.executable, script, "--inside", *arguments]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as inside:
            try:
                found, _ = inside.communicate()
            finally:
                inside.terminate()  # it stops the servers it has started
        if inside.returncode:
            sys.exit(f"{Path(script).name} could not measure:\n{found}")
        return json.loads(found)

    def program(self, name: str) -> str:
        return str(Path(postgresql() or "") / name)


def run(command: list[str], **how: object) -> str:
    """Run a command and return what it printed; what went wrong is shown."""
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False, **how)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return str(done.stdout)


def end_politely() -> None:
    """Let every wish to stop pass through the `finally` of whoever has started something."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))


@contextmanager
def ground() -> Iterator[Ground]:
    """Start the database server; stop it and remove everything when the block ends."""
    end_politely()
    scratch = Path(tempfile.mkdtemp(prefix="workforce-bench-"))
    try:
        if postgresql() is None:
            yield Ground(scratch, None)
        else:
            with server(scratch) as port:
                yield Ground(scratch, port)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def postgresql() -> str | None:
    """Return the folder of PostgreSQL's programs, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    return str(found[-1].parent) if found else str(Path(on_path).parent) if on_path else None


@contextmanager
def server(scratch: Path) -> Iterator[int]:
    """Run PostgreSQL as it comes, but without waiting for the disk, whose speed is the machine's and not a page's."""
    bin_folder, data, port = Path(postgresql() or ""), scratch / "data", free_port()
    scratch.chmod(0o711)
    data.mkdir()
    owner = unprivileged()
    how = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    if owner:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    sets = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=256MB -c fsync=off"
    control = [str(bin_folder / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]
    run([str(bin_folder / "initdb"), "--pgdata", str(data), "--username", "bench", "--auth", "trust",
         "--encoding", "UTF8", "--locale", "C", "--no-sync"], **how)  # fmt: skip
    # The server keeps the pipes of whoever starts it open, so it is started without any.
    subprocess.run([*control, "--log", str(data / "log"), "start", "-o", sets], cwd="/", check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how)  # fmt: skip
    try:
        yield port
    finally:
        subprocess.run([*control, "--mode", "immediate", "stop"], cwd="/", check=False, **how)


def unprivileged() -> pwd.struct_passwd | None:
    """Return whom PostgreSQL runs as where we are root: it refuses to run as root itself."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
