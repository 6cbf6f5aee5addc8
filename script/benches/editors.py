"""Two hundred rounds of two editors on each record that can be edited, on PostgreSQL where it is there and on SQLite.

One wins, the other is shown both texts, and both find their own again. `--rounds 20` makes it shorter.
Prints what the tests of `tests/test_two_editors.py` say, and fails on nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

from support.ground import ROOT, ground

ROUNDS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    with ground() as on:
        if on.port:
            prove("PostgreSQL", rounds, f"postgres://bench@127.0.0.1:{on.port}/postgres")
    prove("SQLite", rounds, "")


def prove(engine: str, rounds: int, database: str) -> None:
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/test_two_editors.py"]
    env = os.environ | {"ROUNDS": str(rounds), "DATABASE_URL": database}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    print(f"\n==> {engine}, {rounds} rounds of each: {'proved' if ended.returncode == 0 else 'NOT proved'}")
    print(ended.stdout[-2000:].strip() if ended.returncode else ended.stdout.strip().splitlines()[-1])
    print(f"{time.monotonic() - began:8.0f} seconds", flush=True)


if __name__ == "__main__":
    main()
