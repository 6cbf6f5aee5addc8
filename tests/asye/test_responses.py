"""The assessor's answer: private while written, released once."""

import datetime as dt

import pytest
from django.test import Client

from asye.models import AssessorResponse, Reflection
from asye.services import responses as services
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.house import House
from workforce.access import access_for
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere

LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def shared(house: House) -> Reflection:
    return ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW)


def answer(house: House, shared: Reflection, feedback: str = "Strong on power.") -> AssessorResponse:
    response = services.begin_response(reflection=shared, by=house.assessor, at=NOW)
    words = {"notes": "Ask about Tuesday.", "feedback": feedback}
    return services.save_response(
        response=response, words=words, save=Save(response.version), by=house.assessor, at=NOW
    )


def readers(house: House, response: AssessorResponse) -> set[str]:
    return {
        name
        for name, person in house.everybody.items()
        if AssessorResponse.objects.visible_to(access_for(person, TODAY)).filter(pk=response.pk).exists()
    }


def test_beginning_twice_goes_on_with_the_same_notes(house: House, shared: Reflection) -> None:
    first = services.begin_response(reflection=shared, by=house.assessor, at=NOW)
    assert services.begin_response(reflection=shared, by=house.assessor, at=LATER) == first


def test_only_a_shared_reflection_is_answered(house: House) -> None:
    with pytest.raises(Refused):
        services.begin_response(reflection=ReflectionFactory(portfolio=house.portfolio), by=house.assessor, at=NOW)


def test_nobody_else_sees_an_answer_before_it_is_released(house: House, shared: Reflection) -> None:
    response = answer(house, shared)
    assert readers(house, response) == {"assessor"}
    services.release(response=response, outcome="accepted", by=house.assessor, at=LATER)
    assert readers(house, response) == {"assessor", "practitioner"}


def test_released_feedback_moves_the_reflection(house: House, shared: Reflection) -> None:
    services.release(response=answer(house, shared), outcome="returned", by=house.assessor, at=LATER)
    shared.refresh_from_db()
    assert shared.status == Reflection.Status.RETURNED


def test_it_is_released_once(house: House, shared: Reflection) -> None:
    response = answer(house, shared)
    services.release(response=response, outcome="accepted", by=house.assessor, at=LATER)
    with pytest.raises(Refused):
        services.release(response=response, outcome="returned", by=house.assessor, at=LATER)
    shared.refresh_from_db()
    assert shared.status == Reflection.Status.ACCEPTED


def test_without_feedback_nothing_is_released(house: House, shared: Reflection) -> None:
    with pytest.raises(Refused):
        services.release(response=answer(house, shared, " "), outcome="accepted", by=house.assessor, at=LATER)
    shared.refresh_from_db()
    assert shared.status == Reflection.Status.SHARED


def test_a_second_tab_does_not_overwrite(house: House, shared: Reflection) -> None:
    response = answer(house, shared)
    with pytest.raises(SavedElsewhere) as clash:
        services.save_response(
            response=response, words={"notes": "", "feedback": "Other"}, save=Save(1), by=house.assessor, at=LATER
        )
    response.refresh_from_db()
    assert response.feedback == "Strong on power."
    assert ["Feedback", "Strong on power.", "Other"] in clash.value.set_aside.rows


def test_the_page_before_releasing_asks_what_happens_with_the_reflection(
    house: House, shared: Reflection, client: Client, today: None
) -> None:
    response = answer(house, shared)
    client.force_login(house.assessor)
    page = client.get(f"/asye/responses/{response.pk}/release/").content.decode()
    assert all(said in page for said in ("Strong on power.", "Accept it", "Return it for more work", "Release it"))
    assert "Ask about Tuesday." not in page
