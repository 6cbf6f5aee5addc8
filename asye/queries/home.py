"""What the assessed year adds to home pages and the navigation."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from asye.models import PanelItem, PanelMember, Portfolio, Reflection
from workforce.access import Access, Job, may
from workforce.home import Place, Todo


def todos(access: Access) -> Iterator[Todo]:
    yield from _own_returned(access)
    yield from _waiting_for_answer(access)
    yield from _to_decide(access)


def _own_returned(access: Access) -> Iterator[Todo]:
    for reflection in Reflection.objects.filter(author=access.person, status=Reflection.Status.RETURNED)[:10]:
        yield Todo(
            title=f"Look again at “{reflection}”",
            url=reflection.get_absolute_url(),
            detail="Your assessor has returned it with feedback",
        )


def _waiting_for_answer(access: Access) -> Iterator[Todo]:
    if not access.assesses:
        return
    waiting = Reflection.objects.visible_to(access).filter(
        status=Reflection.Status.SHARED, author__in=access.assesses
    )
    count = waiting.count()
    if count:
        what = "1 reflection waits" if count == 1 else f"{count} reflections wait"
        yield Todo(title=f"{what} for your answer", url=reverse("asye:queue"), detail="Oldest first")


def _to_decide(access: Access) -> Iterator[Todo]:
    items = (
        PanelItem.objects.filter(
            panel__members__person=access.person,
            panel__members__role__in=PanelMember.SIGNS,
            portfolio__status=Portfolio.Status.SUBMITTED,
        )
        .select_related("panel")
        .order_by("panel__date")
    )
    by_panel = {}
    for item in items:
        by_panel.setdefault(item.panel, []).append(item)
    for panel, before in by_panel.items():
        count = len(before)
        what = "1 portfolio" if count == 1 else f"{count} portfolios"
        yield Todo(title=f"{what} to decide at the {panel}", url=panel.get_absolute_url(), due_on=panel.date)


def places(access: Access) -> Iterator[Place]:
    if access.jobs & {Job.SOCIAL_WORKER, Job.SENIOR} and Portfolio.objects.filter(practitioner=access.person).exists():
        yield Place(10, "My year", reverse("asye:year"))
        yield Place(20, "Reflections", reverse("asye:reflections"))
    if may("asye.see_queue", access):
        yield Place(30, "Reading queue", reverse("asye:queue"))
    if may("asye.see_team", access):
        yield Place(35, "My team", reverse("asye:team"))
    if may("asye.see_panels", access):
        yield Place(50, "Panels", reverse("asye:panels"))
    yield Place(70, "Standards", reverse("frameworks:frameworks"))
