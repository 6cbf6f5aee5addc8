"""The case system's file of a day, 5 % of it changed, against a bare COPY of the same rows; and what memory it takes.

Each import runs in a process of its own, as the command does, and tells its time inside it and the most memory it held.
The bare way puts the same cells into a table with the same columns and one index: COPY on PostgreSQL, executemany in
one transaction on SQLite. Prints seconds, ratios, megabytes; fails on nothing. `--rows` sets how many.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.ground import Ground, ground, run

TURNS = 3
TIMES, MEGABYTES = 10.0, 300
HEADER = ("reference", "kind", "children", "complexity", "worker", "role", "allocated_on", "opened_on", "closed_on",
          "notes_due", "notes_late")  # fmt: skip
WORKERS, CHANGED = 2_000, 0.05
TODAY = dt.date(2026, 11, 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--deed", default="", help=argparse.SUPPRESS)
    parser.add_argument("--file", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(DEEDS[given.deed](Path(given.file))))
        return
    with ground() as on:
        engines = [on, Ground(on.scratch, None)] if on.port else [on]
        files = written(on.scratch, given.rows)
        for engine in engines:
            show(engine, given.rows, files)


def show(on: Ground, rows: int, files: list[Path]) -> None:
    name = f"imports{rows}"
    if on.port:
        run([on.program("createdb"), "-h", "127.0.0.1", "-p", str(on.port), "-U", "bench", name])
    run([sys.executable, "manage.py", "prepare"], env=on.environment(name))

    def measured(deed: str, file: Path) -> dict[str, Any]:
        found: dict[str, Any] = on.measure(name, __file__, ["--deed", deed, "--file", str(file)])
        return found

    measured("people", files[0])
    first = measured("import", files[0])
    ours, bare = [], []
    for file in files[1:]:
        bare.append(measured("bare", file)["seconds"])
        ours.append(measured("import", file))
    again = measured("import", files[-1])
    usual = statistics.median(one["seconds"] for one in ours)
    copied = statistics.median(bare)
    most = max(one["megabytes"] for one in (first, *ours))
    print(f"\n{on.engine}, {rows:,} rows, {CHANGED:.0%} changed, {TURNS} turns")
    print(f"bare copy            {copied:7.2f} s")
    print(f"changed file         {usual:7.2f} s   {usual / copied:5.1f} times the bare copy (budget {TIMES:.0f})")
    print(f"first file           {first['seconds']:7.2f} s   {first['seconds'] / copied:5.1f} times")
    print(f"the same file again  {again['seconds']:7.2f} s   {again['seconds'] / copied:5.1f} times")
    print(f"memory at most       {most:7.0f} MB  (budget {MEGABYTES})", flush=True)
    print(f"written by the last changed file: {ours[-1]['counts']}", flush=True)


def written(folder: Path, rows: int) -> list[Path]:
    """Write the first file and the changed ones, each from the one before."""
    dice = random.Random(1)
    cells = list(first_rows(rows, dice))
    files = []
    for turn in range(TURNS + 1):
        file = folder / f"cases{turn}.csv"
        with file.open("w", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(HEADER)
            writer.writerows(cells)
        files.append(file)
        cells = [changed(row, dice) if dice.random() < CHANGED else row for row in cells]
    return files


def first_rows(rows: int, dice: random.Random) -> Iterator[list[str]]:
    for number in range(rows):
        opened = TODAY - dt.timedelta(days=dice.randrange(30, 900))
        given = opened + dt.timedelta(days=dice.randrange(30))
        yield [
            f"CS-{number:07d}", dice.choice(("CIN", "CIN", "CP", "CLA", "S47")), str(dice.randint(1, 4)),
            str(dice.randint(1, 3)), worker(dice), dice.choice(("allocated", "sole", "co")),
            f"{given:%d/%m/%Y}", f"{opened:%d/%m/%Y}", "", str(dice.randint(0, 4)), "0",
        ]  # fmt: skip


def changed(row: list[str], dice: random.Random) -> list[str]:
    """A case with other children, of another kind, with another worker, or closed."""
    new = list(row)
    match dice.randrange(4):
        case 0:
            new[2] = str(int(row[2]) % 4 + 1)
        case 1:
            new[1] = "CP" if row[1] != "CP" else "CIN"
        case 2 if not row[8]:
            new[4], new[6] = worker(dice), f"{TODAY:%d/%m/%Y}"
        case _:
            new[8] = "" if row[8] else f"{TODAY:%d/%m/%Y}"
    return new


def worker(dice: random.Random) -> str:
    return f"{dice.randrange(WORKERS):06d}"


def import_file(file: Path) -> dict[str, Any]:
    import django

    django.setup()
    from caseloads.imports import import_caseloads
    from workforce.imports.mapping import Mapping
    from workforce.imports.table import Source

    day = TODAY + dt.timedelta(days=int(file.stem.removeprefix("cases")))
    at = dt.datetime.combine(day, dt.time(6), tzinfo=dt.UTC)
    begun = time.perf_counter()
    done = import_caseloads(Source(file, Mapping()), on=day, at=at)
    seconds = time.perf_counter() - begun
    counts = {kind: [count.added, count.changed, count.ended] for kind, count in done.counts.items()}
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": most, "counts": counts}


def bare_copy(file: Path) -> dict[str, Any]:
    """Read the cells and put them into a table: what any import of these rows must at least do."""
    import django

    django.setup()
    from django.db import connection, transaction

    columns = (
        "reference varchar(30) primary key, kind varchar(4), children smallint, complexity smallint, worker "
        "varchar(30), role varchar(10), allocated_on date, opened_on date, closed_on date, due int, late int"
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bare_rows")
        cursor.execute(f"CREATE TABLE bare_rows ({columns})")
        begun = time.perf_counter()
        with transaction.atomic(), file.open(newline="") as text:
            reader = csv.reader(text)
            next(reader)
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL datestyle = 'ISO, DMY'")
                text.seek(0)
                text.readline()
                cursor.cursor.copy_expert("COPY bare_rows FROM STDIN WITH (FORMAT csv)", text)
            else:
                cursor.executemany("INSERT INTO bare_rows VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", reader)
        seconds = time.perf_counter() - begun
    return {"seconds": seconds}


def people(file: Path) -> dict[str, Any]:
    import django

    django.setup()
    from workforce.models import Authority, Person

    Authority.objects.get_or_create(defaults={"name": "Bench", "pack": "national"})
    Person.objects.bulk_create(
        Person(email=f"w{n}@generated.example", name=f"Worker {n}", employee_number=f"{n:06d}", password="!")
        for n in range(WORKERS)
    )
    return {}


DEEDS = {"import": import_file, "bare": bare_copy, "people": people}

if __name__ == "__main__":
    main()
