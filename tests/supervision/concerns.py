"""Concerns for tests: raised, answered."""

from supervision.models import Concern, ConcernText
from supervision.services import concerns as services
from tests.factories import NOW, TODAY
from workforce.models import Person
from workforce.versions import Save


def draft_concern(by: Person, title: str = "A concern", words: str = "What worries me.") -> Concern:
    concern = services.start_concern(by=by, at=NOW)
    told = {"title": title, "words": words, "wanted": ""}
    services.save_text(text=concern.text, words=told, save=Save(1), by=by, at=NOW)
    return concern


def raise_concern(by: Person, title: str = "A concern") -> Concern:
    """Put to the line manager."""
    concern = draft_concern(by, title)
    services.put_concern(concern=concern, tier="manager", about=(), tried="", by=by, on=TODAY, at=NOW)
    return concern


def answer_concern(concern: Concern, by: Person, words: str = "An answer.") -> None:
    text = ConcernText.objects.filter(step__concern=concern, author=by).latest("pk")
    services.save_text(text=text, words={"words": words}, save=Save(text.version), by=by, at=NOW)
    services.answer_concern(concern=concern, by=by, on=TODAY, at=NOW)
    concern.refresh_from_db()
