"""Answers of addresses that are their own key."""

from django.http import HttpResponse


def discreet(answer: HttpResponse) -> HttpResponse:
    """Nobody else keeps the answer, and the address is passed on neither to other sites nor to our own log."""
    answer["Cache-Control"] = "private, max-age=0, must-revalidate"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
