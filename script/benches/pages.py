"""Every page of the path beside its bare equivalent: milliseconds, queries, ratio, and growth with the authority.

Both stand behind gunicorn with two processes and DEBUG off, on the same throw-away database, and are asked by turns by
a reader who is signed in. `--sizes 50,500` measures smaller authorities. Prints, and fails on nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from support.ground import YEARS, Ground, end_politely, ground
from support.serving import Times, by_turns, serve

SIZES = (50, 500, 5000)
LEAST, MOST = 25, 100
MOST_QUERIES, MOST_GROWTH = 15, 1.1
LIST, QUEUE, DETAIL, SHEET, PDF = 2.5, 4.0, 5.0, 1.5, 1.2


@dataclass(frozen=True, slots=True)
class Page:
    """One page for one reader; `budget` is the most its ratio to the bare one may be."""

    name: str
    reader: str
    path: str
    bare: str
    budget: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds and queries of a page and of its bare equivalent."""

    name: str
    reader: str
    budget: float
    ours: float
    ours_p95: float
    bare: float
    bare_p95: float
    queries: int
    bare_queries: int

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def main() -> None:
    given = arguments()
    if given.inside:
        inside(given.only, given.seconds)
        return
    found = {}
    with ground() as on:
        for size in given.sizes:
            found[size] = measured(on, size, given.only, given.seconds)
            show(size, on.engine, found[size])
    if len(found) > 1:
        show_growth(found)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=list(SIZES))
    parser.add_argument("--only", default="", help="only the pages whose name contains this")
    parser.add_argument("--seconds", type=float, default=4, help="how long each page is asked")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(on: Ground, size: int, only: str, seconds: float) -> list[Measured]:
    print(f"\n==> {size} people over {YEARS} years on {on.engine}", flush=True)
    name = on.fill(size)
    found = on.measure(name, __file__, ["--only", only, "--seconds", str(seconds)])
    return [Measured(**row) for row in found]


def inside(only: str, seconds: float) -> None:
    import django

    end_politely()
    django.setup()
    from support.signing_in import cookie_for, queries_of

    from workforce.generate import ACCOUNTS, account

    cookies = {name: cookie_for(account(name)) for name in ACCOUNTS}
    rows = []
    with serve(dict(os.environ), "config.settings") as ours, serve(dict(os.environ), "bare.settings") as bare:
        for page in pages():
            if only not in page.name:
                continue
            cookie = cookies[page.reader]
            turns = [(ours, page.path, cookie), (bare, page.bare, cookie)]
            found: tuple[Times, ...] = tuple(by_turns(turns, seconds=seconds, least=LEAST, most=MOST))
            rows.append(
                Measured(
                    page.name,
                    page.reader,
                    page.budget,
                    found[0].median,
                    found[0].p95,
                    found[1].median,
                    found[1].p95,
                    queries_of(page.path, cookie, bare=False),
                    queries_of(page.bare, cookie, bare=True),
                )
            )
    json.dump([asdict(row) for row in rows], sys.stdout)


