"""Who may do what with supervision."""

import rules

from supervision.models import (
    Action,
    Agreement,
    CaseDiscussion,
    Concern,
    ConcernText,
    Gathering,
    KeptGap,
    Series,
    Session,
    SessionRecord,
)
from workforce.access import Access, Job
from workforce.models import Person, Service, Team


@rules.predicate
def leads_supervision_of(access: Access, worker: Person | None) -> bool:
    return worker is not None and worker.pk in access.manages | access.supervises


@rules.predicate
def holds_supervision_with(access: Access, worker: Person | None) -> bool:
    """Whoever leads it, and the registered professional supervisor, who holds sessions of their own (SUP-11)."""
    return worker is not None and (
        leads_supervision_of(access, worker) or worker.pk in access.professionally_supervises
    )


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
rules.add_perm("supervision.hold", holds_supervision_with)
rules.add_perm("supervision.read_session", rules.always_true)


@rules.predicate
def sat_together(access: Access, record: SessionRecord | Session | None) -> bool:
    """The worker or the supervisor of the session: they write the record and sign it."""
    session = record.session if isinstance(record, SessionRecord) else record
    return session is not None and access.person.pk in (session.worker_id, session.supervisor_id)


@rules.predicate
def reads_personal_part(access: Access, record: SessionRecord | None) -> bool:
    """As `read_in_full` has it: the two, and the supervisor's manager."""
    if record is None:
        return False
    return sat_together(access, record) or record.session.supervisor_id in access.manages


@rules.predicate
def leads_session(access: Access, session: Session | None) -> bool:
    """The supervisor, or whoever leads the worker's supervision now."""
    if session is None:
        return False
    return session.supervisor_id == access.person.pk or session.worker_id in access.manages | access.supervises


@rules.predicate
def wrote_with(access: Access, discussion: CaseDiscussion | None) -> bool:
    return discussion is not None and sat_together(access, discussion.record)


@rules.predicate
def settles_action(access: Access, action: Action | None) -> bool:
    """Whose it is, the two of the session, or whoever supervises the worker now."""
    if action is None:
        return False
    session = action.record.session
    return (
        access.person.pk in (action.owner_id, session.worker_id, session.supervisor_id)
        or session.worker_id in access.manages | access.supervises
    )


@rules.predicate
def reads_agreement_of(access: Access, worker: Person | None) -> bool:
    """The worker, and whoever leads their supervision."""
    return worker is not None and (worker.pk == access.person.pk or leads_supervision_of(access, worker))


@rules.predicate
def is_bound_by(access: Access, agreement: Agreement | None) -> bool:
    return agreement is not None and access.person.pk in (agreement.worker_id, agreement.supervisor_id)


@rules.predicate
def manages(access: Access, subject: Person | KeptGap | None) -> bool:
    """The practice manager of the worker."""
    if subject is None:
        return False
    return (subject.worker_id if isinstance(subject, KeptGap) else subject.pk) in access.manages


@rules.predicate
def leads_series(access: Access, series: Series | None) -> bool:
    """The supervisor of the series, or whoever leads the worker's supervision now."""
    if series is None:
        return False
    return series.supervisor_id == access.person.pk or series.worker_id in access.manages | access.supervises


@rules.predicate
def leads_groups(access: Access) -> bool:
    """Whoever supervises or assesses somebody, and the development lead (SUP-10)."""
    return bool(access.manages | access.supervises | access.assesses) or Job.DEVELOPMENT_LEAD in access.jobs


@rules.predicate
def leads_gathering(access: Access, gathering: Gathering | None) -> bool:
    return gathering is not None and gathering.leader_id == access.person.pk


@rules.predicate
def is_settled_alone(access: Access, session: Session | None) -> bool:
    """Not somebody's place in a group or joint session: its leader settles that for all."""
    return session is not None and session.gathering_id is None


rules.add_perm("supervision.lead_gatherings", leads_groups)
rules.add_perm("supervision.lead_gathering", leads_gathering)
rules.add_perm("supervision.read_gathering", rules.always_true)
rules.add_perm("supervision.read_series", rules.always_true)
rules.add_perm("supervision.end_series", leads_series)
rules.add_perm("supervision.keep_gap", manages)
rules.add_perm("supervision.read_agreement", reads_agreement_of)
rules.add_perm("supervision.sign_agreement", is_bound_by)
rules.add_perm("supervision.settle_session", leads_session & is_settled_alone)
rules.add_perm("supervision.open_record", sat_together & is_settled_alone)
rules.add_perm("supervision.read_record", rules.always_true)
rules.add_perm("supervision.read_personal_part", reads_personal_part)
rules.add_perm("supervision.write_record", sat_together)
rules.add_perm("supervision.remove_discussion", wrote_with)
rules.add_perm("supervision.close_action", settles_action)


@rules.predicate
def raised(access: Access, concern: Concern | None) -> bool:
    return concern is not None and concern.author_id == access.person.pk


@rules.predicate
def was_asked(access: Access, concern: Concern | None) -> bool:
    """Whoever the concern was put to; whether it still waits for them is for the service to say."""
    return concern is not None and concern.steps.filter(to=access.person).exists()


@rules.predicate
def wrote(access: Access, text: ConcernText | None) -> bool:
    return text is not None and text.author_id == access.person.pk


@rules.predicate
def answers_for_practice(access: Access) -> bool:
    return bool(access.jobs & {Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})


rules.add_perm("supervision.read_concern", rules.always_true)
rules.add_perm("supervision.lead_concern", raised)
rules.add_perm("supervision.answer_concern", was_asked)
rules.add_perm("supervision.write_concern", wrote)
rules.add_perm("supervision.see_concern_totals", answers_for_practice)


@rules.predicate
def arranges_professional(access: Access, worker: Person | None) -> bool:
    """The line manager, the group manager of the worker's service, and those who lead the programme."""
    if worker is None or worker.pk == access.person.pk:
        return False
    leads = bool(access.jobs & {Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})
    return leads or worker.pk in access.manages or bool(access.service_ids and worker.pk not in access.assesses)


rules.add_perm("supervision.arrange_professional", arranges_professional)


@rules.predicate
def monitors(access: Access, part: Service | Team | None) -> bool:
    """Who answers for the supervision of others, or of a service or team: not HR, nor assessors."""
    if access.jobs & {Job.PRINCIPAL, Job.DEVELOPMENT_LEAD}:
        return True
    led = access.manages | access.supervises | access.professionally_supervises
    if isinstance(part, Service):
        return part.pk in access.service_ids
    return bool(access.service_ids or led)


rules.add_perm("supervision.monitor", monitors)
