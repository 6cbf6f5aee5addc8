"""Every form with room for many words, ended in each of the twelve ways: how many seconds of typing are lost.

`--rounds 3` tries three of the twelve ends on each form, `--at-once 24` so many forms beside each other: each of them
once, as two windows on one record are another matter (`script/bench editors`). Prints, and fails on nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from playwright.sync_api import Browser, sync_playwright

from tests.browser.ends import ENDS, MOST_LOST, Ends, Writing, places_of
from tests.browser.server import preparing, serving
from tests.long_forms import LONG_FORMS

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=len(ENDS))
    parser.add_argument("--at-once", type=int, default=24)
    asked = parser.parse_args()
    written: list[Writing] = []
    with tempfile.TemporaryDirectory(prefix="ends") as folder, sync_playwright() as driver:
        found = next(filter(None, map(shutil.which, CHROMIUM)), None)

        def launch() -> Browser:
            return driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])

        at = Path(folder)
        with preparing(at / "prepared") as prepared, serving(at / "server", prepared) as server:
            places = places_of(server)
            for pairs in batched(sorted(places), asked.rounds, asked.at_once):
                browser = launch()
                written += Ends(server, browser, launch).write(places, pairs)
                browser.close()
                print(f"{len(written)} of {len(places) * asked.rounds} tried", flush=True)
    report(written)


def batched(forms: list[str], rounds: int, at_once: int) -> Iterator[list[tuple[str, str]]]:
    """Round after round every form with its next end, so many of them at once; no form twice in one batch."""
    ends = list(ENDS)
    for turn in range(rounds):
        pairs = [(form, ends[(number + turn) % len(ends)]) for number, form in enumerate(forms)]
        for first in range(0, len(pairs), at_once):
            yield pairs[first : first + at_once]


def report(written: list[Writing]) -> None:
    forms = {one.form for one in written}
    print(f"{len(forms)} of {len(LONG_FORMS)} forms, {len({one.end for one in written})} ends, {len(written)} tried")
    for end in ENDS:
        lost = [one.lost for one in written if one.end == end]
        if lost:
            print(f"  {end:<26} {len(lost):>4} tried, at most {max(lost):.1f} s lost")
    for one in written:
        if one.lost > MOST_LOST or one.leaked:
            print(f"  FAULT {one.form}, {one.end}: {one.lost:.1f} s lost{', read by somebody else' * one.leaked}")


if __name__ == "__main__":
    main()
