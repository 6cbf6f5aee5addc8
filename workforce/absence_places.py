"""Where the pages about absences stand in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from workforce.access import Access, may
from workforce.home import Place


def places(access: Access) -> Iterator[Place]:
    if may("workforce.list_absences", access):
        yield Place(42, "Absences", reverse("workforce:absences"))
