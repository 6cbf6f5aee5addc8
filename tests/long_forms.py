"""Every form somebody writes more than a line into: who writes it in the demonstration, and on which page.

`tests/front_end/test_long_forms.py` compares it with the code, so that no such form can be left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands: whose page, the name of its address, and whom its address asks for besides a record."""

    who: str
    page: str
    asks: str = ""


LONG_FORMS = {
    "workforce.policy_forms.TryForm": Place("lead", "workforce:policy_try"),
    "supervision.forms.agreements.AgreementForm": Place("groupmanager", "supervision:draw_up_agreement"),
    "supervision.forms.concerns.ConcernForm": Place("nqsw", "supervision:concern_text"),
    "supervision.forms.concerns.AnswerForm": Place("manager", "supervision:concern_text"),
    "supervision.forms.concerns.PutForm": Place("nqsw", "supervision:put_concern"),
    "supervision.forms.concerns.EscalateForm": Place("nqsw", "supervision:escalate_concern"),
    "supervision.forms.gatherings.NoteForm": Place("manager", "supervision:gathering_note"),
    "supervision.forms.records.RecordForm": Place("manager", "supervision:record_edit"),
    "supervision.forms.records.DiscussionForm": Place("manager", "supervision:add_discussion"),
    "supervision.forms.records.SignForm": Place("manager", "supervision:record_sign"),
    "supervision.forms.records.AddendumForm": Place("manager", "supervision:add_addendum"),
    "supervision.forms.sessions.SessionForm": Place("groupmanager", "supervision:add_session"),
    "caseloads.forms.breaches.TermsForm": Place("manager", "caseloads:account_for_breach"),
    "caseloads.forms.breaches.OwnWordsForm": Place("nqsw", "caseloads:breach_words"),
    "caseloads.forms.capacity.SayForm": Place("nqsw", "caseloads:say_at_capacity"),
    "caseloads.forms.capacity.FurtherForm": Place("nqsw", "caseloads:take_capacity_further"),
    "caseloads.forms.capacity.ReplyForm": Place("manager", "caseloads:answer_capacity"),
    "caseloads.forms.capacity_actions.ContingencyForm": Place("groupmanager", "caseloads:raise_contingency"),
    "caseloads.forms.capacity_actions.OutcomeForm": Place("groupmanager", "caseloads:contingency"),
    "caseloads.forms.forecasts.PlanForm": Place("groupmanager", "caseloads:add_forecast_plan"),
    "caseloads.forms.moves.TransferForm": Place("manager", "caseloads:transfer"),
    "caseloads.forms.moves.EndForm": Place("manager", "caseloads:end_allocation"),
    "caseloads.forms.offers.AllocationForm": Place("manager", "caseloads:allocate"),
    "caseloads.forms.offers.AnswerForm": Place("nqsw", "caseloads:answer_offer"),
    "caseloads.forms.offers.CompleteForm": Place("manager", "caseloads:complete_offer"),
    "caseloads.forms.offers.DecideForm": Place("manager", "caseloads:decide_offer"),
    "caseloads.forms.offers.WithdrawForm": Place("manager", "caseloads:withdraw_offer"),
    "caseloads.forms.readiness.ReadinessForm": Place("manager", "caseloads:readiness"),
    "caseloads.forms.readiness.TakeBackForm": Place("manager", "caseloads:readiness"),
    "caseloads.forms.rota.GiveForm": Place("manager", "caseloads:give_slot", "worker"),
    "caseloads.forms.rota.FreeForm": Place("manager", "caseloads:free_slot"),
    "caseloads.forms.rota.CancelForm": Place("manager", "caseloads:cancel_slot"),
    "caseloads.forms.rota.AskForm": Place("nqsw", "caseloads:ask_to_swap"),
    "caseloads.forms.rota.AnswerForm": Place("socialworker", "caseloads:answer_swap"),
    "caseloads.forms.rota.DecideForm": Place("manager", "caseloads:decide_swap"),
    "asye.forms.archives.HandOverForm": Place("lead", "asye:archive"),
    "asye.forms.circumstances.CircumstancesForm": Place("lead", "asye:record_circumstances"),
    "asye.forms.goals.GoalForm": Place("nqsw", "asye:goal_plan"),
    "asye.forms.goals.ChangeGoalForm": Place("nqsw", "asye:goal_change"),
    "asye.forms.goals.WhyForm": Place("nqsw", "asye:goal_note"),
    "asye.forms.library.ResourceForm": Place("lead", "asye:resource_add"),
    "asye.forms.meetings.PartForm": Place("nqsw", "asye:meeting_write"),
    "asye.forms.meetings.SignMeetingForm": Place("assessor", "asye:meeting_sign"),
    "asye.forms.meetings.SendBackForm": Place("assessor", "asye:meeting_send_back"),
    "asye.forms.meetings.AddToMeetingForm": Place("nqsw", "asye:meeting_addendum"),
    "asye.forms.moves.StartMoveForm": Place("lead", "asye:move_start"),
    "asye.forms.moves.WhyForm": Place("lead", "asye:move_undo"),
    "asye.forms.observations.ConsentForm": Place("nqsw", "asye:observation_consent"),
    "asye.forms.observations.AccountForm": Place("assessor", "asye:observation_write"),
    "asye.forms.observations.ResponseToObservationForm": Place("nqsw", "asye:observation_respond"),
    "asye.forms.panels.RecommendForm": Place("assessor", "asye:recommend"),
    "asye.forms.panels.ReasonsForm": Place("chair", "asye:decide_pass"),
    "asye.forms.pauses.RefusePauseForm": Place("lead", "asye:pause_refuse"),
    "asye.forms.pauses.HandoverForm": Place("lead", "asye:hand_over_team"),
    "asye.forms.progress.RaiseProgressForm": Place("assessor", "asye:progress_raise"),
    "asye.forms.progress.ProgressMeetingForm": Place("lead", "asye:progress_meeting"),
    "asye.forms.progress.ProgressDoneForm": Place("manager", "asye:progress_action_done"),
    "asye.forms.progress.DecideProgressForm": Place("lead", "asye:progress_decide"),
    "asye.forms.progress.SignProgressForm": Place("nqsw", "asye:progress_sign"),
    "asye.forms.reflections.ReflectionForm": Place("nqsw", "asye:reflection_edit"),
    "asye.forms.responses.ResponseForm": Place("assessor", "asye:respond"),
    "asye.forms.self_assessment.SelfAssessmentForm": Place("nqsw", "asye:self_assessment_edit"),
    "asye.forms.sharing.WhysForm": Place("nqsw", "asye:reflection_whys"),
    "asye.forms.training.CourseForm": Place("lead", "asye:course_add"),
    "asye.forms.training.WhyForm": Place("lead", "asye:course_call_off"),
    "asye.forms.training.ReleaseForm": Place("nqsw", "asye:give_up_place"),
    "asye.forms.training.LookForm": Place("lead", "asye:training_flag"),
    "asye.forms.written_work.WorkForm": Place("nqsw", "asye:written_work_edit"),
    "asye.forms.written_work.ReturnWorkForm": Place("assessor", "asye:written_work_return"),
    "asye.forms.written_work.AssessWorkForm": Place("assessor", "asye:written_work_assess"),
    "asye.forms.written_work.AnswerWorkForm": Place("nqsw", "asye:written_work_respond"),
}

# Their boxes are those of the form they are made from.
BY_ITS_PARENT = {"caseloads.forms.offers.CompleteForm"}

# Why these are in no browser.
NOT_TRIED = {
    "workforce.forms.words_field": "makes the boxes of the others",
    "asye.forms.feedback.asked": "whoever gives feedback by a link has no account; nothing of theirs is kept unsent",
}
