"""A form that is sent once keeps its words while they are written: for its author alone, until a record has them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from supervision.models import Session
from tests.house import House
from workforce import keeping
from workforce.models import KeptWords, Person

AUTOSAVE = {"X-Requested-With": "autosave"}
SAVE = "/kept-words/save/"
SESSION = {"date_0": "20", "date_1": "1", "date_2": "2026", "kind": "one_to_one", "outcome": "held", "minutes": "90"}


@pytest.fixture
def here(house: House, today: None) -> str:
    return f"/supervision/{house.practitioner.pk}/add/"


def hidden(client: Client, here: str) -> dict[str, str]:
    """Open the form and return its hidden fields, as a browser would send them back."""
    text = client.get(here).content.decode()
    form = text[text.index('<form class="app-form"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))


def begun(client: Client, person: Person, here: str, notes: str = "Half a note") -> dict[str, str]:
    """Open the form as somebody and let it keep what they have typed so far."""
    client.force_login(person)
    form = hidden(client, here) | {"notes": notes}
    answer = client.post(SAVE, form | {"version": "0", "seq": "1"}, headers=AUTOSAVE)
    assert (answer.status_code, answer.json()["draft"]) == (200, True)
    return form


def test_what_is_typed_is_kept_and_offered_to_its_author_alone(client: Client, house: House, here: str) -> None:
    begun(client, house.manager, here)
    assert b"Put them back" in client.get(here).content
    assert b"Half a note" in client.get(f"{here}?kept=1").content
    client.force_login(house.group_manager)
    for address in (here, f"{here}?kept=1"):
        assert b"Half a note" not in client.get(address).content
    assert keeping.kept_for(house.group_manager, here, "SessionForm") is None


def test_sent_it_is_in_the_record_and_no_longer_kept(client: Client, house: House, here: str) -> None:
    form = begun(client, house.manager, here)
    assert client.post(here, SESSION | form).status_code == 302
    assert Session.objects.get().notes == "Half a note"
    assert not KeptWords.objects.exists()


def test_put_back_and_sent_it_is_no_longer_kept(client: Client, house: House, here: str) -> None:
    begun(client, house.manager, here)
    form = hidden(client, f"{here}?kept=1")
    assert form["kept"] == str(KeptWords.objects.get().pk)
    assert client.post(here, SESSION | form | {"notes": "A whole note"}).status_code == 302
    assert not KeptWords.objects.exists()


def test_choices_and_days_come_back_too(client: Client, house: House, here: str) -> None:
    client.force_login(house.manager)
    client.post(SAVE, hidden(client, here) | SESSION | {"notes": "N", "minutes": "75"}, headers=AUTOSAVE)
    text = client.get(f"{here}?kept=1").content.decode()
    assert re.search(r'name="minutes"[^>]*value="75"|value="75"[^>]*name="minutes"', text)
    assert re.search(r'value="one_to_one"[^>]*checked', text)
    assert re.search(r'name="date_2"[^>]*value="2026"|value="2026"[^>]*name="date_2"', text)


def test_two_windows_never_overwrite_each_other(client: Client, house: House, here: str) -> None:
    begun(client, house.manager, here, "The first window")
    begun(client, house.manager, here, "The second window")
    assert sorted(row.fields["notes"] for row in KeptWords.objects.all()) == ["The first window", "The second window"]
    form = hidden(client, f"{here}?kept=1")
    client.post(here, SESSION | form | {"notes": "The second window"})
    assert KeptWords.objects.get().fields["notes"] == "The first window"


def test_a_form_with_a_fault_keeps_its_words(client: Client, house: House, here: str) -> None:
    client.force_login(house.manager)
    form = hidden(client, here)
    assert client.post(here, form | {"notes": "No day was given"}).status_code == 200
    assert KeptWords.objects.get().fields["notes"] == "No day was given"
    assert client.post(here, SESSION | form | {"notes": "Now with its day"}).status_code == 302
    assert not KeptWords.objects.exists()


def test_an_error_of_ours_keeps_the_words(
    client: Client, house: House, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(house.manager)
    client.raise_request_exception = False
    form = hidden(client, here)
    monkeypatch.setattr("supervision.views.sessions.services.record_session", None)
    assert client.post(here, SESSION | form | {"notes": "Then it broke"}).status_code == 500
    assert KeptWords.objects.get().fields["notes"] == "Then it broke"


def test_nobody_sends_for_somebody_else(client: Client, house: House, here: str) -> None:
    """A form left open by one manager, sent from the same browser after another has signed in."""
    form = begun(client, house.manager, here)
    client.force_login(house.group_manager)
    answer = client.post(here, SESSION | form | {"notes": "Written by the manager"})
    assert answer.status_code == 401
    assert not Session.objects.exists()
    kept = KeptWords.objects.get()
    assert (kept.person, kept.fields["notes"]) == (house.manager, "Written by the manager")
    assert client.post(SAVE, form, headers=AUTOSAVE).status_code == 202


def test_without_a_session_the_draft_goes_on(client: Client, house: House, here: str) -> None:
    form = begun(client, house.manager, here)
    client.logout()
    assert client.post(SAVE, form | {"notes": "After the session"}, headers=AUTOSAVE).status_code == 202
    assert client.post(here, SESSION | form | {"notes": "By the button"}).status_code == 401
    assert KeptWords.objects.get().fields["notes"] == "By the button"


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_without_a_good_ticket_nothing_is_kept(client: Client, house: House, here: str, token: str) -> None:
    client.force_login(house.manager)
    answer = client.post(SAVE, {"keep_token": token, "notes": "N"}, headers=AUTOSAVE)
    assert answer.status_code == 422
    assert not KeptWords.objects.exists()


def test_words_taken_out_again_are_kept_no_longer(client: Client, house: House, here: str) -> None:
    form = begun(client, house.manager, here)
    client.post(SAVE, form | {"notes": " "}, headers=AUTOSAVE)
    assert not KeptWords.objects.exists()
    assert client.post(SAVE, form | {"notes": "x" * 400_001}, headers=AUTOSAVE).status_code == 422


def test_going_on_without_putting_them_back_loses_nothing(client: Client, house: House, today: None) -> None:
    """Kept words stay kept until they are in the record, even where their author goes on writing beside them."""
    from tests.factories import ReflectionFactory

    draft = ReflectionFactory(portfolio=house.portfolio)
    own = {"version": "1", "keep_token": keeping.ticket(house.practitioner, draft.edit_address), "title": "T"}
    client.post(draft.edit_address, own | {"analysis": "Typed after the session", "editor": "first"})
    client.force_login(house.practitioner)
    client.post(draft.edit_address, own | {"analysis": "Something else", "editor": "second"})
    assert KeptWords.objects.get().fields["analysis"] == "Typed after the session"
    again = own | {"editor": "third", "kept": str(KeptWords.objects.get().pk), "version": "2"}
    client.post(draft.edit_address, again | {"analysis": "Both in one"})
    assert not KeptWords.objects.exists()
