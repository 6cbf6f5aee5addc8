"""How supervision went in a month, for the authority, a service, a team or one person (SUP-14)."""

from supervision.queries.monitoring.boards import Board, Line, Overdue, board_of
from supervision.queries.monitoring.scopes import (
    Scope,
    everybody_seen,
    of_person,
    of_service,
    of_team,
    seen_by,
    unplaced,
)
from supervision.queries.monitoring.window import Window, window_of

__all__ = [
    "Board",
    "Line",
    "Overdue",
    "Scope",
    "Window",
    "board_of",
    "everybody_seen",
    "of_person",
    "of_service",
    "of_team",
    "seen_by",
    "unplaced",
    "window_of",
]
