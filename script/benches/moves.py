"""Moves to another programme and back, in full: sixty half-way years, and five hundred made-up ones; no time.

Runs the two proofs of `tests/asye/test_year_moves.py` that the suite itself runs bounded; DATABASE_URL says on which
engine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

FULL = {"MOVE_YEARS": "60", "MOVE_EXAMPLES": "500"}
PROOFS = ("test_half_way_years_moved_to_the_editions_of_2018_and_back_lose_no_tag",
          "test_trying_and_putting_back_is_as_if_nothing_had_been")  # fmt: skip


def main() -> None:
    began = time.monotonic()
    named = [f"tests/asye/test_year_moves.py::{name}" for name in PROOFS]
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--durations=3", *named], env=os.environ | FULL, check=False
    )
    print(f"{FULL['MOVE_YEARS']} years, {FULL['MOVE_EXAMPLES']} examples: {time.monotonic() - began:.0f} s")
    sys.exit(told.returncode)


if __name__ == "__main__":
    main()
