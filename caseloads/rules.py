"""Who may do what with caseloads."""

import rules

from caseloads.models import CaseImport
from workforce.access import Access, Job
from workforce.models import Person


@rules.predicate
def manages_worker(access: Access, worker: Person | None) -> bool:
    return worker is not None and worker.pk in access.manages


@rules.predicate
def sees_load_of(access: Access, worker: Person | None) -> bool:
    """The worker, their line and assessor, and those who answer for the service. HR has no business here."""
    if worker is None:
        return False
    if worker.pk == access.person.pk or worker.pk in access.works_with or access.service_ids:
        return True
    return bool(access.jobs & {Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})


@rules.predicate
def sends_files(access: Access, _: object = None) -> bool:
    """Who brings the case system's file in: those who answer for all. The nightly command needs no page."""
    return bool(access.jobs & CaseImport.SEEN_BY)


rules.add_perm("caseloads.send_file", sends_files)
rules.add_perm("caseloads.deal_with_file", sends_files)
rules.add_perm("caseloads.see_imports", sends_files)
rules.add_perm("caseloads.see_import", sends_files)
rules.add_perm("caseloads.see", sees_load_of)
rules.add_perm("caseloads.allocate", manages_worker)
