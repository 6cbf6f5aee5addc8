"""Everything that is stored about caseloads has a class in the policy that says how long it is kept."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client

from caseloads import policy
from caseloads.models import Breach
from caseloads.policy.kept import CASELOAD, KEPT_AS
from caseloads.services.breaches import open_found_breaches
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory
from tests.house import House
from workforce.packs import load_pack

MODELS = [model.__name__ for model in apps.get_app_config("caseloads").get_models()]
PACKS = ("national", "west-sussex", "nottinghamshire", "career-framework", "demo")


@pytest.mark.parametrize("pack", PACKS)
def test_every_kind_has_a_class_in_every_pack(pack: str) -> None:
    retention = load_pack(pack).retention
    assert {KEPT_AS.get(name, CASELOAD) for name in MODELS} <= set(retention)
    assert set(KEPT_AS) <= set(MODELS)


@pytest.mark.rule("CSL-13", "CSL-14", "CSL-15")
@pytest.mark.parametrize(
    ("kind", "rule", "because"),
    [
        ("BreachEntry", "CSL-13", "Records of passed caseload limits: kept for 6 years after the worker has left"),
        ("CapacityNote", "CSL-14", "What was said about capacity, and the answers: kept for 6 years after the worker"),
        ("Contingency", "CSL-15", "Contingency actions: kept for 6 years after it was written"),
        ("CaseImport", "CSL-16", "What came of each file of the case system: kept for 1 year after it was written"),
        ("Offer", "CSL-16", "Cases, who held them and how they were given: kept for 6 years after the worker has left"),
    ],
)
def test_how_long_a_kind_is_kept(kind: str, rule: str, because: str) -> None:
    answer = policy.kept(load_pack("national"), kind)
    assert (answer.rules, answer.because.startswith(because)) == ((rule,), True), answer.because


def test_the_worker_reads_how_long_it_is_kept(client: Client, house: House, today: None) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=12))
    open_found_breaches(TODAY, NOW)
    client.force_login(house.practitioner)
    pages = (Breach.objects.get().get_absolute_url(), f"/caseloads/{house.practitioner.pk}/capacity/")
    for page in pages:
        assert "kept for 6 years after the worker has left (CSL-" in client.get(page).content.decode(), page
