"""Where cases and the case system's files are found in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from workforce.access import Access, may
from workforce.home import Place


def places(access: Access) -> Iterator[Place]:
    if may("caseloads.list_cases", access):
        yield Place(37, "Cases", reverse("caseloads:cases"))
    if may("caseloads.see_imports", access):
        yield Place(72, "Case files", reverse("caseloads:imports"))
