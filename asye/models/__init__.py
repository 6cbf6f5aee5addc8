"""The assessed year: portfolio, reflections, the assessor's response, recommendation, panel and decision."""

from asye.models.decision import Decision, DecisionDraft
from asye.models.panel import Panel, PanelItem, PanelMember
from asye.models.portfolio import Portfolio, PortfolioMove
from asye.models.recommendation import Recommendation
from asye.models.reflection import Attachment, Reflection, ReflectionMove, ReflectionVersion, Tag
from asye.models.response import AssessorResponse

__all__ = [
    "AssessorResponse",
    "Attachment",
    "Decision",
    "DecisionDraft",
    "Panel",
    "PanelItem",
    "PanelMember",
    "Portfolio",
    "PortfolioMove",
    "Recommendation",
    "Reflection",
    "ReflectionMove",
    "ReflectionVersion",
    "Tag",
]
