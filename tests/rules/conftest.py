import pytest

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
