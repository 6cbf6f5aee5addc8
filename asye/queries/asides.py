"""Words of one's own that came second in a reflection, a part of a meeting or an observation."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from asye.models import MeetingSetAside, ObservationAccount, ObservationWordsSetAside, ReflectionVersion
from workforce.access import Access
from workforce.asides import Aside

Side = ObservationAccount.Side


def own_asides(access: Access, most: int) -> Iterator[Aside]:
    """At most so many of each, the newest first: three queries."""
    me = access.person
    reflections = ReflectionVersion.objects.filter(reflection__author=me, kind=ReflectionVersion.Kind.SET_ASIDE)
    for version in reflections.select_related("reflection")[:most]:
        address = reverse("asye:reflection_compare", args=[version.reflection_id, version.pk])
        yield Aside(str(version.reflection), version.at, address)
    parts = MeetingSetAside.objects.filter(part__author=me).select_related("part__meeting")
    for part in parts[:most]:
        address = reverse("asye:meeting_compare", args=[part.part.meeting_id, part.pk])
        yield Aside(f"{part.part.meeting}: your part", part.at, address)
    mine = Q(side=Side.PRACTITIONER, observation__portfolio__practitioner=me)
    mine |= Q(side=Side.OBSERVER, observation__observer=me)
    for words in ObservationWordsSetAside.objects.filter(mine).select_related("observation")[:most]:
        address = reverse("asye:observation_compare", args=[words.observation_id, words.pk])
        yield Aside(f"Observation: {words.observation.setting}", words.at, address)
