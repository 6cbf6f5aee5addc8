"""What happens to a form that is sent when the session is over, or by somebody who signed in again elsewhere."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from workforce import autosave, keeping
from workforce.access import everybody
from workforce.keeping_answer import kept_without_session, settled


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is old: usually somebody signed in again in another tab."""
    if request.method == "POST":
        held = keeping.keep(request.POST, at=timezone.now())
        settled(request)
        if held is not None and request.user.is_authenticated and request.user.pk == held.person_id:
            return _kept_and_signed_in(request, held)
        if held is not None:
            return kept_without_session(request) or redirect("account_login")
    return render(request, "403_csrf.html", status=403)


def _kept_and_signed_in(request: HttpRequest, held: keeping.Ticket) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "autosave":
        return JsonResponse({"reload_token": True}, status=403)
    return redirect(held.address)


@require_POST
@everybody
def save(request: HttpRequest) -> HttpResponse:
    """Keep what stands in an open form that is sent once, while it is being written. Only its author gets it back."""
    settled(request)
    if keeping.read_ticket(request.POST.get(keeping.FIELD, "")) is None:
        return autosave.refused("This page has been open for too long. Copy your words, then reload it")
    if not keeping.words_of(request.POST):
        keeping.done(request.POST)
    elif keeping.keep(request.POST, at=timezone.now()) is None:
        return autosave.refused("This is too long to keep. Copy your words, then shorten them")
    return JsonResponse({"draft": True, "saved_at": timezone.localtime().strftime("%H:%M")})


@require_POST
@everybody
def discard(request: HttpRequest) -> HttpResponse:
    """Forget the words kept for one form, because their author does not want them."""
    address, key = request.POST.get("address", "")[:200], request.POST.get("key", "")
    if key.isascii() and key.isdigit() and len(key) < 12:
        keeping.throw_away(request.user, int(key))  # type: ignore[arg-type]
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return redirect(address if safe else "home")
