"""What of every record that hangs on a person or their year leaves with them, and what stays, each with its reason.

A test compares this with the models there are, and TAKEN with the tables an archive is made from.
"""

from __future__ import annotations

STATUS = "Each change of a status stays in the trail of the authority; the record says where it stands"
OTHERS = "It is about other people, or about how the authority runs its programme"
ASIDE = "Words that were set aside stay with whoever wrote them, until they are dealt with"
SAID = "What was said in supervision stays there; days and lengths go along"
CASES = "It is about cases; only counts leave the authority"
CONCERNS = "A concern is for the people it was put to, and never in an archive"
OWED = "What is owed is computed anew where the year goes on"
MEANS = "It is about archives and documents themselves, or about keeping the service going"
STAFF = "It belongs to the staff records of the authority"

# By model, the kind it goes along with; `portfolio` is the head of the archive.
TAKEN: dict[str, str] = {
    "asye.Portfolio": "portfolio",
    "asye.Portfolio_frameworks": "portfolio",
    "asye.ProgrammeVersion": "portfolio",
    "asye.Handover": "year",
    "asye.MovedDate": "year",
    "asye.Meeting": "meetings",
    "asye.MeetingPart": "meetings",
    "asye.MeetingAttendance": "meetings",
    "asye.MeetingSignature": "meetings",
    "asye.MeetingAddendum": "meetings",
    "asye.Reflection": "reflections",
    "asye.Tag": "reflections",
    "asye.AssessorResponse": "reflections",
    "asye.Attachment": "reflections",
    "asye.Observation": "observations",
    "asye.ObservationAccount": "observations",
    "asye.WrittenWork": "written_work",
    "asye.WorkTag": "written_work",
    "asye.WorkAssessment": "written_work",
    "asye.Feedback": "feedback",
    "asye.Feedback_statements": "feedback",
    "asye.SelfAssessment": "self_assessments",
    "asye.Goal": "goals",
    "asye.Goal_statements": "goals",
    "asye.Goal_resources": "goals",
    "asye.GoalEntry": "goals",
    "asye.ExperienceNote": "experience",
    "asye.TrainingRecord": "training",
    "asye.Booking": "courses",
    "asye.Course": "courses",
    "asye.CourseDate": "courses",
    "asye.Release": "courses",
    "asye.ReleaseMove": "courses",
    "asye.SavedResource": "learning",
    "asye.ProtectedTime": "protected_time",
    "asye.PauseRequest": "pauses",
    "asye.PauseRequestMove": "pauses",
    "asye.PauseAgreement": "pauses",
    "asye.MovePlan": "moves",
    "asye.YearMove": "moves",
    "asye.YearMoveStep": "moves",
    "asye.MoveAccount": "moves",
    "asye.Recommendation": "outcome",
    "asye.Decision": "outcome",
    "asye.BroughtRecord": "of its own kind, as it came",
    "asye.BroughtFile": "with its record",
    "supervision.Session": "supervision",
    "caseloads.Allocation": "caseload",
    "caseloads.Breach": "caseload",
    "caseloads.CaseVersion": "experience",
    "caseloads.Slot": "experience",
    "workforce.Person": "portfolio",
    "workforce.Registration": "portfolio",
    "workforce.Post": "portfolio",
    "workforce.Stage": "portfolio",
    "workforce.Pause": "portfolio",
    "workforce.SealedRecord": "with what was signed",
}

LEFT_OUT: dict[str, str] = {
    "asye.PortfolioMove": STATUS,
    "asye.MeetingMove": STATUS,
    "asye.ReflectionMove": STATUS,
    "asye.WrittenWorkMove": STATUS,
    "asye.ObservationMove": STATUS,
    "asye.BookingMove": STATUS,
    "asye.ReleaseAgreement": "The move that authorised it names who and when",
    "asye.ReflectionVersion": "Earlier texts stay where they were answered; the last one goes along",
    "asye.WrittenWorkVersion": "Earlier texts stay where they were read; the last one goes along",
    "asye.Justification": "It answers the check of this service for what tells who somebody is, which is made anew",
    "asye.MeetingSetAside": ASIDE,
    "asye.ObservationWordsSetAside": ASIDE,
    "workforce.SetAside": ASIDE,
    "asye.BroughtTag": "The record it belongs to names its statements as they were called there",
    "asye.BroughtMeeting": "It says what need not be held again here; there that is worked out anew",
    "asye.MovePlan_editions": "The move says which standards the year came to",
    "asye.TrainingFlag": "It is for those who look after the training, and not about what was learnt",
    "asye.CourseVersion": OTHERS,
    "asye.Panel": OTHERS,
    "asye.PanelMember": OTHERS,
    "asye.PanelItem": OTHERS,
    "asye.AssessorAttendance": OTHERS,
    "asye.DecisionDraft": OTHERS,
    "asye.CrosswalkChange": OTHERS,
    "asye.ResourceCare": OTHERS,
    "asye.ProgressConcern": CONCERNS,
    "asye.ProgressMove": CONCERNS,
    "asye.ProgressStep": CONCERNS,
    "asye.ProgressAction": CONCERNS,
    "asye.ProgressSignature": CONCERNS,
    "asye.PortfolioArchive": MEANS,
    "asye.ArchiveHandover": MEANS,
    "asye.Circumstances": STAFF,
    "asye.ArchiveImport": MEANS,
    "asye.PortfolioDocument": MEANS,
    "progression.ProgressionPaper": STAFF,
    "workforce.Absence": STAFF,
    "workforce.AbsenceChange": STAFF,
    "workforce.PolicyVersion": OTHERS,
    "workforce.Relationship": STAFF,
    "workforce.AuditEntry": MEANS,
    "workforce.KeptWords": MEANS,
}
# Apps of which all else stays.
APPS_LEFT_OUT: dict[str, str] = {"supervision": SAID, "caseloads": CASES, "reminders": OWED}
