"""What is said at the head of the next page about a deed: that it is done, or why it was refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from workforce.verdict import Refused


@contextmanager
def telling(request: HttpRequest, done: str) -> Iterator[None]:
    """Say `done` once the block is through. A refusal is said instead and goes no further."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
