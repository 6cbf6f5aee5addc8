"""Direct observations that both have signed: when, by whom, both accounts, the answer."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Observation, Portfolio
from asye.queries.document.blocks import Block, Section, facts, heading, said, words
from workforce.access import Access

TITLES = {"account": "What happened", "strengths": "What was strong", "further": "What to work on"}


def section(portfolio: Portfolio, access: Access) -> Section | None:
    signed = Observation.objects.visible_to(access).filter(portfolio=portfolio, status=Observation.Status.SIGNED)
    found = (
        signed.select_related("observer", "portfolio__practitioner").prefetch_related("accounts").order_by("held_on")
    )
    blocks = [block for observation in found.order_by("held_on", "pk") for block in _blocks(observation)]
    return {"title": "Direct observations", "blocks": blocks} if blocks else None


def _blocks(observation: Observation) -> Iterator[Block]:
    yield heading(observation.setting, observation.observed_by)
    yield facts(
        [
            ("Took place on", said(observation.held_on)),
            ("The family", str(observation.get_consent_display())),
            ("Signed by both on", said(observation.signed_at)),
        ]
    )
    for account in observation.accounts.all():
        for name, title in TITLES.items():
            if text := getattr(account, name):
                yield words(f"{account.get_side_display()}: {title.lower()}", text)
    yield words("The answer", observation.response, observation.portfolio.practitioner.name)
