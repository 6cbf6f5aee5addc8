"""Who may do what with the record of people."""

import rules

from workforce.access import Access, Job
from workforce.models import Absence, Person, Post


@rules.predicate
def is_technical(access: Access) -> bool:
    return Job.TECHNICAL in access.jobs


@rules.predicate
def sees_absence(access: Access, person: Person | None) -> bool:
    """Oneself, one's line, and HR. Assessors and the programme see dates that follow from it, not the absence."""
    if person is None:
        return False
    return (
        person.pk == access.person.pk or person.pk in access.manages or Job.HR in access.jobs or leads(access, person)
    )


def leads(access: Access, person: Person) -> bool:
    """Whether the person works in a service this one is group manager of."""
    if not access.service_ids:
        return False
    return Post.objects.open_on(access.on).filter(person=person, team__service__in=access.service_ids).exists()


@rules.predicate
def records_absences(access: Access) -> bool:
    """Whoever manages somebody, or is group manager of a service."""
    return bool(access.manages or access.service_ids)


@rules.predicate
def records_absence_of(access: Access, person: Person | None) -> bool:
    """The line manager, and the group manager where that one is away; nobody records their own."""
    if person is None or person.pk == access.person.pk:
        return False
    return person.pk in access.manages or leads(access, person)


@rules.predicate
def changes_absence(access: Access, absence: Absence | None) -> bool:
    return absence is not None and bool(records_absence_of(access, absence.person))


@rules.predicate
def runs_programme(access: Access) -> bool:
    return bool(access.jobs & {Job.DEVELOPMENT_LEAD, Job.PRINCIPAL})


rules.add_perm("workforce.see_absence", sees_absence)
rules.add_perm("workforce.list_absences", records_absences)
rules.add_perm("workforce.record_absence", records_absence_of)
rules.add_perm("workforce.change_absence", changes_absence)
rules.add_perm("workforce.try_policy", runs_programme)
rules.add_perm("workforce.read_person", rules.always_true)
rules.add_perm("workforce.read_mail", is_technical)
rules.add_perm("workforce.read_set_aside", rules.always_true)
