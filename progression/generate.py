"""The papers of a generated authority: every pass is processed but the newest few."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import groupby

from django.utils import timezone

from asye.models import Decision
from progression.models import ProgressionPaper
from progression.queries import Paper, papers
from workforce.demo import moment
from workforce.generate import Plan, account, key, write, written
from workforce.models import AuditEntry, Post
from workforce.remembered import one_request

ORDER = 60
STILL_WAITING = 25  # one page of the list, in every size that has as many


def generate(plan: Plan) -> str:
    dice = plan.dice("progression")
    with one_request():
        count = write(ProgressionPaper, processed(plan, dice), entry)
    return f"{count} progression papers"


def processed(plan: Plan, dice: random.Random) -> Iterator[ProgressionPaper]:
    clerk = account("hr").pk
    passes = (
        Decision.objects.filter(outcome="pass")
        .select_related("portfolio__practitioner", "portfolio__stage", "item__panel", "signed_by", "sealed", "paper")
        .order_by("signed_at", "pk")
    )
    settled = list(passes)
    settled = settled[: max(len(settled) - STILL_WAITING, len(settled) // 2)]
    for on, decisions in groupby(settled, key=lambda decision: timezone.localdate(decision.signed_at)):
        for paper in papers(list(decisions), on):
            if paper.post is not None and paper.effective_on is not None:
                yield kept(paper, paper.post, paper.effective_on, on, clerk, dice)


def kept(
    paper: Paper, post: Post, effective_on: dt.date, on: dt.date, clerk: int, dice: random.Random
) -> ProgressionPaper:
    return ProgressionPaper(
        sent_key=key(dice),
        decision=paper.decision,
        post=post,
        present_grade=post.grade,
        present_scp=paper.present_scp,
        present_spine=paper.present_spine,
        new_grade=paper.new_grade,
        new_scp=paper.new_scp,
        new_spine=paper.new_spine,
        effective_on=effective_on,
        rules=paper.why.rule,
        because=paper.why.because,
        processed_by_id=clerk,
        processed_at=moment(on, 18),
    )


def entry(row: ProgressionPaper) -> AuditEntry:
    return written(row.processed_by_id, "progression.process", row, row.processed_at)
