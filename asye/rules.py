"""Who may do what in the assessed year. Whether it can be done now is a matter of policy and moves."""

from __future__ import annotations

import rules

from asye.models import (
    AssessorResponse,
    Attachment,
    Booking,
    Feedback,
    Goal,
    Meeting,
    Observation,
    PanelItem,
    PanelMember,
    PauseRequest,
    Portfolio,
    ProgressAction,
    ProgressConcern,
    ProtectedTime,
    Reflection,
    Release,
    SavedResource,
    SelfAssessment,
    TrainingRecord,
    WrittenWork,
)
from asye.models.course import KEEPS_TRAINING, knows_training
from asye.models.following import follows_year
from asye.models.meeting import parties_in
from asye.models.portfolio import KEEPS_POSTS, RUNS_PROGRAMME
from workforce.access import Access, Job

PANEL_JOBS = frozenset(
    {
        Job.PRINCIPAL,
        Job.DEVELOPMENT_LEAD,
        Job.DEVELOPMENT_OFFICER,
        Job.ADULT_LEAD,
        Job.GROUP_MANAGER,
        Job.PANEL_MEMBER,
        Job.EXTERNAL_MODERATOR,
    }
)

KEEPS_LIBRARY = RUNS_PROGRAMME | {Job.DEVELOPMENT_OFFICER}


@rules.predicate
def is_author(
    access: Access, record: Reflection | AssessorResponse | WrittenWork | SelfAssessment | ProtectedTime | None
) -> bool:
    return record is not None and record.author_id == access.person.pk


@rules.predicate
def is_assessor_of_author(access: Access, reflection: Reflection | None) -> bool:
    return reflection is not None and reflection.author_id in access.assesses


@rules.predicate
def owns_attachment(access: Access, attachment: Attachment | None) -> bool:
    return attachment is not None and attachment.holder.author_id == access.person.pk


@rules.predicate
def is_practitioner(access: Access, portfolio: Portfolio | None) -> bool:
    return portfolio is not None and portfolio.practitioner_id == access.person.pk


@rules.predicate
def assesses_practitioner(access: Access, portfolio: Portfolio | None) -> bool:
    return portfolio is not None and portfolio.practitioner_id in access.assesses


@rules.predicate
def is_of_the_year(access: Access, meeting: Meeting | None) -> bool:
    """The practitioner, their manager, their assessor, or who runs the programme."""
    return meeting is not None and bool(parties_in(access, meeting.portfolio))


@rules.predicate
def convenes(access: Access, meeting: Meeting | None) -> bool:
    return meeting is not None and bool({"assessor", "coordinator"} & set(parties_in(access, meeting.portfolio)))


@rules.predicate
def convenes_for(access: Access, portfolio: Portfolio | None) -> bool:
    """Any of the people of the year may open its next meeting."""
    return portfolio is not None and bool(parties_in(access, portfolio))


@rules.predicate
def is_own_year(access: Access, record: Observation | Feedback | Goal | TrainingRecord | Booking | None) -> bool:
    """The practitioner, of a record of their year."""
    return record is not None and record.portfolio.practitioner_id == access.person.pk


@rules.predicate
def observes(access: Access, observation: Observation | None) -> bool:
    return observation is not None and observation.observer_id == access.person.pk


@rules.predicate
def assesses_in_year(access: Access, record: Observation | Feedback | Goal | None) -> bool:
    """The assessor of the practitioner whose record it is."""
    return record is not None and record.portfolio.practitioner_id in access.assesses


@rules.predicate
def assesses_the_work(access: Access, work: WrittenWork | None) -> bool:
    """Who was asked to, and the assessor of now."""
    return work is not None and (work.assessed_by_id == access.person.pk or work.author_id in access.assesses)


@rules.predicate
def assesses_anybody(access: Access) -> bool:
    return bool(access.assesses) or Job.ASSESSOR in access.jobs


@rules.predicate
def manages_anybody(access: Access) -> bool:
    return bool(access.manages) or bool(access.jobs & {Job.PRACTICE_MANAGER})


@rules.predicate
def runs_programme(access: Access) -> bool:
    return bool(access.jobs & RUNS_PROGRAMME)


@rules.predicate
def leads_a_service(access: Access) -> bool:
    return bool(access.service_ids)


@rules.predicate
def keeps_library(access: Access) -> bool:
    return bool(access.jobs & KEEPS_LIBRARY)


@rules.predicate
def saved_it(access: Access, saved: SavedResource | None) -> bool:
    return saved is not None and saved.person_id == access.person.pk


@rules.predicate
def sits_on_panels(access: Access) -> bool:
    return bool(access.jobs & PANEL_JOBS)


@rules.predicate
def signs_for_panel(access: Access, item: PanelItem | None) -> bool:
    return (
        item is not None
        and item.panel.members.filter(person=access.person, role__in=PanelMember.SIGNS).exists()
        and item.portfolio.practitioner_id not in access.works_with
    )