def pages() -> Iterator[Page]:
    """The pages of the path for the five accounts, with the records that are theirs."""
    from asye.models import PanelItem, Portfolio, Reflection
    from progression.queries import waiting
    from workforce.access import access_for
    from workforce.generate import account

    for reader in ("nqsw", "assessor", "manager", "chair", "hr"):
        yield Page(f"home, {reader}", reader, "/", "/bare/home/", DETAIL)
    newly, hr = account("nqsw"), account("hr")
    year = Portfolio.objects.get(practitioner=newly)
    accepted, draft, shared = (
        Reflection.objects.filter(author=newly, status=status).order_by("pk").values_list("pk", flat=True)[0]
        for status in ("accepted", "draft", "shared")
    )
    item = PanelItem.objects.filter(
        panel__members__person=account("chair"), panel__stage="final", portfolio__status="submitted"
    ).order_by("pk")[0]
    passed = waiting(access_for(hr, year.started_on.today()))[0].pk
    yield Page("own year", "nqsw", f"/asye/portfolios/{year.pk}/", f"/bare/portfolio/{year.pk}/", DETAIL)
    yield Page("own reflections", "nqsw", "/asye/reflections/", "/bare/reflections/", LIST)
    yield Page("reflection", "nqsw", f"/asye/reflections/{accepted}/", f"/bare/reflection/{accepted}/", DETAIL)
    yield Page("edit", "nqsw", f"/asye/reflections/{draft}/edit/", f"/bare/edit/{draft}/", DETAIL)
    yield Page("reading queue", "assessor", "/asye/queue/", "/bare/queue/", QUEUE)
    yield Page("respond", "assessor", f"/asye/reflections/{shared}/respond/", f"/bare/respond/{shared}/", DETAIL)
    yield Page("a year", "assessor", f"/asye/portfolios/{year.pk}/", f"/bare/portfolio/{year.pk}/", DETAIL)
    yield Page("team", "manager", "/asye/team/", "/bare/team/", LIST)
    yield Page("supervision", "manager", f"/supervision/{newly.pk}/", f"/bare/supervision/{newly.pk}/", DETAIL)
    yield Page("caseload", "manager", f"/caseloads/{newly.pk}/", f"/bare/caseload/{newly.pk}/", DETAIL)
    yield Page("panel", "chair", f"/asye/panels/{item.panel_id}/", f"/bare/panel/{item.panel_id}/", DETAIL)
    yield Page("panel item", "chair", f"/asye/panels/items/{item.pk}/", f"/bare/item/{item.pk}/", DETAIL)
    yield Page("progression", "hr", "/progression/", "/bare/progression/", LIST)
    processed = "?shown=processed"
    yield Page("CSV", "hr", f"/progression/export.csv{processed}", f"/bare/progression.csv{processed}", SHEET)
    yield Page("XLSX", "hr", f"/progression/export.xlsx{processed}", f"/bare/progression.xlsx{processed}", SHEET)
    yield Page("PDF", "hr", f"/progression/papers/{passed}/paper.pdf", f"/bare/paper/{passed}.pdf", PDF)


def show(size: int, engine: str, rows: list[Measured]) -> None:
    print(f"\n{size} people, {engine}; milliseconds")
    print(f"{'page':17} {'ours':>7} {'p95':>7} {'bare':>7} {'p95':>7} {'ratio':>6} {'budget':>6} {'queries':>9}")
    for row in rows:
        over = "  over the budget" if row.ratio > row.budget else ""
        over += f"  over {MOST_QUERIES} queries" if row.queries > MOST_QUERIES else ""
        print(
            f"{row.name:17} {row.ours:7.1f} {row.ours_p95:7.1f} {row.bare:7.1f} {row.bare_p95:7.1f} {row.ratio:6.2f} "
            f"{row.budget:6.1f} {row.queries:4d} /{row.bare_queries:3d}{over}"
        )
    sys.stdout.flush()


def show_growth(found: dict[int, list[Measured]]) -> None:
    """Print the medians side by side, and how many times the first the last is. Sheets grow with their rows."""
    sizes = sorted(found)
    print("\nGrowth: milliseconds, median\n" + f"{'page':17}" + "".join(f"{size:>9,}" for size in sizes), end="")
    print(f"{'growth':>9}{'bare':>9}")
    for rows in zip(*(found[size] for size in sizes), strict=True):
        ours, bare = rows[-1].ours / rows[0].ours, rows[-1].bare / rows[0].bare
        grows = "  more than the budget" if ours > MOST_GROWTH and rows[0].budget not in (SHEET, PDF) else ""
        print(f"{rows[0].name:17}" + "".join(f"{row.ours:9.1f}" for row in rows) + f"{ours:9.2f}{bare:9.2f}{grows}")


if __name__ == "__main__":
    main()
