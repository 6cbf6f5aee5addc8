"""Workers killed while they send: every mail leaves, and a second copy is the same mail.

The full proof, with a thousand duties, four workers, two beats and fifty kills, is `script/bench kills`.
"""

import pytest
from django.conf import settings

from tests.workers.kills import Plan, run

REDIS = Plan(duties=60, kills=5, workers=2, beats=1, delay=0.04, claim=3, pauses=(0.0, 0.2), most=90)
EMBEDDED = Plan(duties=40, kills=3, workers=1, beats=0, delay=0.04, claim=3, pauses=(0.0, 0.2), most=90)


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_send_nothing_else() -> None:
    plan = REDIS if settings.CELERY_BROKER_URL.startswith("redis") else EMBEDDED
    outcome = run(plan)
    assert outcome.is_proof(plan), outcome
