"""Group and joint sessions: who may lead which, whom they may invite, and what their page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from supervision.models import Gathering, Session
from supervision.policy import groups
from supervision.shared_work import Shared, shared_by
from workforce.access import Access, Job
from workforce.models import Person, Post
from workforce.models.period import holds_on
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

JOINT = "joint"


def leader_of(access: Access) -> groups.Leader:
    return groups.Leader(
        manages=bool(access.manages | access.supervises),
        assesses=bool(access.assesses),
        is_development_lead=Job.DEVELOPMENT_LEAD in access.jobs,
    )


def forms_of(access: Access) -> list[tuple[str, str, str]]:
    """Return what this person may plan, as (code, name, what it is for); joint supervision last."""
    pack, leader = pack_on(access.on), leader_of(access)
    found = [(code, group.label, groups.purpose_of(group)) for code, group in groups.forms_for(pack, leader).items()]
    if leader.manages and pack.supervision.joint is not None:
        found.append((JOINT, "Joint supervision", "Joint supervision is for people who work on the same case"))
    return found


def invited_to(form: str, access: Access) -> QuerySet[Person]:
    """Return whom the leader may invite to this form, by name."""
    group = pack_on(access.on).supervision.groups.get(form)
    if form == JOINT:
        shared = shared_by(access.manages | access.supervises, access.on)
        known = access.manages | access.supervises | {person.pk for one in shared for person in one.people}
        people = Person.objects.filter(pk__in=known)
    elif group is not None and group.attended_by == "practice_managers":
        people = Person.objects.filter(holds_on(access.on, "posts__"), posts__job=Post.Job.PRACTICE_MANAGER)
    elif group is not None and group.led_by == "assessor":
        people = Person.objects.filter(pk__in=access.assesses)
    else:
        people = Person.objects.filter(pk__in=access.manages | access.supervises)
    here = Person.objects.employed_on(access.on).order_by().values("pk")
    return people.filter(pk__in=here).exclude(pk=access.person.pk).order_by("name", "pk").distinct()


def to_arrange(access: Access) -> list[Shared]:
    """Return the cases one's people share that have had no joint session lately and have none planned (SUP-12).

    How long ago is still lately is the policy's; where it asks for no joint supervision there is nothing to arrange.
    """
    asked = groups.joint_asked(pack_on(access.on), access.on)
    if asked is None:
        return []
    shared = shared_by(access.manages | access.supervises, access.on)
    recent = Gathering.objects.filter(kind=Gathering.Kind.JOINT, date__gte=asked.since)
    met = set(
        recent.exclude(outcome=Gathering.Outcome.CANCELLED)
        .filter(reference__in=[one.reference for one in shared])
        .values_list("reference", flat=True)
    )
    return [one for one in shared if one.reference not in met]


def listed(access: Access) -> QuerySet[Gathering]:
    """Return the group and joint sessions this person may see, the newest first, each with how many came."""
    came = Count("attendance", filter=Q(attendance__outcome=Session.Outcome.HELD))
    asked = Count("attendance", filter=~Q(attendance__outcome=Session.Outcome.WITHDRAWN))
    return (
        Gathering.objects.visible_to(access)
        .select_related("leader")
        .annotate(came=came, asked=asked)
        .order_by("-date", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person invited, and what came of it in words."""

    session: Session
    said: str
    tone: str


def attendance_of(gathering: Gathering, access: Access) -> list[Attendance]:
    """Return who is invited and who came. Why somebody was absent is for them, the leader and their line."""
    rows = gathering.attendance.exclude(outcome=Session.Outcome.WITHDRAWN).select_related("worker")
    in_line = {access.person.pk} | access.manages | access.supervises
    reads_all = gathering.leader_id == access.person.pk
    return [
        _attended(row, gathering, with_reason=reads_all or row.worker_id in in_line)
        for row in rows.order_by("worker__name", "pk")
    ]


def _attended(row: Session, gathering: Gathering, *, with_reason: bool) -> Attendance:
    if row.outcome == Session.Outcome.HELD:
        if row.minutes < gathering.minutes:
            return Attendance(row, f"Left early, {row.minutes} minutes", "warn")
        return Attendance(row, "Attended", "good")
    if row.outcome == Session.Outcome.MISSED:
        return Attendance(row, f"Absent: {row.why_not_held}" if with_reason else "Absent", "bad")
    return Attendance(row, "Invited" if row.outcome == Session.Outcome.PLANNED else "Cancelled", "quiet")


def name_of(gathering: Gathering, pack: Pack) -> str:
    """Return what the policy calls this form; the kind where it does not know the form any more."""
    group = pack.supervision.groups.get(gathering.form)
    return group.label if group else gathering.get_kind_display()


def why_of_form(gathering: Gathering, pack: Pack) -> tuple[str, str]:
    """Return the rule and the sentence of what this form is for."""
    group = pack.supervision.groups.get(gathering.form)
    if group is not None:
        return group.rule, groups.purpose_of(group)
    joint = pack.supervision.joint
    return (joint.rule if joint else "SUP-12"), "Joint supervision is arranged for people who work on the same case"
