"""Who may do what with pay progression."""

import rules

from asye.models import Decision
from asye.models.recommendation import Outcome
from workforce.access import Access, Job


@rules.predicate
def is_hr(access: Access) -> bool:
    return Job.HR in access.jobs


@rules.predicate
def processes_pass(access: Access, decision: Decision | None) -> bool:
    """HR handle passes; a fail is not theirs to read here."""
    return Job.HR in access.jobs and decision is not None and decision.outcome == Outcome.PASS


rules.add_perm("progression.see_list", is_hr)
rules.add_perm("progression.export", is_hr)
rules.add_perm("progression.process_record", processes_pass)
