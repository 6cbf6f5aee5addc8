"""Notices in the app."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from reminders import services
from reminders.models import Notice
from reminders.queries.unread import told
from reminders.views.tabs import tabs
from workforce.access import Request, everybody, permitted


@everybody
def notices(request: Request) -> HttpResponse:
    shown = "all" if request.GET.get("shown") == "all" else "new"
    mine = Notice.objects.visible_to(request.access).filter(dropped_at__isnull=True)
    rows = mine.still_new() if shown == "new" else mine
    page = Paginator(rows.select_related("duty__about"), 25).get_page(request.GET.get("page"))
    context = {"page": page, "rows": told(page), "shown": shown, "tabs": tabs("notices")}
    return render(request, "reminders/notices.html", context)


@require_POST
@permitted("reminders.read_notice", Notice, select=("duty",))
def open_notice(request: Request, notice: Notice) -> HttpResponse:
    services.mark_read(notice=notice, by=request.user, at=timezone.now())
    return redirect(notice.duty.address)


@require_POST
@everybody
def read_all(request: Request) -> HttpResponse:
    services.mark_all_read(by=request.user, at=timezone.now())
    return redirect("reminders:notices")
