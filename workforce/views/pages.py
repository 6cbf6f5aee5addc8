"""Pages about the service itself, open to anybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "workforce/accessibility.html", {"crumbs": [("Home", "/"), ("Accessibility", "")]})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "workforce/privacy.html", {"crumbs": [("Home", "/"), ("Privacy", "")]})


@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    return render(request, "workforce/cookies.html", {"crumbs": [("Home", "/"), ("Cookies", "")]})
