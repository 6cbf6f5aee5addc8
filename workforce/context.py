"""What every page shows: whose house this is, where one may go, what waits."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from workforce import home
from workforce.access import Request


def house(request: Request) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "authority_name": settings.AUTHORITY_NAME,
        "demonstration": settings.DEMONSTRATION,
        "today": timezone.localdate(),
        "navigation": [],
        "unread_notices": 0,
    }
    user = getattr(request, "user", None)  # a page of errors may come before sign-in is known
    if user is not None and user.is_authenticated:
        shown["navigation"] = _navigation(request)
        shown["unread_notices"] = sum(count(request.access) for count in home.counters())
    return shown


def _navigation(request: Request) -> list[dict[str, Any]]:
    places = home.places_for(request.access)
    here = max((p.url for p in places if request.path.startswith(p.url)), key=len, default="")
    return [{"label": place.label, "url": place.url, "current": place.url == here} for place in places]
