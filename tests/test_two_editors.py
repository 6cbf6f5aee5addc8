"""Rounds of two editors on every record that can be edited: one wins, one is shown both texts, and none is lost.

`ROUNDS=200` runs each of them two hundred times (`script/bench editors`); the suite runs a few.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from tests.browser.moving import database_of_its_own
from tests.conftest import on_their_day
from tests.editing.records import ADDED, CARRIED, DEEDS, MACHINE, ONCE, ROWS, WRITTEN, Scene
from tests.editing.window import Answer, Window
from tests.house import House, build
from workforce import versions
from workforce.versions import Versioned

ROUNDS = int(os.environ.get("ROUNDS", "3"))
AT_ONCE = max(1, ROUNDS // 3)
ORDERS = ((0, 1), (1, 0), (0, 1, 0), (1, 0, 1), (0, 0, 1), (1, 1, 0, 0))
OURS = ("workforce", "frameworks", "reminders", "supervision", "caseloads", "asye", "progression")
# A number of an edition, not of what a form has read.
NUMBERED = {"asye.PortfolioDocument", "asye.PortfolioArchive"}


@pytest.fixture
def ticking() -> Iterator[None]:
    """Their day with a clock that goes on, so that what came last is known to have come last."""
    with time_machine.travel(on_their_day(os.environ.get("AT", "")), tick=True):
        yield


def text(name: str, dice: random.Random) -> str:
    return f"{name} wrote “it’s {dice.randrange(10**9)} & counting”"


def opened(scene: Scene) -> tuple[Window, Window]:
    """Two windows of one form, both read before either sends."""
    one, two = (Window(person, scene.path, scene.of) for person in scene.people)
    for window in (one, two):
        window.sign_in()
        window.open()
    return one, two


def no_fault(answer: Answer) -> Answer:
    assert answer.status in (200, 409), (answer.status, answer.at)
    return answer


def duel(scene: Scene, dice: random.Random) -> None:
    """One round: who is first stands, who is second is shown both texts, and both find their own again."""
    windows = opened(scene)
    assert windows[0].words == windows[1].words
    words = (text("One", dice), text("Two", dice))
    order = dice.choice(ORDERS)
    first, by_itself = order[0], dice.random() < 0.3
    last: dict[int, Answer] = {}
    for n in order:
        last[n] = no_fault(windows[n].send(words[n], by_itself, **scene.given))
    settled(scene, windows, words, first, last[1 - first])
    goes_on(windows, words, 1 - first, last[1 - first], dice)


def settled(scene: Scene, windows: tuple[Window, Window], words: tuple[str, str], first: int, late: Answer) -> None:
    assert [late.shows(one) for one in words] == [True, True], f"who was late is not shown both texts: {late.at}"
    for window in windows:
        window.open()
        assert window.words == words[first], "the record is not what was sent first"
        page = window.read(scene.at or scene.path)
        assert page.shows(words[first])
    for n, window in enumerate(windows):
        assert window.finds(words[n]), f"{n} no longer finds what they wrote"


def goes_on(
    windows: tuple[Window, Window], words: tuple[str, str], second: int, late: Answer, dice: random.Random
) -> None:
    """Now and then who was second takes their own words: those that were first are kept too."""
    if dice.random() < 0.5 and windows[second].choose(late.at):
        windows[second].open()
        assert windows[second].words == words[second]
        for n, window in enumerate(windows):
            assert window.finds(words[n]), f"{n} no longer finds what they wrote, after a choice"


@pytest.mark.parametrize("name", WRITTEN)
def test_one_wins_one_is_shown_both_and_none_is_lost(house: House, ticking: None, name: str) -> None:
    scene, dice = WRITTEN[name][1](house), random.Random(name)
    for _ in range(ROUNDS):
        duel(scene, dice)


@pytest.mark.parametrize("name", WRITTEN)
def test_with_the_version_check_off_the_proof_goes_red(
    house: House, ticking: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Everything that compares what a form has read with what is there does so in this one place."""
    scene, dice = WRITTEN[name][1](house), random.Random(name)
    monkeypatch.setattr(versions, "still", lambda **was: ~Q(pk__in=[]))
    with pytest.raises(AssertionError, match=r"both texts|sent first"):
        duel(scene, dice)


