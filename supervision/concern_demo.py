"""The demonstration's concerns: one that waits, one answered, one taken further, one still being written."""

from __future__ import annotations

import datetime as dt
import uuid

from supervision.models import Concern, ConcernText
from supervision.services import concerns
from workforce.demo import DOMAIN, Story, moment
from workforce.models import Person
from workforce.versions import Save

ORDER = 45
DESK = (
    "Nowhere quiet to write",
    "Since the move there are nine desks for fourteen of us. I write up visits in the kitchen or late at home, and my "
    "notes are a day behind because of it.",
    "One desk a day that I can book, or a morning at home each week for writing.",
)
PHONE = (
    "No working phone on visits",
    "The battery of my work phone lasts two hours. On Tuesday I was at a first visit alone and could not call the "
    "office.",
    "Another phone before my next visit.",
)
PHONE_ANSWER = (
    "You are right, and you should not have been there without one. A new phone is ordered and is here on Thursday. "
    "Until then take the team's spare from the safe, and ring me before and after each visit."
)
COVER = (
    "Three duty days a week",
    "Since two colleagues left I have done three duty days a week instead of one. My own families wait for me.",
    "A rota that says when it goes back to one day, and who decides that.",
)
COVER_TRIED = (
    "I raised it in supervision twice and put it to my practice manager here. He said he would look at the rota; there "
    "was no answer by the day."
)
STUDY = ("Study days moved again", "My second study day was moved for the third time.", "")


def load(story: Story) -> str:
    practitioner, worker, manager = (_account(name) for name in ("nqsw", "socialworker", "manager"))
    answered = _put(practitioner, PHONE, story, days_ago=40)
    _answer(answered, manager, PHONE_ANSWER, story, days_ago=37)
    _put(practitioner, DESK, story, days_ago=2)
    _write(practitioner, STUDY, story.on - dt.timedelta(days=1))
    further = _put(worker, COVER, story, days_ago=12)
    day = story.on - dt.timedelta(days=1)
    concerns.escalate(
        concern=further, tried=COVER_TRIED, sent_key=uuid.uuid4(), by=worker, on=day, at=moment(day, 16, 40)
    )
    return f"{Concern.objects.count()} concerns"


def _account(name: str) -> Person:
    return Person.objects.get(email=f"{name}@{DOMAIN}")


def _write(by: Person, words: tuple[str, str, str], day: dt.date) -> Concern:
    at = moment(day, 12, 30)
    concern = concerns.start_concern(by=by, at=at)
    told = dict(zip(ConcernText.WORDS, words, strict=True))
    concerns.save_text(text=concern.text, words=told, save=Save(1), by=by, at=at)
    return concern


def _put(by: Person, words: tuple[str, str, str], story: Story, *, days_ago: int) -> Concern:
    day = story.on - dt.timedelta(days=days_ago)
    concern = _write(by, words, day)
    concerns.put_concern(concern=concern, tier="manager", about=(), tried="", by=by, on=day, at=moment(day, 12, 45))
    return concern


def _answer(concern: Concern, by: Person, words: str, story: Story, *, days_ago: int) -> None:
    day = story.on - dt.timedelta(days=days_ago)
    text = ConcernText.objects.get(step__concern=concern)
    concerns.save_text(text=text, words={"words": words}, save=Save(1), by=by, at=moment(day, 9, 10))
    concerns.answer_concern(concern=concern, by=by, on=day, at=moment(day, 9, 20))
