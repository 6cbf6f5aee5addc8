"""What a system administrator sees: that mail leaves, and whether the machine is well. No content of the work."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.contrib.auth.decorators import login_not_required

from workforce import mailbox
from workforce.access import allowed


@allowed("workforce.read_mail")
def mail(request: HttpRequest) -> HttpResponse:
    embedded = settings.EMAIL_BACKEND == "workforce.mailbox.FolderBackend"
    letters = mailbox.letters() if embedded else []
    return render(
        request,
        "workforce/mail.html",
        {"letters": letters, "embedded": embedded, "crumbs": [("Home", "/"), ("Mail sent", "")]},
    )


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """Answer that the server and its database are there; used by the container and the load balancer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
