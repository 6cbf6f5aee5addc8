import os
from collections.abc import Iterator

import pytest
import time_machine

from asye import explain as asye_questions
from caseloads import explain as caseload_questions
from progression import explain as progression_questions
from supervision import explain as supervision_questions
from workforce.packs import load_pack

for app in (asye_questions, caseload_questions, progression_questions, supervision_questions):
    app.register()


@pytest.fixture
def west_sussex():
    return load_pack("west-sussex")


@pytest.fixture
def nottinghamshire():
    return load_pack("nottinghamshire")


@pytest.fixture
def framework():
    return load_pack("career-framework")


@pytest.fixture
def national():
    return load_pack("national")


@pytest.fixture
def demo():
    return load_pack("demo")


@pytest.fixture(autouse=True, scope="session")
def _moment() -> Iterator[None]:
    """Ask every rule at another moment: AT=2026-06-30T23:30:00+00:00 pytest tests/rules. No answer may change."""
    moment = os.environ.get("AT", "")
    if not moment:
        yield
        return
    with time_machine.travel(moment, tick=False):
        yield
