"""Who may do what with pay progression."""

import rules

from workforce.access import Access, Job


@rules.predicate
def is_hr(access: Access) -> bool:
    return Job.HR in access.jobs


rules.add_perm("progression.see_list", is_hr)
rules.add_perm("progression.export", is_hr)
rules.add_perm("progression.process", is_hr)
rules.add_perm("progression.read_paper", rules.always_true)
