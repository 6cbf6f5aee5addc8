"""One person's record of work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from workforce.access import everybody, permitted
from workforce.models import Person, Post, Relationship


@permitted("workforce.read_person", Person, sensitive=True)
def person(request: HttpRequest, person: Person) -> HttpResponse:
    on = request.access.on
    return render(
        request,
        "workforce/person.html",
        {
            "person": person,
            "posts": Post.objects.filter(person=person).select_related("team__service"),
            "stages": person.stages.all(),
            "line": Relationship.objects.open_on(on).filter(person=person).select_related("holder").order_by("kind"),
            "registrations": person.registrations.all(),
            "crumbs": [("Home", "/"), (person.name, "")],
        },
    )


@everybody
def me(request: HttpRequest) -> HttpResponse:
    return redirect(request.user)
