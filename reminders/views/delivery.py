"""For the system administrator: whether mail leaves, and what to do where it does not."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from reminders.models import Digest
from reminders.queries.delivery import delivery, troubled
from reminders.services.retry import try_again
from workforce.access import Request, allowed, permitted
from workforce.telling import telling


@allowed("reminders.see_delivery")
def trouble(request: Request) -> HttpResponse:
    now = timezone.now()
    page = Paginator(troubled(now), 25).get_page(request.GET.get("page"))
    crumbs = [("Home", "/"), ("Mail with reminders", "")]
    return render(request, "reminders/delivery.html", {"page": page, "delivery": delivery(now), "crumbs": crumbs})


@require_POST
@permitted("reminders.try_again", Digest)
def again(request: Request, digest: Digest) -> HttpResponse:
    with telling(request, "It is tried again within a minute"):
        try_again(digest=digest, by=request.user, at=timezone.now())
    return redirect("reminders:delivery")
