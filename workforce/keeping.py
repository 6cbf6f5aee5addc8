"""Keep words that arrive when the session is over, so that nobody loses what they wrote.

Each long form carries a signed ticket that names its author and its page. Whoever holds it may add words to that page
for that person, and nothing else: it reads nothing and signs nobody in.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing

from workforce.models import KeptWords, Person

FIELD = "keep_token"
SALT = "workforce.keeping"
VALID_FOR = dt.timedelta(days=3)
MOST_CHARACTERS = 400_000
NOT_WORDS = frozenset({FIELD, "csrfmiddlewaretoken", "version", "sent_key"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose words, for which page."""

    person_id: int
    address: str


def ticket(person: Person, address: str) -> str:
    """Return the signed text a form carries in its `keep_token` field."""
    return signing.dumps({"p": person.pk, "a": address}, salt=SALT, compress=True)


def read_ticket(text: str) -> Ticket | None:
    """Return what a ticket says, or nothing if it is not ours or too old."""
    try:
        said = signing.loads(text, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    return Ticket(person_id=said["p"], address=said["a"])


def keep(posted: Mapping[str, str], *, at: dt.datetime) -> Ticket | None:
    """Keep the newest words of a page for its author; without a good ticket, or too many, they are not kept."""
    held = read_ticket(posted.get(FIELD, ""))
    words = {
        name: value.replace("\x00", "") for name, value in posted.items() if name not in NOT_WORDS and value.strip()
    }
    if held is None or not words or sum(map(len, words.values())) > MOST_CHARACTERS:
        return None
    KeptWords.objects.update_or_create(
        person_id=held.person_id, address=held.address, defaults={"fields": words, "kept_at": at}
    )
    return held


def kept_for(person: Person, address: str) -> KeptWords | None:
    """Return the words kept for this person on this page, if there are any."""
    return KeptWords.objects.filter(person=person, address=address).first()


def put_away(person: Person, address: str) -> None:
    """Forget the kept words: they are back in the record, or their author does not want them."""
    KeptWords.objects.filter(person=person, address=address).delete()
