"""Many facts told in one go: what follows from each of them is worked out once, when all are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_telling: ContextVar[bool] = ContextVar("telling", default=False)


@contextmanager
def in_bulk() -> Iterator[None]:
    """Leave out what follows from facts until the block ends; who opens it works it out for everybody afterwards."""
    token = _telling.set(True)
    try:
        yield
    finally:
        _telling.reset(token)


def is_in_bulk() -> bool:
    return _telling.get()
