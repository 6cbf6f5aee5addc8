"""One person's record of work."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from workforce.access import Request, everybody, may, permitted
from workforce.models import Person, Post, Relationship


@permitted("workforce.read_person", Person, sensitive=True)
def person(request: Request, person: Person) -> HttpResponse:
    on = request.access.on
    return render(
        request,
        "workforce/person.html",
        {
            "person": person,
            "posts": Post.objects.filter(person=person).select_related("team__service"),
            "stages": person.stages.all(),
            "line": Relationship.objects.open_on(on).filter(person=person).select_related("holder").order_by("kind"),
            "may_see_absences": may("workforce.see_absence", request.access, person),
            "registrations": person.registrations.all(),
            "crumbs": [("Home", "/"), (person.name, "")],
        },
    )


@everybody
def me(request: Request) -> HttpResponse:
    return redirect(request.user)
