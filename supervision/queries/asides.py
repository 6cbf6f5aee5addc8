"""Words of one's own that came second in the record of a session or in a concern."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from supervision.models import ConcernTextAside, SetAsideWords
from workforce.access import Access
from workforce.asides import Aside


def own_asides(access: Access, most: int) -> Iterator[Aside]:
    """At most so many of each, the newest first: two queries."""
    for words in SetAsideWords.objects.filter(by=access.person).select_related("record__session")[:most]:
        address = reverse("supervision:record_compare", args=[words.record_id, words.pk])
        yield Aside(str(words.record), words.at, address)
    texts = ConcernTextAside.objects.filter(text__author=access.person).select_related("text")
    for aside in texts[:most]:
        address = reverse("supervision:concern_text_compare", args=[aside.text_id, aside.pk])
        yield Aside(aside.text.title or "A concern", aside.at, address)
