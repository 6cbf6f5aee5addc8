"""A thousand reminders due at once, and workers killed with `kill -9` at random while they send.

First two beats and four workers on Redis and PostgreSQL, then one worker with its own beat on the embedded broker and
SQLite. A mail server of our own writes down the ID of every mail it takes. `--duties 100 --kills 5` makes it shorter.
Prints, and fails on nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from support.ground import Ground, end_politely, free_port, ground, run

DUTIES, KILLS = 1000, 50
MOST = 1800  # seconds
MEANS = {
    "notices": "notices owed",
    "mails": "mails taken",
    "kills": "kills",
    "unsent": "notices not marked as sent",
    "missed": "notices whose mail was never taken",
    "strangers": "mails under an ID that is not the notice's",
    "copies": "second copies under the ID of the first; one a kill at most",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--duties", type=int, default=DUTIES)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--inside", choices=("redis", "embedded"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(given)
        return
    with ground() as on:
        if on.port and shutil.which("redis-server"):
            with redis(on) as broker:
                show("2 beats, 4 workers, Redis, PostgreSQL", prove(on, given, "redis", broker))
        embedded = Ground(on.scratch, None)
        show("1 worker with its beat, embedded broker, SQLite", prove(embedded, given, "embedded", ""))


def prove(on: Ground, given: argparse.Namespace, name: str, broker: str) -> dict[str, Any]:
    """Make an empty database and run the proof on it in a process of its own."""
    env = on.environment(on.empty(name)) | {"BROKER_URL": broker, "DJANGO_SETTINGS_MODULE": "config.settings"}
    words = ["--inside", name, "--duties", str(given.duties), "--kills", str(given.kills)]
    return dict(json.loads(run([sys.executable, __file__, *words], env=env)))


def inside(given: argparse.Namespace) -> None:
    import django

    end_politely()
    django.setup()
    from tests.workers.kills import Plan
    from tests.workers.kills import run as run_plan

    crew = (
        {"workers": 4, "beats": 2, "delay": 0.1}
        if given.inside == "redis"
        else {"workers": 1, "beats": 0, "delay": 0.02}
    )
    plan = Plan(duties=given.duties, kills=given.kills, claim=6, pauses=(0.0, 0.5), most=MOST, **crew)
    outcome = run_plan(plan)
    json.dump(asdict(outcome) | {"proof": outcome.is_proof(plan)}, sys.stdout)


@contextmanager
def redis(on: Ground) -> Iterator[str]:
    """Run a Redis of our own, in memory only; yield its address."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with (on.scratch / "redis.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=on.scratch, env=os.environ)
    try:
        time.sleep(0.5)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def show(what: str, found: dict[str, Any]) -> None:
    print(f"\n==> {what}: {'proved' if found['proof'] else 'NOT proved'}")
    for name in ("notices", "mails", "kills", "unsent", "missed", "strangers", "copies"):
        print(f"{found[name]:8,} {MEANS[name]}")
    print(f"{found['seconds']:8.0f} seconds", flush=True)


if __name__ == "__main__":
    main()
