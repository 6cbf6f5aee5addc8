"""Who may do what with the record of people."""

import rules

from workforce.access import Access, Job
from workforce.models import Person, Post


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
def runs_programme(access: Access) -> bool:
    return bool(access.jobs & {Job.DEVELOPMENT_LEAD, Job.PRINCIPAL})


rules.add_perm("workforce.see_absence", sees_absence)
rules.add_perm("workforce.try_policy", runs_programme)
rules.add_perm("workforce.read_person", rules.always_true)
rules.add_perm("workforce.read_mail", is_technical)
