"""The assessed year: portfolio, reflections, the assessor's response, recommendation, panel and decision."""

from asye.models.archive import ArchiveHandover, PortfolioArchive
from asye.models.attachment import Attachment
from asye.models.brought import ArchiveImport, BroughtFile, BroughtMeeting, BroughtRecord, BroughtTag
from asye.models.circumstances import Circumstances
from asye.models.course import Course, CourseDate, CourseVersion
from asye.models.crosswalk import CrosswalkChange
from asye.models.decision import Decision, DecisionDraft
from asye.models.document import PortfolioDocument
from asye.models.experience import ExperienceNote
from asye.models.feedback import Feedback
from asye.models.goal import Goal, GoalEntry
from asye.models.handover import Handover
from asye.models.justification import Justification
from asye.models.library import ResourceCare, SavedResource
from asye.models.meeting import (
    Meeting,
    MeetingAddendum,
    MeetingAttendance,
    MeetingMove,
    MeetingPart,
    MeetingSetAside,
    MeetingSignature,
    Party,
)
from asye.models.observation import Observation, ObservationAccount, ObservationMove, ObservationWordsSetAside
from asye.models.panel import AssessorAttendance, Panel, PanelItem, PanelMember
from asye.models.pause import MovedDate, PauseAgreement, PauseRequest, PauseRequestMove
from asye.models.portfolio import Portfolio, PortfolioMove
from asye.models.programme import ProgrammeVersion
from asye.models.progress import (
    ProgressAction,
    ProgressConcern,
    ProgressMove,
    ProgressSignature,
    ProgressStep,
)
from asye.models.protected_time import ProtectedTime
from asye.models.recommendation import Recommendation
from asye.models.reflection import Reflection, ReflectionMove, ReflectionVersion, Tag
from asye.models.response import AssessorResponse
from asye.models.self_assessment import SelfAssessment
from asye.models.training import (
    Booking,
    BookingMove,
    Release,
    ReleaseAgreement,
    ReleaseMove,
    TrainingFlag,
    TrainingRecord,
)
from asye.models.written_work import WorkAssessment, WorkTag, WrittenWork, WrittenWorkMove, WrittenWorkVersion
from asye.models.year_move import MoveAccount, MovePlan, YearMove, YearMoveStep

__all__ = [
    "ArchiveHandover",
    "ArchiveImport",
    "AssessorAttendance",
    "AssessorResponse",
    "Attachment",
    "Booking",
    "BookingMove",
    "BroughtFile",
    "BroughtMeeting",
    "BroughtRecord",
    "BroughtTag",
    "Circumstances",
    "Course",
    "CourseDate",
    "CourseVersion",
    "CrosswalkChange",
    "Decision",
    "DecisionDraft",
    "ExperienceNote",
    "Feedback",
    "Goal",
    "GoalEntry",
    "Handover",
    "Justification",
    "Meeting",
    "MeetingAddendum",
    "MeetingAttendance",
    "MeetingMove",
    "MeetingPart",
    "MeetingSetAside",
    "MeetingSignature",
    "MoveAccount",
    "MovePlan",
    "MovedDate",
    "Observation",
    "ObservationAccount",
    "ObservationMove",
    "ObservationWordsSetAside",
    "Panel",
    "PanelItem",
    "PanelMember",
    "Party",
    "PauseAgreement",
    "PauseRequest",
    "PauseRequestMove",
    "Portfolio",
    "PortfolioArchive",
    "PortfolioDocument",
    "PortfolioMove",
    "ProgrammeVersion",
    "ProgressAction",
    "ProgressConcern",
    "ProgressMove",
    "ProgressSignature",
    "ProgressStep",
    "ProtectedTime",
    "Recommendation",
    "Reflection",
    "ReflectionMove",
    "ReflectionVersion",
    "Release",
    "ReleaseAgreement",
    "ReleaseMove",
    "ResourceCare",
    "SavedResource",
    "SelfAssessment",
    "Tag",
    "TrainingFlag",
    "TrainingRecord",
    "WorkAssessment",
    "WorkTag",
    "WrittenWork",
    "WrittenWorkMove",
    "WrittenWorkVersion",
    "YearMove",
    "YearMoveStep",
]
