"""The portfolio as one PDF beside a bare WeasyPrint render of the same HTML, for some 40 and some 200 pages.

Ours is the whole of it, from the row that waits to the row that is ready: gathering the snapshot, the template, reading
of the very HTML, tagged. By turns in one process; medians of processor time and of time on the clock. `--pages`
the very HTML, as tagged PDF. By turns in one process; medians of processor time, and of time on the clock. `--pages`
sets the sizes; a third row has 30 uploaded files among its pages. Fails on nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import io
import json
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

from support.ground import Ground, ground

TURNS, BUDGET = 5, 1.2
SENTENCE = "I went back to the second visit and asked what had changed for the children since the plan was made. "
WORDS_EACH, FILES = 900, 30
DAY = dt.date(2026, 1, 20)
NOW = dt.datetime(2026, 1, 20, 10, tzinfo=dt.UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="40,200")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside([int(pages) for pages in given.pages.split(",")])
        return
    with ground() as on:
        small = Ground(on.scratch, None)
        show(small.measure(small.empty("portfolio"), __file__, ["--pages", given.pages]))


def show(rows: list[Any]) -> None:
    print(f"{TURNS} turns, medians; budget {BUDGET} of processor time")
    print(f"{'':28} {'pages':>6} {'ours s':>8} {'bare s':>8} {'ratio':>6}   {'by the clock':>12}")
    for name, pages, ours, bare, wall in rows:
        print(f"{name:28} {pages:6} {ours:8.2f} {bare:8.2f} {ours / bare:6.2f}   {wall:12.2f}")


def inside(sizes: list[int]) -> None:
    import django

    django.setup()
    found = [measured(f"about {pages} pages", reflections=max(pages * 5 // 8, 2), files=0) for pages in sizes]
    found.append(measured("12 reflections, 30 files", reflections=12, files=FILES))
    print(json.dumps(found))


def measured(name: str, *, reflections: int, files: int) -> tuple[str, int, float, float, float]:
    from asye.exports.document import html_of
    from asye.models import PortfolioDocument
    from asye.services import documents

    portfolio = filled(name, reflections, files)

    def ours() -> None:
        asked = documents.ask_document(portfolio=portfolio, sent_key=uuid.uuid4(), by=portfolio.practitioner, at=NOW)
        assert documents.make_document(asked, on=DAY, at=NOW)

    ours()
    first = PortfolioDocument.objects.filter(portfolio=portfolio).latest("pk")
    html, _, _ = html_of(first.snapshot, documents._bytes_of(first))
    times = [(spent(ours), spent(lambda: bare(html))) for _ in range(TURNS)]
    medians = [statistics.median(turn[who][clock] for turn in times) for who in (0, 1) for clock in (0, 1)]
    return name, first.pages or 0, medians[0], medians[2], medians[1] / medians[3]


def bare(html: str) -> bytes:
    from weasyprint import HTML

    return bytes(HTML(string=html).write_pdf(pdf_variant="pdf/ua-1"))


def spent(deed: Callable[[], object]) -> tuple[float, float]:
    """Seconds of processor time, and on the clock."""
    cpu, wall = time.process_time(), time.perf_counter()
    deed()
    return time.process_time() - cpu, time.perf_counter() - wall


def filled(name: str, reflections: int, files: int) -> Any:
    """One portfolio: reflections of 900 words, the files spread among them."""
    from django.core.files.base import ContentFile

    from asye.models import Attachment, Portfolio, Reflection
    from workforce.models import Person, Stage

    person = Person.objects.create(name=f"Somebody of {name}", email=f"{uuid.uuid4().hex}@bench.example", password="!")
    stage = Stage.objects.create(person=person, kind="nqsw", started_on=dt.date(2025, 9, 8))
    portfolio = Portfolio.objects.create(practitioner=person, stage=stage, started_on=stage.started_on)
    text = (SENTENCE * (WORDS_EACH // len(SENTENCE.split()) + 1)).strip()
    parts = [text[i * len(text) // 3 : (i + 1) * len(text) // 3] for i in range(3)]
    made = [
        Reflection.objects.create(
            portfolio=portfolio, author=person, status="shared", title=f"Reflection {n}", what_happened=parts[0],
            analysis=parts[1], what_next=parts[2], created_at=NOW, saved_at=NOW, shared_at=NOW,
        )
        for n in range(reflections)
    ]  # fmt: skip
    for n in range(files):
        content = a_pdf(f"File {n}")
        attachment = Attachment(
            reflection=made[n % len(made)], name=f"File {n}.pdf", media_type="application/pdf", size=len(content),
            sha256=hashlib.sha256(content).hexdigest(), added_at=NOW,
        )  # fmt: skip
        attachment.file.save("x", ContentFile(content))
    return portfolio


def a_pdf(line: str) -> bytes:
    import pikepdf

    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 400 Td ({line}) Tj ET".encode())
    held = io.BytesIO()
    pdf.save(held)
    return held.getvalue()


if __name__ == "__main__":
    sys.exit(main())
