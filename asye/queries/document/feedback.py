"""Feedback that came, without a name: the kind of person, their role where they gave it, and their words."""

from __future__ import annotations

from collections.abc import Iterator

from asye.feedback_questions import FACES, kinds
from asye.models import Feedback, Portfolio
from asye.queries.document.blocks import Block, Section, heading, said, words
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    came = Feedback.objects.visible_to(access).filter(portfolio=portfolio, answered_at__isnull=False)
    blocks = [block for one in came.order_by("answered_at", "pk") for block in _blocks(one)]
    return {"title": "Feedback", "blocks": blocks} if blocks else None


def _blocks(feedback: Feedback) -> Iterator[Block]:
    role = f" ({feedback.role})" if feedback.role else ""
    yield heading(f"{feedback.get_kind_display()}{role}", f"Came on {said(feedback.answered_at)}")
    faces = dict(FACES)
    for question in kinds()[feedback.kind].questions:
        if text := feedback.answers.get(question.name):
            yield words(question.ask, faces.get(text, text) if question.answer == "faces" else text)
