"""What a system administrator sees: that mail leaves, and whether the machine is well. No content of the work."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from workforce import mailbox
from workforce.access import Request, allowed


@allowed("workforce.read_mail")
def mail(request: Request) -> HttpResponse:
    embedded = settings.EMAIL_BACKEND == "workforce.mailbox.FolderBackend"
    letters = mailbox.letters() if embedded else []
    return render(
        request,
        "workforce/mail.html",
        {"letters": letters, "embedded": embedded, "crumbs": [("Home", "/"), ("Mail sent", "")]},
    )


@login_not_required
def health(request: Request) -> JsonResponse:
    """Answer that the server and its database are there; used by the container and the load balancer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
