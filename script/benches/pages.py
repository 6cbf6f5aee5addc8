"""Every page of the path beside its bare equivalent: milliseconds, queries, ratio, and growth with the authority.

Both stand behind gunicorn with two processes and DEBUG off, on the same throw-away database, and are asked by turns,
all sizes in one round, by a reader who is signed in. `--sizes 50,500` measures smaller authorities.
Prints, and fails on nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace

from support.ground import YEARS, Ground, end_politely, ground
from support.serving import Server, Times, by_turns, serve

SIZES = (50, 500, 5000)
LEAST, MOST = 25, 100
MOST_QUERIES, MOST_GROWTH = 15, 1.1
LIST, QUEUE, DETAIL, BOARD, SHEET, PDF = 2.5, 4.0, 5.0, 4.0, 1.5, 1.2


@dataclass(frozen=True, slots=True)
class Page:
    """One page for one reader; `budget` is the most its ratio to the bare one may be."""

    name: str
    reader: str
    path: str
    bare: str
    budget: float
    cookie: str = ""
    queries: int = 0
    bare_queries: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A page of one authority with the times of ours and of the bare equivalent."""

    page: Page
    ours: Times
    bare: Times

    @property
    def ratio(self) -> float:
        return self.ours.median / self.bare.median


Servers = dict[int, tuple[Server, Server]]


def main() -> None:
    given = arguments()
    if given.inside:
        inside(given.only)
        return
    with ground() as on, ExitStack() as running:
        names = {size: filled(on, size) for size in given.sizes}
        pages = {
            size: [Page(**page) for page in on.measure(names[size], __file__, ["--only", given.only])] for size in names
        }
        servers: Servers = {}
        for size, name in names.items():
            env = on.environment(name)
            ours, bare = (running.enter_context(serve(env, f"{which}.settings")) for which in ("config", "bare"))
            servers[size] = (ours, bare)
        found = measured(pages, servers, given.seconds)
        for size, rows in found.items():
            show(size, on.engine, rows)
    if len(found) > 1:
        show_growth(found)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=list(SIZES))
    parser.add_argument("--only", default="", help="only the pages whose name contains this")
    parser.add_argument("--seconds", type=float, default=4, help="how long each page of each size is asked")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def filled(on: Ground, size: int) -> str:
    print(f"\n==> {size} people over {YEARS} years on {on.engine}", flush=True)
    return on.fill(size)


def measured(pages: dict[int, list[Page]], servers: Servers, seconds: float) -> dict[int, list[Measured]]:
    """Ask every page of every size, ours and bare, by turns: what disturbs one of them disturbs all."""
    found: dict[int, list[Measured]] = {size: [] for size in pages}
    for same in zip(*pages.values(), strict=True):
        turns = []
        for page, (ours, bare) in zip(same, servers.values(), strict=True):
            turns += [(ours, page.path, page.cookie), (bare, page.bare, page.cookie)]
        times = by_turns(turns, seconds=seconds * len(same), least=LEAST, most=MOST)
        for number, (size, page) in enumerate(zip(found, same, strict=True)):
            found[size].append(Measured(page, times[2 * number], times[2 * number + 1]))
    return found


def inside(only: str) -> None:
    """Print the pages of one authority, each with its reader's session and its queries: Django knows one database."""
    import django

    end_politely()
    django.setup()
    from support.signing_in import cookie_for, queries_of

    from workforce.generate import ACCOUNTS, account

    cookies = {name: cookie_for(account(name)) for name in ACCOUNTS}
    rows = []
    for page in pages():
        if only in page.name:
            cookie = cookies[page.reader]
            queries, bare = queries_of(page.path, cookie, bare=False), queries_of(page.bare, cookie, bare=True)
            rows.append(asdict(replace(page, cookie=cookie, queries=queries, bare_queries=bare)))
    json.dump(rows, sys.stdout)


def pages() -> Iterator[Page]:
    """The pages of the path for the five accounts, with the records that are theirs."""
    from asye.models import PanelItem, Portfolio, Reflection
    from progression.queries import waiting
    from workforce.access import access_for
    from workforce.generate import account
    from workforce.models import Post

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
    team = Post.objects.filter(person=newly, ended_on=None).values_list("team", "team__service")[0]
    board, of_team = "/supervision/monitoring/", f"/supervision/monitoring/teams/{team[0]}/"
    of_service = f"/supervision/monitoring/services/{team[1]}/"
    yield Page("monitoring", "chair", board, "/bare/monitoring/", BOARD)
    yield Page("monitoring, service", "chair", of_service, f"/bare/monitoring/service/{team[1]}/", BOARD)
    yield Page("monitoring, team", "chair", of_team, f"/bare/monitoring/team/{team[0]}/", BOARD)
    yield Page("CSV", "hr", f"/progression/export.csv{processed}", f"/bare/progression.csv{processed}", SHEET)
    yield Page("XLSX", "hr", f"/progression/export.xlsx{processed}", f"/bare/progression.xlsx{processed}", SHEET)
    yield Page("PDF", "hr", f"/progression/papers/{passed}/paper.pdf", f"/bare/paper/{passed}.pdf", PDF)


def show(size: int, engine: str, rows: list[Measured]) -> None:
    print(f"\n{size:,} people, {engine}; milliseconds, and how many times the bare equivalent")
    print(f"{'page':17} {'ours':>7} {'p95':>7} {'bare':>7} {'p95':>7} {'ratio':>6} {'budget':>6} {'queries':>9}")
    for row in rows:
        page, ours, bare = row.page, row.ours, row.bare
        over = "  over the budget" if row.ratio > page.budget else ""
        over += f"  over {MOST_QUERIES} queries" if page.queries > MOST_QUERIES else ""
        print(
            f"{page.name:17} {ours.median:7.1f} {ours.p95:7.1f} {bare.median:7.1f} {bare.p95:7.1f} {row.ratio:6.2f} "
            f"{page.budget:6.1f} {page.queries:4d} /{page.bare_queries:3d}{over}"
        )


def show_growth(found: dict[int, list[Measured]]) -> None:
    """Print the medians side by side, and how many times the first the last is. Sheets grow with their rows."""
    sizes = sorted(found)
    print("\nGrowth: milliseconds, median\n" + f"{'page':17}" + "".join(f"{size:>9,}" for size in sizes), end="")
    print(f"{'growth':>9}{'bare':>9}")
    for rows in zip(*(found[size] for size in sizes), strict=True):
        page, first, last = rows[0].page, rows[0], rows[-1]
        ours, bare = last.ours.median / first.ours.median, last.bare.median / first.bare.median
        grows = (
            "  more than the budget"
            if ours > MOST_GROWTH and page.budget not in (SHEET, PDF) and not page.name.startswith("monitoring")
            else ""
        )
        print(f"{page.name:17}" + "".join(f"{row.ours.median:9.1f}" for row in rows) + f"{ours:9.2f}{bare:9.2f}{grows}")


if __name__ == "__main__":
    main()
