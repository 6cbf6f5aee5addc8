"""Draw up a supervision agreement and sign it; the second signature seals it and dates its review."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from reminders.services import settle
from supervision.duties import AGREEMENT, reviews_owed
from supervision.models import Agreement, AgreementSignature
from workforce import audit
from workforce.models import Person
from workforce.seal import seal
from workforce.sent_once import insert_once
from workforce.verdict import Refused


@transaction.atomic
def draw_up(
    *, worker: Person, words: Mapping[str, str], sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Agreement:
    """Write an agreement and sign it as the supervisor; it waits for the worker. A form sent twice writes one."""
    agreement, new = insert_once(
        Agreement(worker=worker, supervisor=by, **words, sent_key=sent_key, drawn_up_at=at),
        clash="Nobody draws up an agreement with themselves",
    )
    if new:
        agreement.signatures.create(by=by, on=on, at=at)
        audit.record(by=by, deed="supervision.draw_up_agreement", subject=agreement, at=at)
    return agreement


@transaction.atomic
def sign_agreement(*, agreement: Agreement, by: Person, on: dt.date, at: dt.datetime) -> AgreementSignature:
    """Sign as the worker: the agreement is sealed and holds from this day. Pressed twice it signs once.

    Raises:
        Refused: this is not the worker, or a newer agreement has taken its place.
    """
    made = agreement.signatures.filter(by=by).first()
    if made is not None:
        return made
    if by.pk != agreement.worker_id:
        raise Refused("Only the two people of an agreement sign it")
    if Agreement.objects.filter(worker=by).first() != agreement:
        raise Refused("A newer agreement has taken the place of this one. Read and sign that one")
    sealed = seal(kind="supervision agreement", snapshot=_snapshot(agreement), signer=by, at=at)
    signature: AgreementSignature = agreement.signatures.create(by=by, on=on, at=at, seal=sealed)
    audit.record(by=by, deed="supervision.sign_agreement", subject=agreement, at=at)
    settle(kind=AGREEMENT, about=by, owed=reviews_owed([by], on), on=on, at=at)
    return signature


def _snapshot(agreement: Agreement) -> dict[str, Any]:
    """The agreement in words, and whose signature it had already."""
    return {
        "worker": {"id": agreement.worker_id, "name": agreement.worker.name},
        "supervisor": {"id": agreement.supervisor_id, "name": agreement.supervisor.name},
        "drawn_up_at": agreement.drawn_up_at,
        "words": {name: getattr(agreement, name) for name in Agreement.WORDS},
        "signed_before": [{"by": one.by.name, "at": one.at} for one in agreement.signatures.select_related("by")],
    }
