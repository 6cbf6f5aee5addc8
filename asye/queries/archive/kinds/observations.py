"""Direct observations whose accounts are open to both sides."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Observation, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seal_of, seen, uid_of
from asye.queries.archive.shapes import Answer, Line, Record
from asye.queries.blocks import Block, facts, heading, said, words

TITLES = {"account": "What happened", "strengths": "What was strong", "further": "What to work on"}


class ObservationShape(Record):
    """`answers` are both accounts and the answer to them; `signed` once both have signed."""

    state: Line
    signed: bool
    family: Line
    answers: tuple[Answer, ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[ObservationShape]:
    rows = seen(Observation.objects, readers).filter(portfolio=portfolio, opened_at__isnull=False)
    rows = rows.select_related("observer", "sealed__signer").prefetch_related("accounts")
    for observation in rows.order_by("held_on", "pk"):
        yield ObservationShape(
            uid=uid_of("observation", observation.pk, observation.planned_at.isoformat()),
            title=observation.setting,
            origin=origin(),
            on=observation.held_on,
            by=observation.observed_by,
            state=str(observation.get_status_display()),
            signed=observation.status == Observation.Status.SIGNED,
            family=str(observation.get_consent_display()),
            answers=tuple(_answers(observation)),
            seal=seal_of(observation.sealed),
        )


def _answers(observation: Observation) -> Iterator[Answer]:
    for account in observation.accounts.all():
        for name, title in TITLES.items():
            if text := getattr(account, name):
                yield Answer(asked=f"{account.get_side_display()}: {title.lower()}", answer=text)
    if observation.responded_at:
        yield Answer(asked="The answer", answer=observation.response)


def show(record: ObservationShape) -> Iterator[Block]:
    yield heading(record.title, record.by)
    yield facts([("Took place on", said(record.on)), ("The family", record.family), ("State", record.state)])
    for one in record.answers:
        yield words(one.asked, one.answer)
    yield from also(record)


KIND = Kind(
    name="observations",
    title="Direct observations",
    shape=ObservationShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.TWO,
    counts_as=lambda record: "observation" if record.signed else "",
)
