"""What somebody is told whose words arrived although they may not be saved: that they are kept, and how to go on."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from workforce import keeping


def kept_without_session(request: HttpRequest) -> HttpResponse | None:
    """Keep the words if the form has a ticket, and say so; nothing if there is nothing to keep."""
    held = keeping.keep(request.POST, at=timezone.now())
    if held is None:
        return None
    sign_in = f"{reverse('account_login')}?{urlencode({'next': held.address})}"
    if request.headers.get("X-Requested-With") == "autosave":
        saved_at = timezone.localtime().strftime("%H:%M")
        return JsonResponse({"kept": True, "saved_at": saved_at, "sign_in": sign_in}, status=202)
    return render(request, "workforce/words_kept.html", {"sign_in": sign_in, "address": held.address}, status=401)
