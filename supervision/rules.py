"""Who may do what with supervision."""

import rules

from workforce.access import Access, Job
from workforce.models import Person


@rules.predicate
def leads_supervision_of(access: Access, worker: Person | None) -> bool:
    return worker is not None and worker.pk in access.manages | access.supervises


@rules.predicate
def sees_supervision_of(access: Access, worker: Person | None) -> bool:
    """The worker, their line, and those who answer for the programme; the assessor sees the dates for the year."""
    if worker is None:
        return False
    if worker.pk == access.person.pk or worker.pk in access.works_with or access.service_ids:
        return True
    return bool(access.jobs & {Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})


@rules.predicate
def reads_notes_of(access: Access, worker: Person | None) -> bool:
    """The worker, their line and supervisor; as `Session.objects.visible_to` has it."""
    if worker is None:
        return False
    return worker.pk == access.person.pk or worker.pk in access.manages | access.supervises or bool(access.service_ids)


rules.add_perm("supervision.read_notes", reads_notes_of)
rules.add_perm("supervision.see", sees_supervision_of)
rules.add_perm("supervision.record", leads_supervision_of)
rules.add_perm("supervision.read_session", rules.always_true)
