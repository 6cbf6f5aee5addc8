"""Ours and the bare equivalent behind gunicorn, two processes each, asked by turns over one open connection each."""

from __future__ import annotations

import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from support.ground import ROOT, free_port

PATIENCE = 180  # seconds: other work on the machine must not end an hour of measuring
WARM = 6
PATIENCE_EACH = 4  # times as long for a page that is too slow to be asked often enough


@dataclass(slots=True)
class Server:
    """One gunicorn; `connection` stays open between requests."""

    port: int
    process: subprocess.Popen[bytes]
    connection: http.client.HTTPConnection

    def get(self, path: str, cookie: str) -> tuple[float, int, bytes]:
        """Return seconds from the request to the last byte of the answer, its status and its body."""
        for last_try in (False, True):
            began = time.perf_counter()
            try:
                self.connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}", "Host": "127.0.0.1"})
                answer = self.connection.getresponse()
                body = answer.read()
            except (http.client.HTTPException, ConnectionError):
                # The server closes a connection that was idle for some seconds.
                self.connection.close()
                if last_try:
                    raise
            else:
                return time.perf_counter() - began, answer.status, body
        raise AssertionError("unreachable")


@contextmanager
def serve(environment: dict[str, str], settings: str) -> Iterator[Server]:
    port = free_port()
    env = environment | {"DJANGO_SETTINGS_MODULE": settings, "PORT": str(port), "WEB_PROCESSES": "2"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "config/gunicorn.py",
        "--log-level",
        "warning",
        "config.wsgi",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    server = Server(port, process, http.client.HTTPConnection("127.0.0.1", port, timeout=60))
    try:
        wait_until_up(server)
        yield server
    finally:
        server.connection.close()
        process.terminate()
        process.wait()


def wait_until_up(server: Server) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.process.poll() is not None:
            sys.exit("the web server ended by itself; the lines above say why")
        try:
            server.get("/health/", "")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("the web server does not answer")


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    median: float
    p95: float

    @classmethod
    def of(cls, seconds: list[float]) -> Times:
        ordered = sorted(seconds)
        return cls(statistics.median(ordered) * 1e3, ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1e3)


def by_turns(asked: list[tuple[Server, str, str]], *, seconds: float, least: int, most: int) -> list[Times]:
    """Ask each in turn until the time is up, at most so often, and return the times of each.

    A page asked less often than `least` is given some more time. An answer other than 200 ends the run.
    """
    taken: list[list[float]] = [[] for _ in asked]
    began = time.monotonic()
    for number, (server, path, cookie) in enumerate(asked * WARM):
        if number >= len(asked) and time.monotonic() - began > seconds:
            break
        _, status, body = server.get(path, cookie)
        if status != 200:
            sys.exit(f"{path} answers {status}: {body[:300]!r}")
    until, at_last = time.monotonic() + seconds, time.monotonic() + seconds * PATIENCE_EACH
    while time.monotonic() < (at_last if len(taken[0]) < least else until) and len(taken[0]) < most:
        for times, (server, path, cookie) in zip(taken, asked, strict=True):
            times.append(server.get(path, cookie)[0])
    return [Times.of(times) for times in taken]
