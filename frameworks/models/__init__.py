"""Standards with their statements, the crosswalk between them, and the library of learning resources."""

from frameworks.models.crosswalk import CrosswalkLink
from frameworks.models.library import Resource
from frameworks.models.standards import Framework, Kind, Level, Nation, Section, Statement, Topic, short_name

__all__ = [
    "CrosswalkLink",
    "Framework",
    "Kind",
    "Level",
    "Nation",
    "Resource",
    "Section",
    "Statement",
    "Topic",
    "short_name",
]
