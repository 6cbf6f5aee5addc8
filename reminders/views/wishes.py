"""When one's own mail comes: hour, days, quiet days."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from reminders.forms.wishes import QuietDaysForm, WishesForm
from reminders.models import QuietDays
from reminders.queries.own import own_mail
from reminders.services import wishes as services
from reminders.views.tabs import tabs
from workforce.access import Request, everybody, permitted
from workforce.verdict import Refused


@everybody
def wishes(request: Request) -> HttpResponse:
    own = own_mail(request.access, timezone.now())
    form = WishesForm(request.POST if request.method == "POST" else None, rhythm=own.rhythm)
    if form.is_valid():
        services.choose(person=request.user, hour=form.cleaned_data["hour"], weekdays=form.days, at=timezone.now())
        messages.success(request, "Your choice is saved. It holds from the next mail on")
        return redirect("reminders:wishes")
    return render(request, "reminders/wishes.html", {"own": own, "form": form, "tabs": tabs("wishes")})


@everybody
def add_quiet_days(request: Request) -> HttpResponse:
    form = QuietDaysForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        first, last = form.days()
        try:
            services.add_quiet_days(person=request.user, first_on=first, last_on=last, at=timezone.now())
        except Refused as refusal:
            form.add_error("last", str(refusal))
        else:
            messages.success(request, "No mail will come on these days. It waits for your next working day")
            return redirect("reminders:wishes")
    crumbs = [("Home", "/"), ("When mail comes", "/reminders/mail/"), ("Days without mail", "")]
    return render(request, "reminders/quiet_days.html", {"form": form, "crumbs": crumbs})


@require_POST
@permitted("reminders.remove_quiet_days", QuietDays)
def remove_quiet_days(request: Request, quiet: QuietDays) -> HttpResponse:
    services.remove_quiet_days(quiet=quiet, by=request.user, at=timezone.now())
    messages.success(request, "Mail will come on these days again")
    return redirect("reminders:wishes")
