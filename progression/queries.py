"""Who passed and waits to be paid by it, and the paper that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from asye.models import Decision
from asye.models.recommendation import Outcome
from progression import policy
from progression.models import ProgressionPaper
from workforce.access import Access, may
from workforce.home import Place, Todo
from workforce.models import Post
from workforce.models.period import holds_on
from workforce.policy_in_force import pack_on
from workforce.why import Why, why


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper for one pass: who, present grade and point, new grade and point, from when, authorised by whom.

    `processed` is what HR has kept; until then the figures are what the policy says today.
    """

    decision: Decision
    post: Post | None
    present_grade: str
    present_scp: int | None
    present_spine: str
    new_grade: str
    new_scp: int | None
    new_spine: str
    effective_on: dt.date | None
    why: Why
    processed: ProgressionPaper | None

    @property
    def reference(self) -> str:
        return f"PP-{self.decision.pk:06d}"

    @property
    def authority(self) -> str:
        return str(settings.AUTHORITY_NAME)


def passes(access: Access) -> QuerySet[Decision]:
    """Every final pass this person may see, with what the paper needs."""
    return (
        Decision.objects.visible_to(access)
        .filter(outcome=Outcome.PASS)
        .select_related(
            "portfolio__practitioner",
            "item__panel",
            "signed_by",
            "sealed",
            "paper__processed_by",
            "paper__post__team__service",
        )
        .defer("sealed__content", "item__panel__submit_by_because")
        .order_by("signed_at", "pk")
    )


def waiting(access: Access) -> QuerySet[Decision]:
    """Passes that HR has not processed, oldest first."""
    return passes(access).filter(paper__isnull=True)


def papers(decisions: list[Decision], on: dt.date) -> list[Paper]:
    """Return the papers of these passes: one query for the posts of those who wait; what is processed keeps its own."""
    people = [decision.portfolio.practitioner_id for decision in decisions if not hasattr(decision, "paper")]
    posts: dict[int, Post] = {}
    for post in Post.objects.filter(holds_on(on), person__in=people).select_related("team__service"):
        posts.setdefault(post.person_id, post)
    return [_paper(decision, posts.get(decision.portfolio.practitioner_id)) for decision in decisions]


def _paper(decision: Decision, post: Post | None) -> Paper:
    processed = getattr(decision, "paper", None)
    if processed is not None:
        return _as_processed(decision, processed)
    signed_on = timezone.localdate(decision.signed_at)
    pack = pack_on(signed_on)
    answer = policy.after_pass(
        pack,
        decided_on=signed_on,
        grade=post.grade if post else None,
        scp=post.scp if post else None,
        submitted_on=timezone.localdate(decision.item.submitted_at) if decision.item.submitted_at else None,
        started_on=decision.portfolio.started_on,
    )
    return Paper(
        decision=decision,
        post=post,
        present_grade=str(post.grade or "") if post else "",
        present_scp=post.scp if post else None,
        present_spine=post.spine if post else "",
        new_grade=answer.new_grade or "",
        new_scp=answer.new_scp,
        new_spine=answer.spine_version or "",
        effective_on=answer.effective_on,
        why=why(answer, pack),
        processed=None,
    )


def _as_processed(decision: Decision, kept: ProgressionPaper) -> Paper:
    return Paper(
        decision=decision,
        post=kept.post,
        present_grade=str(kept.present_grade or ""),
        present_scp=kept.present_scp,
        present_spine=kept.present_spine,
        new_grade=kept.new_grade,
        new_scp=kept.new_scp,
        new_spine=kept.new_spine,
        effective_on=kept.effective_on,
        why=Why(because=kept.because, rule=kept.rules),
        processed=kept,
    )


def todos(access: Access) -> Iterator[Todo]:
    if not may("progression.see_list", access):
        return
    count = waiting(access).count()
    if count:
        what = "1 pass waits" if count == 1 else f"{count} passes wait"
        yield Todo(title=f"{what} to be processed", url=reverse("progression:waiting"), detail="Pay depends on it")


def places(access: Access) -> Iterator[Place]:
    if may("progression.see_list", access):
        yield Place(60, "Progression", reverse("progression:waiting"))
