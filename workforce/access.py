"""What somebody may see and do on one day, worked out from dated rows. Every `visible_to(access)` asks this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NoReturn

import rules
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from workforce import audit
from workforce.keeping_answer import kept_without_session
from workforce.models import AuditEntry, Person, Post, Relationship
from workforce.remembered import remembered

Job = Post.Job
View = Callable[..., HttpResponseBase]  # a file is sent as a stream
_has_perm: Callable[..., bool] = rules.has_perm
WHOLE_WORKFORCE = frozenset({Job.DEVELOPMENT_LEAD, Job.PRINCIPAL, Job.HR})


@dataclass(frozen=True, slots=True)
class Access:
    """One person's jobs and relationships on one day.

    `manages`, `assesses`, `supervises` and `professionally_supervises` hold primary keys of people, `service_ids` those
    of services whose group manager this person is.
    """

    person: Person
    on: dt.date
    jobs: frozenset[str] = field(default_factory=frozenset)
    manages: frozenset[int] = field(default_factory=frozenset)
    assesses: frozenset[int] = field(default_factory=frozenset)
    supervises: frozenset[int] = field(default_factory=frozenset)
    professionally_supervises: frozenset[int] = field(default_factory=frozenset)
    service_ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def works_with(self) -> frozenset[int]:
        return self.manages | self.assesses | self.supervises | self.professionally_supervises

    @property
    def sees_whole_workforce(self) -> bool:
        return bool(self.jobs & WHOLE_WORKFORCE)


class Request(HttpRequest):
    """A signed-in request, as the middleware hands it to views."""

    user: Person
    access: Access


@remembered
def posts_of(person: Person, on: dt.date) -> list[Post]:
    """Return the posts somebody holds on a day with their teams, the newest first: asked once in a request."""
    return list(Post.objects.open_on(on).filter(person=person).select_related("team__service"))


def access_for(person: Person, on: dt.date) -> Access:
    """Read a person's jobs and relationships on a day: two queries."""
    jobs = [post.job for post in posts_of(person, on)]
    held: dict[str, set[int]] = {kind: set() for kind in Relationship.Kind.values}
    rows = Relationship.objects.open_on(on).filter(holder=person).values_list("kind", "person_id", "service_id")
    for kind, person_id, service_id in rows:
        held[kind].add(person_id or service_id)
    return Access(
        person=person,
        on=on,
        jobs=frozenset(jobs),
        manages=frozenset(held[Relationship.Kind.MANAGES]),
        assesses=frozenset(held[Relationship.Kind.ASSESSES]),
        supervises=frozenset(held[Relationship.Kind.SUPERVISES]),
        professionally_supervises=frozenset(held[Relationship.Kind.PROFESSIONALLY_SUPERVISES]),
        service_ids=frozenset(held[Relationship.Kind.GROUP_MANAGES]),
    )


def may(permission: str, access: Access, record: object = None) -> bool:
    """Ask a permission of a `rules.py`. Who may is asked here; whether now is a matter of policy and moves."""
    return bool(_has_perm(permission, access, record))


def permitted(
    permission: str, model: Any, *, sensitive: bool = False, select: tuple[str, ...] = ()
) -> Callable[[View], View]:
    """Give the view the record of its address: 404 if they may not see it, 403 if they may not do this to it.

    With `sensitive` each look at somebody else's record is kept in the audit trail. `select` names relations to join.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: Request, pk: int, **kwargs: Any) -> HttpResponseBase:
            record = model.objects.visible_to(request.access).select_related(*select).filter(pk=pk).first()
            if record is None:
                _refuse(request, permission, model._meta.label, pk)
                return _kept(request) or _not_found()
            if not may(permission, request.access, record):
                _refuse(request, permission, model._meta.label, pk)
                raise PermissionDenied
            response = view(request, record, **kwargs)
            if sensitive and response.status_code == 200 and not _owns(request.access, record):
                audit.record(
                    by=request.user, deed=permission, subject=record, at=timezone.now(), kind=AuditEntry.Kind.VIEW
                )
            return response

        inner.declares = ("record", permission, model)  # type: ignore[attr-defined]
        return inner

    return decorate


def allowed(permission: str) -> Callable[[View], View]:
    """Guard a page about no single record: 403 unless the permission holds."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: Request, **kwargs: Any) -> HttpResponseBase:
            if not may(permission, request.access):
                _refuse(request, permission, "", "")
                raise PermissionDenied
            return view(request, **kwargs)

        inner.declares = ("role", permission, None)  # type: ignore[attr-defined]
        return inner

    return decorate


def everybody(view: View) -> View:
    """Declare a page for every signed-in person; what it lists is scoped by `visible_to` all the same."""
    view.declares = ("everybody", "", None)  # type: ignore[attr-defined]
    return view


def secret_address(view: View) -> View:
    """Declare an address that is its own key: opened without signing in, by whoever knows it."""
    view.declares = ("secret", "", None)  # type: ignore[attr-defined]
    view.login_required = False  # type: ignore[attr-defined]
    return view


def _kept(request: Request) -> HttpResponse | None:
    """Keep the words of somebody whose form is still open where another person has signed in."""
    return kept_without_session(request) if request.method == "POST" else None


def _not_found() -> NoReturn:
    raise Http404


def _owns(access: Access, record: Any) -> bool:
    return bool(record == access.person) or access.person.pk in {
        getattr(record, name, None) for name in ("author_id", "practitioner_id", "person_id")
    }


def _refuse(request: Request, permission: str, label: str, pk: object) -> None:
    audit.refused(by=request.user, deed=permission, label=label, pk=pk, at=timezone.now())
