"""How often something may be asked for: counted in the cache, which all processes of the server share."""

from __future__ import annotations

from django.core.cache import cache


def within(key: str, *, most: int, seconds: int) -> bool:
    """Count one more and say whether it is still within the limit; the count begins anew after so many seconds."""
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= most
    except ValueError:  # it ran out between the two
        return bool(cache.add(key, 1, seconds))
