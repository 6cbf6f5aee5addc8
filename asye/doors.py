"""What the app hands in where the apps below ask: duties, calendar, agendas, pages, the policy desk, demonstrations."""

from __future__ import annotations

from asye import (
    agenda,
    archives_demo,
    completion_demo,
    demo,
    desk,
    duties,
    experience_demo,
    explain,
    library_demo,
    meeting_duties,
    moves_demo,
    pause_duties,
    shared_work,
    training_pieces,
    year_pieces,
)
from asye import generate as made_up
from asye.queries import asides, evidence, library, own_calendar
from asye.queries import home as own
from asye.services import years
from frameworks import shown
from reminders import calendar, owed
from supervision import agenda as supervision_agenda
from supervision import shared_work as supervision_work
from workforce import asides as set_aside
from workforce import demo as story
from workforce import desk as policy_desk
from workforce import generate, home
from workforce.imports import after


def register() -> None:
    """Called once when the app is ready; where several hand in to one door, they are shown in this order."""
    _duties()
    training_pieces.register()
    year_pieces.register()
    _agendas()
    _pages()
    _policy()
    after.follow(10, years.follow_import)
    _demonstrations()


def _duties() -> None:
    owed.add_kind(owed.Kind(duties.SUBMISSION, "Submit the portfolio", duties.submissions_owed))
    owed.add_kind(owed.Kind(duties.READING, "Read the portfolio before the panel", duties.readings_owed))
    owed.add_kind(
        owed.Kind(meeting_duties.AGREEMENT, "Agree on support and assessment", meeting_duties.agreements_owed)
    )
    owed.add_kind(owed.Kind(meeting_duties.REVIEW, "Hold the review", meeting_duties.reviews_owed))
    owed.add_kind(owed.Kind(pause_duties.PAUSE, "Answer a request to pause", pause_duties.answers_owed))
    owed.add_kind(owed.Kind(meeting_duties.SIGNATURE, "Sign", meeting_duties.signatures_owed))
    calendar.add_events(own_calendar.panels_of)
    calendar.add_events(own_calendar.panels_to_answer)
    calendar.add_events(own_calendar.reviews_of)


def _agendas() -> None:
    supervision_agenda.add_lines(agenda.caseload)
    supervision_agenda.add_lines(agenda.reflections)
    supervision_agenda.add_lines(library.for_supervision)
    supervision_work.add_source(shared_work.shared_cases)


def _pages() -> None:
    set_aside.add_source(asides.own_asides)
    home.add_todos(own.todos)
    home.add_places(own.places)
    home.add_todos(library.todos)
    home.add_places(library.places)
    shown.add_evidence(evidence.own_evidence)
    shown.add_deeds(library.deeds)


def _policy() -> None:
    explain.register()
    policy_desk.add_source("asye-clock", desk.year_facts)
    policy_desk.add_source("moderation-deadlines", desk.panel_facts)


def _demonstrations() -> None:
    story.add_loader(demo.FRAMEWORKS, demo.load_frameworks)
    story.add_loader(demo.YEARS, demo.load_years)
    story.add_loader(moves_demo.MOVES, moves_demo.load_moves)
    story.add_loader(library_demo.LIBRARY, library_demo.load_library)
    story.add_loader(archives_demo.ARCHIVES, archives_demo.load_archives)
    story.add_loader(completion_demo.COMPLETION, completion_demo.load_completion)
    story.add_loader(experience_demo.EXPERIENCE, experience_demo.load_experience)
    generate.add_generator(made_up.FRAMEWORKS, made_up.load_frameworks)
    generate.add_generator(made_up.YEARS, made_up.generate)
