"""The home page: what this person has to do next, before anything else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workforce import home as door
from workforce.access import everybody
from workforce.models import Post


@everybody
def home(request: HttpRequest) -> HttpResponse:
    access = request.access
    posts = Post.objects.open_on(access.on).filter(person=access.person).select_related("team__service")
    return render(request, "workforce/home.html", {"todos": door.todos_for(access), "posts": posts})
