"""Words that came second: the list for who wrote them, and both texts of one clash."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from workforce.access import Request, everybody, permitted
from workforce.asides import asides_of
from workforce.models import SetAside

MOST = 200


@everybody
def listed(request: Request) -> HttpResponse:
    """What one has sent after another window had saved, newest first."""
    crumbs = [("Home", "/"), (request.user.name, request.user.get_absolute_url()), ("Words set aside", "")]
    context = {"asides": asides_of(request.access, MOST), "most": MOST, "crumbs": crumbs}
    return render(request, "workforce/asides.html", context)


@permitted("workforce.read_set_aside", SetAside)
def set_aside(request: Request, aside: SetAside) -> HttpResponse:
    """Both texts, when two forms wrote at once: the author copies what they need, and neither is thrown away."""
    context = {
        "rows": [row for row in aside.rows if row[1] != row[2]],
        "back": aside.address,
        "crumbs": [("Home", "/"), ("Words set aside", reverse("workforce:asides")), ("Two versions", "")],
    }
    return render(request, "workforce/set_aside.html", context)
