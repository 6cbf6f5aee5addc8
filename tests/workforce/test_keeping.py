"""Words that arrive when the session is over are kept for their author, and for nobody else."""

import datetime as dt

import pytest
import time_machine
from django.core import signing
from django.test import Client

from asye.models import Reflection
from tests.factories import NOW, ReflectionFactory
from tests.house import House
from workforce import keeping
from workforce.models import KeptWords

AUTOSAVE = {"X-Requested-With": "autosave"}


@pytest.fixture
def draft(house: House) -> Reflection:
    return ReflectionFactory(portfolio=house.portfolio)


def posted(draft: Reflection, person: object = None, **words: str) -> dict[str, str]:
    token = keeping.ticket(person or draft.author, draft.edit_address)  # type: ignore[arg-type]
    return {"version": "1", "keep_token": token, "title": "Late", "analysis": "Words at 23:59"} | words


def test_an_autosave_without_a_session_is_kept(client: Client, draft: Reflection) -> None:
    answer = client.post(f"/asye/reflections/{draft.pk}/autosave/", posted(draft), headers=AUTOSAVE)
    assert answer.status_code == 202
    assert answer.json()["kept"] is True
    assert KeptWords.objects.get().fields["analysis"] == "Words at 23:59"


def test_a_form_without_a_session_is_kept_and_leads_back(client: Client, draft: Reflection) -> None:
    answer = client.post(draft.edit_address, posted(draft))
    assert answer.status_code == 401
    assert f"next=%2Fasye%2Freflections%2F{draft.pk}%2Fedit%2F" in answer.content.decode()


def test_after_signing_in_the_words_are_put_back(client: Client, draft: Reflection, today: None) -> None:
    client.post(draft.edit_address, posted(draft))
    client.force_login(draft.author)
    assert "Put them back" in client.get(draft.edit_address).content.decode()
    assert "Words at 23:59" in client.get(f"{draft.edit_address}?kept=1").content.decode()
    client.post(draft.edit_address, posted(draft))
    draft.refresh_from_db()
    assert draft.analysis == "Words at 23:59"
    assert not KeptWords.objects.exists()


def test_somebody_else_who_signs_in_sees_nothing_of_them(
    client: Client, house: House, draft: Reflection, today: None
) -> None:
    client.post(draft.edit_address, posted(draft))
    client.force_login(house.assessor)
    assert client.get(draft.edit_address).status_code == 404
    assert keeping.kept_for(house.assessor, draft.edit_address) is None


def test_a_form_still_open_where_somebody_else_signed_in_is_kept_for_its_author(
    client: Client, house: House, draft: Reflection, today: None
) -> None:
    client.force_login(house.assessor)
    answer = client.post(f"/asye/reflections/{draft.pk}/autosave/", posted(draft), headers=AUTOSAVE)
    assert answer.status_code == 202
    assert KeptWords.objects.get().person == draft.author


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", signing.dumps({"p": 1, "a": "/"}, salt="another use")],
    ids=["none", "nonsense", "for another use"],
)
def test_without_a_good_ticket_nothing_is_kept(client: Client, draft: Reflection, token: str) -> None:
    answer = client.post(draft.edit_address, posted(draft, keep_token=token))
    assert answer.status_code == 302
    assert not KeptWords.objects.exists()


def test_an_old_ticket_keeps_nothing(client: Client, draft: Reflection) -> None:
    with time_machine.travel(NOW, tick=False):
        words = posted(draft)
    with time_machine.travel(NOW + keeping.VALID_FOR + dt.timedelta(seconds=1), tick=False):
        assert client.post(draft.edit_address, words).status_code == 302
    assert not KeptWords.objects.exists()


def test_a_newer_save_replaces_the_kept_words(client: Client, draft: Reflection) -> None:
    for text in ("First", "First and second"):
        client.post(draft.edit_address, posted(draft, analysis=text), headers=AUTOSAVE)
    assert KeptWords.objects.get().fields["analysis"] == "First and second"


@pytest.mark.parametrize("words", [{"analysis": "x" * (keeping.MOST_CHARACTERS + 1)}, {"title": "", "analysis": " "}])
def test_too_much_or_nothing_is_not_kept(client: Client, draft: Reflection, words: dict[str, str]) -> None:
    client.post(draft.edit_address, posted(draft, **words), headers=AUTOSAVE)
    assert not KeptWords.objects.exists()


def test_a_nul_is_left_out(client: Client, draft: Reflection) -> None:
    client.post(draft.edit_address, posted(draft, analysis="before\x00after"), headers=AUTOSAVE)
    assert KeptWords.objects.get().fields["analysis"] == "beforeafter"


def test_a_form_with_an_old_secret_is_kept_and_not_lost(house: House, draft: Reflection, today: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(draft.author)
    answer = strict.post(draft.edit_address, posted(draft))
    assert (answer.status_code, answer.headers["Location"]) == (302, draft.edit_address)
    assert "Put them back" in strict.get(draft.edit_address).content.decode()


def test_throwing_kept_words_away_is_a_deed_of_ones_own(
    client: Client, house: House, draft: Reflection, today: None
) -> None:
    client.post(draft.edit_address, posted(draft), headers=AUTOSAVE)
    key = KeptWords.objects.get().pk
    client.force_login(house.assessor)
    client.post("/kept-words/discard/", {"address": draft.edit_address, "key": str(key)})
    assert KeptWords.objects.count() == 1
    client.force_login(draft.author)
    answer = client.post("/kept-words/discard/", {"address": draft.edit_address, "key": str(key)})
    assert answer.headers["Location"] == draft.edit_address
    assert not KeptWords.objects.exists()


def test_it_leads_to_no_other_site(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    assert client.post("/kept-words/discard/", {"address": "//elsewhere.example/"}).headers["Location"] == "/"
