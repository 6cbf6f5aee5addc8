"""Years that were not completed: whose they are, how they ended, and whether a permanent post is open (ASY-08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from asye.models import Circumstances, Portfolio
from asye.policy.completion import Completion, completion
from workforce.access import Access
from workforce.facts import clock_of
from workforce.models import Post
from workforce.policy_in_force import pack_on
from workforce.why import Why, why

Status = Portfolio.Status


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One person who holds a post and whose newest year was not completed; `post` is the post they hold."""

    portfolio: Portfolio
    found: Completion
    recorded: Circumstances | None
    post: Post
    ends_on: dt.date
    why: Why

    @property
    def is_amiss(self) -> bool:
        """Whether the post is permanent and the year does not allow that."""
        return self.post.contract == Post.Contract.PERMANENT and self.found.allows_post is False


def completion_of(portfolio: Portfolio, on: dt.date, recorded: Circumstances | None = None) -> Completion:
    """How one year ended as seen on a day; `recorded` are its exceptional circumstances, if any hold."""
    return completion(
        pack_on(on),
        clock=clock_of(portfolio.stage),
        status=portfolio.status,
        on=on,
        recorded_on=timezone.localdate(recorded.at) if recorded else None,
    )


def recorded_of(portfolios: Iterable[int]) -> dict[int, Circumstances]:
    """The exceptional circumstances that hold, by key of their year: one query, however many years."""
    rows = Circumstances.objects.filter(portfolio__in=portfolios).select_related("by").order_by("at", "pk")
    newest = {row.portfolio_id: row for row in rows}
    return {key: row for key, row in newest.items() if row.kind == Circumstances.Kind.RECORDED}


def unfinished(access: Access) -> list[Unfinished]:
    """Everybody in a post whose newest year was not completed, those with a permanent post amiss first.

    Five queries, however many people.
    """
    on = access.on
    posts = _posts(on)
    newest: dict[int, Portfolio] = {}
    rows = (
        Portfolio.objects.kept_with_posts(access).filter(practitioner__in=posts).select_related("practitioner", "stage")
    )
    for year in rows.prefetch_related("stage__pauses").order_by("started_on", "pk"):
        newest[year.practitioner_id] = year
    years = [year for year in newest.values() if year.status != Status.PASSED]
    holding, pack, found = recorded_of([year.pk for year in years]), pack_on(on), []
    for year in years:
        recorded = holding.get(year.pk)
        ended = completion_of(year, on, recorded)
        if ended.state == "unfinished":
            post, ends_on = posts[year.practitioner_id], clock_of(year.stage).ends_on
            found.append(Unfinished(year, ended, recorded, post, ends_on, why(ended, pack)))
    return sorted(found, key=lambda one: (not one.is_amiss, one.portfolio.practitioner.name.casefold()))


def _posts(on: dt.date) -> dict[int, Post]:
    rows = Post.objects.open_on(on).filter(job=Post.Job.SOCIAL_WORKER).select_related("team")
    return {post.person_id: post for post in rows.order_by("started_on", "pk")}
