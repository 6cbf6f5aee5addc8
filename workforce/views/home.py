"""The home page: what this person has to do next, before anything else."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format

from workforce import home as door
from workforce.access import Request, everybody, posts_of
from workforce.models import Post
from workforce.why import why_of


@everybody
def home(request: Request) -> HttpResponse:
    access = request.access
    post = next(iter(posts_of(access.person, access.on)), None)
    actions = [_action(todo) for todo in door.todos_for(access)]
    context = {"greeting": f"Hello, {access.person.name}", "what": _what(post), "actions": actions}
    return render(request, "workforce/home.html", context)


def _what(post: Post | None) -> str:
    if post is None:
        return ""
    return f"{post.title}, {post.team.name}" if post.team else post.title


def _action(todo: door.Todo) -> dict[str, Any]:
    due = f"{todo.when} {date_format(todo.due_on, 'j F Y')}" if todo.due_on else ""
    return {
        "title": todo.title,
        "url": todo.url,
        "hint": " – ".join(part for part in (todo.detail, due) if part),
        "status": todo.mark if todo.late else "",
        "tone": "bad",
        "why": why_of(todo.rule, todo.because) if todo.because else None,
    }
