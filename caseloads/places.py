"""What caseloads add to the navigation and to home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from caseloads.models import Breach
from workforce.access import Access, Job, may
from workforce.home import Place, Todo

MOST = 20
AUTHORISES = frozenset({Job.GROUP_MANAGER, Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})


def places(access: Access) -> Iterator[Place]:
    if may("caseloads.say_at_capacity", access):
        yield Place(25, "My caseload", reverse("caseloads:worker", args=[access.person.pk]))
    if may("caseloads.choose", access):
        yield Place(36, "Allocate", reverse("caseloads:choose"))
    if may("caseloads.see_authority_board", access):
        yield Place(38, "Boards", reverse("caseloads:authority_board"))
    elif may("caseloads.see_service_board", access):
        yield Place(38, "Boards", reverse("caseloads:service_board"))
    elif may("caseloads.see_boards", access):
        yield Place(38, "Boards", reverse("caseloads:team_board"))


def todos(access: Access) -> Iterator[Todo]:
    """Loads above the limit that one is said to have authorised: they are confirmed or put right."""
    if not access.jobs & AUTHORISES:
        return
    said = Breach.objects.live().filter(authorised_by=access.person, confirmed_at__isnull=True).select_related("worker")
    for breach in said[:MOST]:
        yield Todo(
            title=f"Confirm that you authorised a load above the limit: {breach.worker.name}",
            url=reverse("caseloads:breach", args=[breach.pk]),
            detail=f"Agreed until {breach.agreed_until:%-d %B %Y}" if breach.agreed_until else "",
        )
