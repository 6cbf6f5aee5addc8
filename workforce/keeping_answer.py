"""What somebody is told whose words arrived although they may not be saved: that they are kept, and how to go on."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import ERROR, get_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from workforce import keeping

SETTLED = "_words_are_settled"  # set on a request whose words are kept or put away already


def kept_without_session(request: HttpRequest) -> HttpResponse | None:
    """Keep the words if the form has a ticket, and say so; nothing if there is nothing to keep."""
    held = keeping.keep(request.POST, at=timezone.now())
    settled(request)
    if held is None:
        return None
    sign_in = f"{reverse('account_login')}?{urlencode({'next': held.address})}"
    if request.headers.get("X-Requested-With") == "autosave":
        saved_at = timezone.localtime().strftime("%H:%M")
        return JsonResponse({"kept": True, "saved_at": saved_at, "sign_in": sign_in}, status=202)
    return render(request, "workforce/words_kept.html", {"sign_in": sign_in, "address": held.address}, status=401)


def kept_for_another(request: HttpRequest) -> HttpResponse | None:
    """Keep what comes from a form of somebody else, left open where another person has signed in; nothing otherwise."""
    held = keeping.read_ticket(request.POST.get(keeping.FIELD, ""))
    if held is None or held.person_id == request.user.pk:
        return None
    return kept_without_session(request) or render(request, "403_csrf.html", status=403)


def settle_words(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep the words of a form that came to nothing, whatever the reason; forget those that are in a record now.

    A short form that is shown again with its errors has its words on the page, and is not kept.
    """
    if getattr(request, SETTLED, False) or keeping.FIELD not in request.POST:
        return response
    if _was_done(request, response):
        keeping.done(request.POST)
    elif response.status_code != 200 or keeping.EDITOR in request.POST:
        keeping.keep(request.POST, at=timezone.now())
    return response


def settled(request: HttpRequest) -> None:
    """Say that what becomes of this request's words is decided."""
    setattr(request, SETTLED, True)


def _was_done(request: HttpRequest, response: HttpResponse) -> bool:
    if 300 <= response.status_code < 400:
        return not _was_refused(request)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code == 200 and not is_page  # a save answered, or a file given


def _was_refused(request: HttpRequest) -> bool:
    """Whether a view sent the person elsewhere with the reason why not."""
    told: Any = get_messages(request)
    refused = any(message.level >= ERROR for message in told)
    told.used = False  # they are still to be shown
    return refused
