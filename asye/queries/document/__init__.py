"""What a portfolio says as one document, as far as its reader may see: sections of plain blocks, fit for JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings

from asye.models import Portfolio
from asye.queries import brought
from asye.queries.document import (
    as_taken,
    decision,
    evidence,
    experience,
    feedback,
    goals,
    observations,
    reflections,
    self_assessment,
    training,
    written_work,
    year,
)
from asye.queries.document.blocks import Section
from workforce.access import Access

Source = Callable[[Portfolio, Access], Section | None]

# In the order of the document. A section with nothing to say is left out.
SECTIONS: tuple[Source, ...] = (
    year.section,
    as_taken.agreement_and_reviews,
    reflections.section,
    observations.section,
    written_work.section,
    feedback.section,
    self_assessment.section,
    training.section,
    goals.section,
    experience.section,
    evidence.section,
    as_taken.supervision_log,
    as_taken.caseload_by_month,
    brought.section,
    decision.section,
)


def snapshot(portfolio: Portfolio, access: Access, *, version: int, at: dt.datetime) -> dict[str, Any]:
    """Return the document's facts and words; call it inside one transaction, so that they belong together."""
    sections = [section for source in SECTIONS if (section := source(portfolio, access))]
    return {
        "authority": str(settings.AUTHORITY_NAME),
        "practitioner": portfolio.practitioner.name,
        "status": portfolio.get_status_display(),
        "version": version,
        "made_for": access.person.name,
        "made_at": at.isoformat(),
        "sections": sections,
    }
