"""Notices in the app."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from reminders import services
from reminders.models import Notice
from reminders.owed import title_of
from workforce.access import Request, everybody, permitted
from workforce.why import why_of


@everybody
def notices(request: Request) -> HttpResponse:
    mine = Notice.objects.visible_to(request.access).filter(dropped_at__isnull=True).select_related("duty__about")
    page = Paginator(mine, 25).get_page(request.GET.get("page"))
    rows = [(n, title_of(n.duty.kind), why_of(n.duty.rule, n.duty.because)) for n in page]
    return render(request, "reminders/notices.html", {"page": page, "rows": rows})


@require_POST
@permitted("reminders.read_notice", Notice, select=("duty",))
def open_notice(request: Request, notice: Notice) -> HttpResponse:
    services.mark_read(notice=notice, by=request.user, at=timezone.now())
    return redirect(notice.duty.address)
