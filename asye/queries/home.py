"""What the assessed year adds to home pages and the navigation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from asye.models import Panel, PanelItem, PanelMember, Portfolio, Reflection, YearMove
from asye.queries.own_turns import observations_waiting, parts_to_write
from caseloads.queries import loads_of
from workforce.access import Access, Job, may
from workforce.facts import facts_of
from workforce.home import Place, Todo
from workforce.models import Post

PANEL_AHEAD = dt.timedelta(days=28)  # how long before a panel its assessors are told; it changes no date
PRACTITIONERS = frozenset({Job.SOCIAL_WORKER, Job.SENIOR})


def todos(access: Access) -> Iterator[Todo]:
    yield from _over_the_limit(access)
    yield from parts_to_write(access)
    yield from observations_waiting(access)
    yield from _own_returned(access)
    yield from _waiting_for_answer(access)
    yield from _to_decide(access)
    yield from _to_answer(access)
    yield from _on_trial(access)


def _over_the_limit(access: Access) -> Iterator[Todo]:
    """Who of one's own people holds more children than the policy allows: the first thing a manager must see."""
    if not access.manages:
        return
    posts = Post.objects.open_on(access.on).filter(person__in=access.manages).select_related("person", "team__service")
    found = list(posts)
    people = {post.person_id: post.person for post in found}.values()
    for load in loads_of(people, access.on, facts_of(people, access.on, posts=found)).values():
        if load.is_over and load.limit is not None:
            yield Todo(
                title=f"Over the limit: {load.person.name}",
                url=reverse("caseloads:worker", args=[load.person.pk]),
                detail=f"Holds {load.held} children, the limit is {load.limit.maximum}",
                late=True,
                mark="Over",
                because=load.limit.because,
                rule=", ".join(load.limit.rules),
            )


def _own_returned(access: Access) -> Iterator[Todo]:
    if not access.jobs & PRACTITIONERS:
        return
    for reflection in Reflection.objects.filter(author=access.person, status=Reflection.Status.RETURNED)[:10]:
        yield Todo(
            title=f"Look again at “{reflection}”",
            url=reflection.get_absolute_url(),
            detail="Your assessor has returned it with feedback",
        )


def _waiting_for_answer(access: Access) -> Iterator[Todo]:
    if not access.assesses:
        return
    waiting = Reflection.objects.visible_to(access).filter(status=Reflection.Status.SHARED, author__in=access.assesses)
    count = waiting.count()
    if count:
        what = "1 reflection waits" if count == 1 else f"{count} reflections wait"
        yield Todo(title=f"{what} for your answer", url=reverse("asye:queue"), detail="Oldest first")


def _to_decide(access: Access) -> Iterator[Todo]:
    if not may("asye.see_panels", access):
        return
    items = (
        PanelItem.objects.filter(
            panel__members__person=access.person,
            panel__members__role=PanelMember.Role.CHAIR,
            panel__stage=Panel.Stage.FINAL,
            portfolio__status=Portfolio.Status.SUBMITTED,
        )
        .select_related("panel")
        .order_by("panel__date")
    )
    by_panel: dict[Panel, list[PanelItem]] = {}
    for item in items:
        by_panel.setdefault(item.panel, []).append(item)
    for panel, before in by_panel.items():
        count = len(before)
        what = "1 portfolio" if count == 1 else f"{count} portfolios"
        yield Todo(
            title=f"{what} to decide", url=panel.get_absolute_url(), detail=f"{panel}", due_on=panel.date, when="On"
        )


def _to_answer(access: Access) -> Iterator[Todo]:
    """The panels at which an assessor answers for people they assess (MOD-07): one query."""
    if not access.assesses:
        return
    items = PanelItem.objects.filter(portfolio__practitioner__in=access.assesses, decision__isnull=True)
    near = items.filter(panel__date__range=(access.on, access.on + PANEL_AHEAD))
    for item in near.select_related("panel", "portfolio__practitioner").order_by("panel__date", "pk")[:10]:
        yield Todo(
            title=f"Be at the panel for {item.portfolio.practitioner.name}",
            url=item.portfolio.get_absolute_url(),
            detail=f"{item.panel}{f', {item.panel.place}' if item.panel.place else ''}",
            due_on=item.panel.date,
            when="On",
            because="Assessors come to the panel to answer what it asks about their portfolios.",
            rule="MOD-07",
        )


def _on_trial(access: Access) -> Iterator[Todo]:
    """Moves somebody else planned that wait to be confirmed or put back: one query. One's own are duties."""
    if not may("asye.move_years", access):
        return
    number = YearMove.objects.visible_to(access).live().exclude(plan__by=access.person).count()
    if number:
        what = "1 year is on trial" if number == 1 else f"{number} years are on trial"
        yield Todo(
            title=f"{what} in another programme",
            url=reverse("asye:moves"),
            detail="Confirm it, or put it back as it was",
        )


def places(access: Access) -> Iterator[Place]:
    if access.jobs & PRACTITIONERS and Portfolio.objects.filter(practitioner=access.person).exists():
        yield Place(10, "My year", reverse("asye:year"))
        yield Place(20, "Reflections", reverse("asye:reflections"))
    if may("asye.see_queue", access):
        yield Place(30, "Reading queue", reverse("asye:queue"))
        yield Place(31, "My people", reverse("asye:people"))
    if may("asye.see_cohort", access):
        yield Place(34, "Cohort", reverse("asye:cohort"))
    if may("asye.see_cohort_training", access):
        yield Place(36, "Training", reverse("asye:cohort_training"))
    if access.jobs & {Job.DEVELOPMENT_LEAD, Job.HR} or access.service_ids:
        yield Place(37, "Progress", reverse("asye:progress_concerns"))
    if may("asye.see_team", access):
        yield Place(35, "My team", reverse("asye:team"))
    if may("asye.see_panels", access):
        yield Place(50, "Panels", reverse("asye:panels"))
    yield Place(70, "Standards", reverse("frameworks:frameworks"))
