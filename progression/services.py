"""What HR does with a pass: process the paper, once."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from progression.models import ProgressionPaper
from progression.queries import Paper
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused


@transaction.atomic
def process(*, paper: Paper, sent_key: uuid.UUID, by: Person, at: dt.datetime) -> ProgressionPaper:
    """Keep the paper as it stands and take the pass off the list; a form sent twice does it once.

    Raises:
        Refused: the policy gives no figure or date, the person has no post, or it has been processed already.
    """
    if paper.post is None:
        raise Refused("This person holds no post today, so there is nothing to pay. Check the HR record first")
    if paper.effective_on is None or paper.new_scp is None:
        raise Refused(paper.why.because)
    made = ProgressionPaper(
        decision=paper.decision,
        post=paper.post,
        present_grade=paper.post.grade,
        present_scp=paper.present_scp,
        present_spine=paper.present_spine,
        new_grade=paper.new_grade,
        new_scp=paper.new_scp,
        new_spine=paper.new_spine,
        effective_on=paper.effective_on,
        rules=paper.why.rule,
        because=paper.why.because,
        processed_by=by,
        processed_at=at,
        sent_key=sent_key,
    )
    kept, new = insert_once(made, clash="This pass has been processed already")
    if new:
        audit.record(by=by, deed="progression.process", subject=kept, at=at)
    return kept
