"""Session limits, what happens to a form sent without a session, and each request's access."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from workforce.access import access_for
from workforce.keeping_answer import kept_for_another, kept_without_session, settle_words
from workforce.remembered import one_request

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
WRITE_SEEN_EVERY = 60  # seconds: a request should not cost a session write each time


class SessionLimits:
    """End a session after an idle hour and after twelve hours in all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._count(request, timezone.now().timestamp())
        return self.get_response(request)

    def _count(self, request: HttpRequest, now: float) -> None:
        session = request.session
        signed_in, seen = session.get(SIGNED_IN), session.get(SEEN)
        if signed_in is None or seen is None:
            session[SIGNED_IN], session[SEEN] = now, now
        elif now - seen > settings.SESSION_IDLE_SECONDS or now - signed_in > settings.SESSION_LONGEST_SECONDS:
            logout(request)
        elif now - seen > WRITE_SEEN_EVERY:
            session[SEEN] = now


class KeepWordsThenSignIn(LoginRequiredMiddleware):
    """Every address asks for sign-in unless it is declared public; words sent without a session are kept first."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        if request.method == "POST":
            kept = kept_without_session(request)
            if kept is not None:
                return kept
        return super().handle_no_permission(request, view_func)


class AttachAccess:
    """Put `request.access` beside `request.user`. Whoever holds no post any more is signed out (WRK-13)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_request():
            if request.user.is_authenticated:
                request.access = access_for(request.user, timezone.localdate())  # type: ignore[attr-defined]
                if not request.access.jobs:  # type: ignore[attr-defined]
                    logout(request)
            return self.get_response(request)


class WordsStayTheirAuthors:
    """What a form sends is its author's: nobody else sends it for them, and what came to nothing is kept.

    It stands innermost, so that it sees the answer of the view with the messages of this request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return self.get_response(request)
        answer = kept_for_another(request)
        if answer is not None:
            return answer
        return settle_words(request, self.get_response(request))