always = rules.always_true
rules.add_perm("asye.read_portfolio", always)
rules.add_perm("asye.make_document", always)
rules.add_perm("asye.read_document", always)
rules.add_perm("asye.ask_feedback", is_practitioner | assesses_practitioner)
rules.add_perm("asye.read_feedback", always)
rules.add_perm("asye.handle_feedback", is_own_year | assesses_in_year)
rules.add_perm("asye.plan_observation", is_practitioner | assesses_practitioner)
rules.add_perm("asye.read_observation", always)
rules.add_perm("asye.handle_observation", is_own_year | observes | assesses_in_year)
rules.add_perm("asye.write_observation", is_own_year | observes)
rules.add_perm("asye.respond_observation", is_own_year)
rules.add_perm("asye.countersign_observation", observes)
rules.add_perm("asye.start_written_work", is_practitioner)
rules.add_perm("asye.read_written_work", always)
rules.add_perm("asye.edit_written_work", is_author)
rules.add_perm("asye.assess_written_work", assesses_the_work)
rules.add_perm("asye.plan_goal", is_practitioner | assesses_practitioner)
rules.add_perm("asye.read_goal", always)
rules.add_perm("asye.handle_goal", is_own_year | assesses_in_year)
rules.add_perm("asye.start_self_assessment", is_practitioner)
rules.add_perm("asye.edit_self_assessment", is_author)
rules.add_perm("asye.start_reflection", is_practitioner)
rules.add_perm("asye.recommend", assesses_practitioner)
rules.add_perm("asye.open_meeting", convenes_for)
rules.add_perm("asye.read_meeting", always)
rules.add_perm("asye.write_meeting", is_of_the_year)
rules.add_perm("asye.convene_meeting", convenes)
rules.add_perm("asye.sign_meeting", is_of_the_year)
rules.add_perm("asye.read_reflection", always)
rules.add_perm("asye.edit_reflection", is_author)
rules.add_perm("asye.respond", is_assessor_of_author)
rules.add_perm("asye.release_response", is_author)
rules.add_perm("asye.read_attachment", always)
rules.add_perm("asye.remove_attachment", owns_attachment)
rules.add_perm("asye.see_own_year", always)
rules.add_perm("asye.see_queue", assesses_anybody)
rules.add_perm("asye.see_cohort", runs_programme | leads_a_service)
rules.add_perm("asye.see_team", manages_anybody)
rules.add_perm("asye.see_panels", sits_on_panels)
rules.add_perm("asye.read_panel", always)
rules.add_perm("asye.arrange_panels", runs_programme)
rules.add_perm("asye.note_attendance", runs_programme)
rules.add_perm("asye.read_panel_item", always)
rules.add_perm("asye.decide", signs_for_panel)
rules.add_perm("asye.edit_crosswalk", runs_programme)
rules.add_perm("asye.keep_library", keeps_library)
rules.add_perm("asye.tick_saved", saved_it)


@rules.predicate
def asks_for_pauses(access: Access, portfolio: Portfolio | None) -> bool:
    """The practitioner, their manager, and who runs the programme."""
    return portfolio is not None and bool({"nqsw", "manager", "coordinator"} & set(parties_in(access, portfolio)))


@rules.predicate
def sees_pauses(access: Access, portfolio: Portfolio | None) -> bool:
    """Why somebody is away is for them, their line and the programme, as `PauseRequest.objects.visible_to` has it."""
    return portfolio is not None and (
        asks_for_pauses(access, portfolio)
        or (bool(access.service_ids) and portfolio.practitioner_id not in access.assesses)
    )


@rules.predicate
def asked_for_pause(access: Access, request: PauseRequest | None) -> bool:
    return request is not None and asks_for_pauses(access, request.portfolio)


@rules.predicate
def records_circumstances(access: Access, portfolio: Portfolio | None) -> bool:
    """Who runs the programme, and of no year of their own."""
    return (
        portfolio is not None and bool(access.jobs & RUNS_PROGRAMME) and portfolio.practitioner_id != access.person.pk
    )


@rules.predicate
def keeps_posts(access: Access) -> bool:
    """HR and who runs the programme, as `Portfolio.objects.kept_with_posts` has it."""
    return bool(access.jobs & KEEPS_POSTS)


rules.add_perm("asye.record_circumstances", records_circumstances)
rules.add_perm("asye.see_unfinished", keeps_posts)
rules.add_perm("asye.see_pauses", sees_pauses)
rules.add_perm("asye.ask_pause", asks_for_pauses)
rules.add_perm("asye.read_pause", always)
rules.add_perm("asye.answer_pause", always)
rules.add_perm("asye.withdraw_pause", asked_for_pause)
rules.add_perm("asye.see_handovers", convenes_for)
rules.add_perm("asye.hand_over", runs_programme)
rules.add_perm("asye.see_moves", runs_programme | leads_a_service)
rules.add_perm("asye.move_years", runs_programme)
rules.add_perm("asye.read_move_plan", runs_programme | leads_a_service)
rules.add_perm("asye.run_move_plan", runs_programme)
rules.add_perm("asye.read_year_move", always)
rules.add_perm("asye.run_year_move", runs_programme)


