"""Protected time, training, concerns about progress: handed in where other apps ask (duties, calendar, home, demo)."""

from __future__ import annotations

from asye import (
    progress_demo,
    progress_duties,
    protected_time_demo,
    protected_time_duties,
    training_demo,
    training_duties,
)
from asye.queries import training, watched
from reminders import calendar, owed
from workforce import demo, home


def register() -> None:
    """Called once when the app is ready."""
    home.add_todos(watched.todos)
    owed.add_kind(owed.Kind(watched.PROTECTED_TIME, "Take and note protected time", protected_time_duties.time_owed))
    owed.add_kind(owed.Kind(watched.TRAINING, "Do a course of the pathway", training_duties.courses_owed))
    owed.add_kind(
        owed.Kind(training_duties.RELEASE, "Answer who cannot come to a course", training_duties.answers_owed)
    )
    owed.add_kind(
        owed.Kind(training_duties.FLAG, "Look at courses cancelled again and again", training_duties.looks_owed)
    )
    owed.add_kind(
        owed.Kind(progress_duties.PROGRESS, "A concern about progress", progress_duties.steps_owed, is_private=True)
    )
    calendar.add_events(training.places_of)
    demo.add_loader(protected_time_demo.PROTECTED_TIME, protected_time_demo.load_protected_time)
    demo.add_loader(training_demo.TRAINING_DEMO, training_demo.load_training)
    demo.add_loader(progress_demo.PROGRESS_DEMO, progress_demo.load_progress)
