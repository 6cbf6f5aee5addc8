"""Every figure of monitoring for 500 people over three years against a recount of the raw rows, and every duty.

Runs `tests/supervision/test_recount.py` in full; the suite itself runs it for 60 people.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

FULL = {"RECOUNT_PEOPLE": "500", "RECOUNT_YEARS": "3"}


def main() -> None:
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "--durations=6", "tests/supervision/test_recount.py"]
    told = subprocess.run(command, env=os.environ | FULL, check=False)
    print(f"{FULL['RECOUNT_PEOPLE']} people, {FULL['RECOUNT_YEARS']} years: {time.monotonic() - began:.0f} s")
    sys.exit(told.returncode)


if __name__ == "__main__":
    main()
