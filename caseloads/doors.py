"""What the app hands in where the apps below ask: duties, calendar, pages, imports, the policy desk, demonstrations."""

from __future__ import annotations

from caseloads import (
    demo,
    desk,
    duties,
    explain,
    feed_places,
    follow,
    made_up,
    made_up_rota,
    places,
    rota_duties,
    rota_places,
    rota_rules,
)
from caseloads import generate as cases
from caseloads.queries import rota_own
from reminders import calendar, owed
from workforce import demo as story
from workforce import desk as policy_desk
from workforce import generate, home
from workforce.imports import after


def register() -> None:
    """Called once when the app is ready; where several hand in to one door, they are shown in this order."""
    _duties()
    rota_rules.register()
    _pages()
    after.follow(follow.ORDER, follow.follow_import)
    after.follow(follow.ROTA, follow.rota_after_import)
    _policy()
    _demonstrations()


def _duties() -> None:
    for kind, source in duties.SOURCES.items():
        owed.add_kind(owed.Kind(kind, duties.TITLES[kind], source))
    for kind, rota_source in rota_duties.SOURCES.items():
        owed.add_kind(owed.Kind(kind, rota_duties.TITLES[kind], rota_source))
    calendar.add_events(rota_own.slots_held)


def _pages() -> None:
    home.add_places(rota_places.places)
    home.add_todos(rota_places.todos)
    home.add_places(places.places)
    home.add_todos(places.todos)
    home.add_places(feed_places.places)


def _policy() -> None:
    explain.register()
    policy_desk.add_source("caseload-limit", desk.limit_facts)
    policy_desk.add_source("allocation", desk.allocation_facts)
    policy_desk.add_trial(policy_desk.Trial("caseload", "Above the caseload limit", desk.above_limit))


def _demonstrations() -> None:
    story.add_loader(demo.ORDER, demo.load)
    generate.add_generator(cases.ORDER, cases.generate)
    generate.add_generator(made_up.ORDER, made_up.generate)
    generate.add_generator(made_up_rota.ORDER, made_up_rota.generate)
