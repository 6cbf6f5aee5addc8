"""Workers and beats of our own, that are killed without warning and replaced."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKER = ("worker", "--pool", "solo", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")


class Crew:
    """Some workers and beats on one database, broker and mail server. Without a beat of its own each worker has one."""

    def __init__(self, folder: Path, env: Mapping[str, str], *, workers: int, beats: int) -> None:
        self.folder, self.env, self.beats_inside = folder, dict(env), beats == 0
        self.started = 0
        self.workers = [self._worker() for _ in range(workers)]
        self.beats = [self._beat(number) for number in range(beats)]

    def kill_one(self, dice: random.Random) -> None:
        """End some worker as a power cut would, and start another in its place."""
        place = dice.randrange(len(self.workers))
        gone = self.workers[place]
        gone.kill()
        gone.wait()
        self.workers[place] = self._worker()

    def stop(self) -> None:
        for process in (*self.workers, *self.beats):
            process.kill()
        for process in (*self.workers, *self.beats):
            process.wait()

    def log(self) -> str:
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))

    def _worker(self) -> subprocess.Popen[bytes]:
        self.started += 1
        name = f"worker-{self.started}"
        beat = ("--beat", "--schedule", str(self.folder / "beat-inside")) if self.beats_inside else ()
        return self._run(name, *WORKER, "--hostname", f"{name}@here", *beat)

    def _beat(self, number: int) -> subprocess.Popen[bytes]:
        return self._run(f"beat-{number}", "beat", "--schedule", str(self.folder / f"beat-{number}"), "--pidfile=")

    def _run(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [sys.executable, "-m", "celery", "-A", "config", *words]
            return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True)


@contextlib.contextmanager
def crew(folder: Path, env: Mapping[str, str], *, workers: int, beats: int) -> Iterator[Crew]:
    folder.mkdir(parents=True, exist_ok=True)
    found = Crew(folder, env, workers=workers, beats=beats)
    try:
        yield found
    finally:
        found.stop()
