"""Where a page of caseloads stands: the crumbs above it."""

from __future__ import annotations

from django.urls import reverse

from workforce.models import Person

Crumbs = list[tuple[str, str]]


def to_worker(worker: Person, here: str) -> Crumbs:
    return [("Home", "/"), (f"Caseload of {worker.name}", reverse("caseloads:worker", args=[worker.pk])), (here, "")]
