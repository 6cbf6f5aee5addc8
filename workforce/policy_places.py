"""Where the pages about the policy stand in the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from workforce.access import Access, may
from workforce.home import Place


def places(access: Access) -> Iterator[Place]:
    yield Place(75, "Rules", reverse("workforce:policy_rules"))
    if may("workforce.try_policy", access):
        yield Place(76, "Policy desk", reverse("workforce:policy_desk"))
