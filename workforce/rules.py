"""Who may do what with the record of people."""

import rules

from workforce.access import Access, Job


@rules.predicate
def is_technical(access: Access) -> bool:
    return Job.TECHNICAL in access.jobs


rules.add_perm("workforce.read_person", rules.always_true)
rules.add_perm("workforce.read_mail", is_technical)
