"""Answers of addresses that are their own key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from workforce.limits import within

TRIES_AN_HOUR, HOUR = 120, 3600


def discreet(answer: HttpResponse) -> HttpResponse:
    """Nobody else keeps the answer, and the address is passed on neither to other sites nor to our own log."""
    answer["Cache-Control"] = "private, max-age=0, must-revalidate"
    # Under “no-referrer” a browser says of a form only that it comes from nowhere, and it would be refused as forged.
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def unknown_key(request: HttpRequest, kind: str) -> HttpResponse:
    """One and the same answer to every key of this kind that opens nothing, so that trying many tells nothing."""
    here = request.META.get("REMOTE_ADDR", "")
    if within(f"{kind}-tried:{here}", most=TRIES_AN_HOUR, seconds=HOUR):
        return discreet(HttpResponse("Not found", status=404, content_type="text/plain"))
    return discreet(too_often())


def too_often() -> HttpResponse:
    return HttpResponse("Too often", status=429, content_type="text/plain", headers={"Retry-After": str(HOUR)})