@pytest.mark.parametrize("name", ONCE)
def test_what_is_said_once_is_shown_to_who_says_it_second(house: House, ticking: None, name: str) -> None:
    dice = random.Random(name)
    for _ in range(ROUNDS):
        with transaction.atomic():
            said_once(ONCE[name](house), dice)
            transaction.set_rollback(True)


def said_once(scene: Scene, dice: random.Random) -> None:
    windows, words = opened(scene), (text("One", dice), text("Two", dice))
    first = dice.randrange(2)
    no_fault(windows[first].send(words[first], **scene.given))
    late = no_fault(windows[1 - first].send(words[1 - first], **scene.given))
    assert [late.shows(one) for one in words] == [True, True], f"who was late is not shown both texts: {late.at}"
    page = windows[first].read(scene.at)
    assert (page.shows(words[first]), page.shows(words[1 - first])) == (True, False)
    assert windows[1 - first].finds(words[1 - first])


@pytest.mark.parametrize("name", ADDED)
def test_what_is_added_to_has_both(house: House, ticking: None, name: str) -> None:
    dice = random.Random(name)
    scene = ADDED[name](house)
    for _ in range(ROUNDS):
        windows, words = opened(scene), (text("One", dice), text("Two", dice))
        for n in dice.choice(ORDERS):
            no_fault(windows[n].send(words[n], **scene.given))
        page = windows[0].read(scene.at).page
        shown = [Answer(200, page, "").shows(one) for one in words]
        assert shown == [True, True], scene.path


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_wins_too(ticking: None, tmp_path: Path) -> None:
    """Two threads send at once: the database decides, and the other is shown both."""
    with database_of_its_own(tmp_path):
        house = build()
        for name, (_, make) in WRITTEN.items():
            scene, dice = make(house), random.Random(name)
            for _ in range(AT_ONCE):
                at_once(scene, (text("One", dice), text("Two", dice)))


def at_once(scene: Scene, words: tuple[str, str]) -> None:
    windows, gate = opened(scene), Barrier(2)

    def send(n: int) -> Answer:
        try:
            gate.wait(timeout=30)
            return windows[n].send(words[n], **scene.given)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, (0, 1)))
    for answer in answers:
        no_fault(answer)
    windows[0].open()
    assert windows[0].words in words
    first = words.index(windows[0].words)
    settled(scene, windows, words, first, answers[1 - first])


def test_no_record_with_a_version_is_left_out() -> None:
    versioned = {model._meta.label for model in ours(lambda model: "version" in names_of(model))}
    assert (
        versioned - NUMBERED - WITHOUT_WORDS
        == {model._meta.label for model, _ in WRITTEN.values()} - VERSIONED_BY_THEIR_WORDS
    )
    assert {model._meta.label for model in ours(lambda model: issubclass(model, Versioned))} <= versioned


# A sentence of its own with nothing around it: what the form read is compared, not a number.
VERSIONED_BY_THEIR_WORDS = {"asye.Tag", "asye.WorkTag", "asye.AssessorAttendance"}


def test_no_record_with_room_for_words_is_left_out() -> None:
    written = {model._meta.label for model, _ in WRITTEN.values()}
    told = [*written, *CARRIED, *ROWS.split(), *DEEDS.split(), *MACHINE.split()]
    assert {model._meta.label for model in ours(has_room_for_words)} - set(told) == set()
    assert sorted(set(told)) == sorted(told)
    assert set(CARRIED.values()) <= written


LONG = 150


def has_room_for_words(model: type[models.Model]) -> bool:
    """Text without an end, answers by name, or a field of some length that is no choice."""
    return any(
        isinstance(field, models.TextField | models.JSONField)
        or (isinstance(field, models.CharField) and not field.choices and (field.max_length or 0) >= LONG)
        for field in model._meta.concrete_fields
    )


# Days and a kind, with a version and without a word: tests/workforce/test_absences.py sends them twice.
WITHOUT_WORDS = {"workforce.Absence"}


def ours(which: Callable[[type[models.Model]], bool]) -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS and which(model)]


def names_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields()}
