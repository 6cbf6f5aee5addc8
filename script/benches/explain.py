"""How many questions a second `explain --batch` answers on one core, against reading and printing the same JSON.

Runs both by turns in one process, so that a noisy machine slows both; prints medians and the ratio, fails on nothing.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from asye import explain as asye  # noqa: E402
from caseloads import explain as caseloads  # noqa: E402
from progression import explain as progression  # noqa: E402
from supervision import explain as supervision  # noqa: E402
from workforce import explain  # noqa: E402

VECTORS = ROOT / "tests" / "vectors"
COPIES, TURNS = 40, 9


def main() -> None:
    for app in (asye, caseloads, progression, supervision):
        app.register()
    print(f"{'question':22} {'answers/s':>10} {'us each':>8} {'bare/s':>10} {'ratio':>6}")
    for path in sorted(VECTORS.glob("*.jsonl")):
        cases = [json.loads(line)["in"] for line in path.read_text().splitlines()]
        lines = [json.dumps(case).encode() for case in cases] * COPIES
        ours, bare = by_turns(lines, answering(path.stem), parsing)
        each = ours / len(lines)
        print(f"{path.stem:22} {1 / each:10,.0f} {each * 1e6:8.1f} {len(lines) / bare:10,.0f} {ours / bare:6.2f}")


def answering(name: str) -> Callable[[bytes], str]:
    return lambda line: explain.dumps(explain.answer_text(name, line))


def parsing(line: bytes) -> str:
    return json.dumps(json.loads(line))


def by_turns(lines: list[bytes], ours: Callable[[bytes], str], bare: Callable[[bytes], str]) -> tuple[float, float]:
    """Median seconds of each over all the lines."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 1):
        for times, work in zip(taken, (ours, bare), strict=True):
            gc.collect()
            begun = time.perf_counter()
            for line in lines:
                work(line)
            if turn:  # the first round warms the caches
                times.append(time.perf_counter() - begun)
    return statistics.median(taken[0]), statistics.median(taken[1])


if __name__ == "__main__":
    main()