@rules.predicate
def follows_the_year(access: Access, portfolio: Portfolio | None) -> bool:
    """The people of the year, their line and who runs the programme; not the panel that only reads."""
    if portfolio is None or parties_in(access, portfolio):
        return portfolio is not None
    if not access.service_ids:
        return False
    return Portfolio.objects.filter(follows_year(access), pk=portfolio.pk).exists()


rules.add_perm("asye.see_experience", follows_the_year)
rules.add_perm("asye.agree_experience", assesses_practitioner)
rules.add_perm("asye.note_experience", is_practitioner | assesses_practitioner)
rules.add_perm("asye.see_protected_time", follows_the_year)
rules.add_perm("asye.follow_trial", follows_the_year)
rules.add_perm("asye.note_protected_time", is_practitioner)
rules.add_perm("asye.take_back_protected_time", is_author)


@rules.predicate
def keeps_training(access: Access) -> bool:
    return bool(access.jobs & KEEPS_TRAINING)


@rules.predicate
def has_training(access: Access) -> bool:
    return knows_training(access)


@rules.predicate
def sees_training_of_many(access: Access) -> bool:
    """Who keeps the training, group managers, and whoever manages or assesses somebody in the year."""
    return bool(access.jobs & KEEPS_TRAINING or access.service_ids or access.manages or access.assesses)


@rules.predicate
def asked_release(access: Access, release: Release | None) -> bool:
    return release is not None and release.booking.portfolio.practitioner_id == access.person.pk


rules.add_perm("asye.see_training", follows_the_year | keeps_training)
rules.add_perm("asye.note_training", is_practitioner | keeps_training)
rules.add_perm("asye.change_training", is_own_year | keeps_training)
rules.add_perm("asye.read_training", always)
rules.add_perm("asye.see_courses", has_training)
rules.add_perm("asye.read_course", always)
rules.add_perm("asye.read_course_date", always)
rules.add_perm("asye.keep_training", keeps_training)
rules.add_perm("asye.keep_course", keeps_training)
rules.add_perm("asye.keep_course_date", keeps_training)
rules.add_perm("asye.see_cohort_training", sees_training_of_many)
rules.add_perm("asye.give_up_place", is_own_year)
rules.add_perm("asye.read_release", always)
rules.add_perm("asye.answer_release", always)
rules.add_perm("asye.withdraw_release", asked_release)
rules.add_perm("asye.look_at_flag", runs_programme)
rules.add_perm("asye.take_archive", is_practitioner | runs_programme)
rules.add_perm("asye.read_archive", always)
rules.add_perm("asye.end_year", runs_programme)
rules.add_perm("asye.bring_archives", runs_programme)
rules.add_perm("asye.read_brought", always)


@rules.predicate
def raises_progress(access: Access, portfolio: Portfolio | None) -> bool:
    """The assessor, the manager and the service development lead."""
    if portfolio is None or portfolio.practitioner_id == access.person.pk:
        return False
    return portfolio.practitioner_id in access.assesses | access.manages or Job.DEVELOPMENT_LEAD in access.jobs


@rules.predicate
def sees_progress(access: Access, portfolio: Portfolio | None) -> bool:
    """Who may raise one, the practitioner, and whoever reads one of theirs."""
    if portfolio is None:
        return False
    own = portfolio.practitioner_id == access.person.pk
    return own or raises_progress(access, portfolio) or _reads_one(access, portfolio)


def _reads_one(access: Access, portfolio: Portfolio) -> bool:
    return ProgressConcern.objects.visible_to(access).filter(portfolio=portfolio).exists()


@rules.predicate
def answers_for_progress(access: Access) -> bool:
    return bool(access.manages or access.assesses or access.service_ids) or bool(
        access.jobs & {Job.DEVELOPMENT_LEAD, Job.HR}
    )


@rules.predicate
def leads_step(access: Access, concern: ProgressConcern | None) -> bool:
    return concern is not None and concern.steps.filter(led_by=access.person).exists()


@rules.predicate
def does_action(access: Access, action: ProgressAction | None) -> bool:
    return action is not None and access.person.pk in (action.owner_id, action.step.led_by_id)


rules.add_perm("asye.see_progress", sees_progress)
rules.add_perm("asye.raise_progress", raises_progress)
rules.add_perm("asye.see_progress_concerns", answers_for_progress)
rules.add_perm("asye.read_progress", always)
rules.add_perm("asye.lead_progress", leads_step)
rules.add_perm("asye.do_progress_action", does_action)
rules.add_perm("asye.sign_progress", always)
