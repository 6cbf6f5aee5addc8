"""The Why? of a page, rendered once for the same reason."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string

from workforce.why import Why

register = template.Library()
REMEMBERED = 4096  # about a kilobyte each


@register.simple_tag
def reason(why: object, about: object = "") -> str:
    """Return the details of a reason. A team's page shows some seventy, and the pages behind its links show them again.

    A `Why` is frozen and the markup depends on nothing else, so what is remembered cannot be out of date.
    """
    words = str(about or "")
    return _once(why, words) if isinstance(why, Why) else _rendered(why, words)


def _rendered(why: object, about: str) -> str:
    return render_to_string("components/why_details.html", {"why": why, "about": about})


_once = lru_cache(maxsize=REMEMBERED)(_rendered)
