"""Run the web server and the worker together until Ctrl-C, SIGTERM or the end of one of them.

Each runs in a process group of its own, so that nothing it started outlives it; on Linux both also end when this
process is killed outright. Standard library only.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn, TypeAlias

Running: TypeAlias = subprocess.Popen[bytes]
VAR = Path(os.environ.get("VAR_DIR", "var"))
STATE = ("workforce.sqlite3", "workforce.sqlite3-wal", "workforce.sqlite3-shm", "beat-schedule")
FOLDERS = ("media", "mail", "broker", "cache")
PATIENCE = 12  # seconds a process has to finish what it is doing
ACCOUNTS = {
    "nqsw": "newly qualified social worker, month 5",
    "assessor": "ASYE assessor",
    "manager": "practice manager of that team",
    "groupmanager": "group manager",
    "lead": "service development lead",
    "moderator": "moderator",
    "chair": "principal social worker, chairs the panel",
    "hr": "human resources",
    "external": "external moderator",
    "trainee": "trainee",
    "socialworker": "social worker, applying for the next grade",
    "admin": "technical administrator",
}
COMMANDS = {
    "web": ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"],
    "worker": [
        *("celery", "--app", "config", "worker", "--beat", "--pool", "solo", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ],
}


class Stop(Exception):
    """The text says what is in the way and what to do."""


def main() -> int:
    began = time.monotonic()
    port = int(os.environ.setdefault("PORT", "8000"))
    os.environ["DEMONSTRATION"] = "1"
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    try:
        with only_one():
            refuse_taken(port)
            if "--fresh" in sys.argv[1:]:
                begin_again()
            prepare()
            return serve(port, began)
    except Stop as stop:
        print(f"Stopped: {stop}", file=sys.stderr)
        return 1


def only_one() -> IO[str]:
    """Hold the checkout: two workers with a clock each would send everything twice."""
    held = (VAR / ".server-lock").open("a")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Stop("the server of this checkout is already running") from None
    return held


def refuse_taken(port: int) -> None:
    if taken(port):
        free = next(other for other in range(port + 1, 65535) if not taken(other))
        raise Stop(f"port {port} is taken by another program. Use another one: PORT={free} script/server")


def taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def begin_again() -> None:
    if os.environ.get("DATABASE_URL"):
        raise Stop("--fresh empties the database in var/ only. Empty the one in DATABASE_URL yourself")
    print("==> Starting again with an empty database", flush=True)
    for name in STATE:
        (VAR / name).unlink(missing_ok=True)
    for name in FOLDERS:
        shutil.rmtree(VAR / name, ignore_errors=True)


def prepare() -> None:
    print("==> Preparing the database and the files to serve", flush=True)
    if subprocess.run([sys.executable, "manage.py", "prepare"], check=False).returncode:
        raise Stop("the database could not be prepared; the lines above say why. script/server --fresh starts again")


def serve(port: int, began: float) -> int:
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    running: dict[str, Running] = {}
    try:
        # One after the other: pages should not wait for the worker's start on a busy machine.
        running["web"] = start("web", COMMANDS["web"])
        wait_until_up(port, running)
        running["worker"] = start("worker", COMMANDS["worker"])
        announce(port, time.monotonic() - began)
        watch(running)
    except KeyboardInterrupt:
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop(running.values())
        print("==> Stopped the web server and the worker", flush=True)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def start(name: str, command: list[str]) -> Running:
    with (VAR / "log" / f"{name}.log").open("ab") as log:
        return Running(
            [sys.executable, "-m", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )


def die_with_parent() -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def wait_until_up(port: int, running: dict[str, Running]) -> None:
    for _ in range(600):
        refuse_ended(running)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                return
        except urllib.error.HTTPError as answer:
            raise Stop(f"the web server answers with an error ({answer.code}); see {VAR}/log/web.log") from None
        except OSError:
            time.sleep(0.1)
    raise Stop(f"the web server does not answer; see {VAR}/log/web.log")


def announce(port: int, seconds: float) -> None:
    print(f"\nThe demonstration authority is at http://127.0.0.1:{port} (up after {seconds:.1f} s)")
    print("Sign in with any of these and the password: demonstration\n")
    for name, who in ACCOUNTS.items():
        print(f"  {name + '@demo.example':<26}{who}")
    print(f"\nMail is kept in {VAR}/mail, logs in {VAR}/log. Ctrl-C stops everything.", flush=True)


def watch(running: dict[str, Running]) -> NoReturn:
    while True:
        refuse_ended(running)
        time.sleep(0.5)


def refuse_ended(running: dict[str, Running]) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            raise Stop(f"the {name} process ended by itself; see {VAR}/log/{name}.log")


def stop(processes: Iterable[Running]) -> None:
    """Ask each to finish, then end what is left of its group."""
    asked = list(processes)
    for process in asked:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE
    for process in asked:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, until - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
