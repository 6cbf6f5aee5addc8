"""Deeds of a reflection: nothing is lost, nobody else sees a draft."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from asye.models import Reflection, ReflectionVersion
from asye.services import attaching, responses
from asye.services import reflections as services
from frameworks.models import Statement
from tests.factories import NOW, ReflectionFactory
from tests.house import House
from workforce.models import AuditEntry
from workforce.verdict import Refused
from workforce.versions import Save

LATER = NOW + dt.timedelta(minutes=1)


def words(**changed: str) -> dict[str, object]:
    return {
        "title": "A visit",
        "happened_on": None,
        "quick_note": "",
        "what_happened": "",
        "feelings": "",
        "analysis": "",
        "what_next": "",
    } | changed


def test_starting_twice_makes_one_empty_draft(house: House) -> None:
    first = services.start_reflection(portfolio=house.portfolio, by=house.practitioner, at=NOW)
    assert services.start_reflection(portfolio=house.portfolio, by=house.practitioner, at=LATER) == first


def test_a_draft_with_words_is_not_given_back_as_new(house: House) -> None:
    first = services.start_reflection(portfolio=house.portfolio, by=house.practitioner, at=NOW)
    services.save_reflection(reflection=first, words=words(), save=Save(1), by=house.practitioner, at=LATER)
    assert services.start_reflection(portfolio=house.portfolio, by=house.practitioner, at=LATER) != first


def test_saving_raises_the_version_and_keeps_who_did_it(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    services.save_reflection(
        reflection=reflection, words=words(analysis="Power."), save=Save(1), by=house.practitioner, at=LATER
    )
    assert (reflection.version, reflection.analysis, reflection.saved_at) == (2, "Power.", LATER)
    entry = AuditEntry.objects.get(deed="asye.save_reflection")
    assert (entry.actor, entry.subject_id) == (house.practitioner, str(reflection.pk))


def test_two_tabs_never_overwrite_each_other(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    services.save_reflection(
        reflection=reflection,
        words=words(analysis="From tab one"),
        save=Save(1, "one", 1),
        by=house.practitioner,
        at=NOW,
    )
    with pytest.raises(services.SavedElsewhere) as clash:
        services.save_reflection(
            reflection=reflection,
            words=words(analysis="From tab two"),
            save=Save(1, "two", 1),
            by=house.practitioner,
            at=LATER,
        )
    reflection.refresh_from_db()
    assert reflection.analysis == "From tab one"
    assert clash.value.set_aside.words["analysis"] == "From tab two"


def test_the_same_form_goes_on_when_an_answer_was_lost(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    for seq, text in ((1, "One"), (2, "One and two")):
        services.save_reflection(
            reflection=reflection, words=words(analysis=text), save=Save(1, "tab", seq), by=house.practitioner, at=LATER
        )
    assert reflection.analysis == "One and two"
    assert not reflection.versions.exists()


def test_an_older_save_of_the_same_form_that_arrives_late_does_not_win(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    services.save_reflection(
        reflection=reflection, words=words(analysis="Newer"), save=Save(1, "tab", 5), by=house.practitioner, at=LATER
    )
    with pytest.raises(services.SavedElsewhere):
        services.save_reflection(
            reflection=reflection,
            words=words(analysis="Older"),
            save=Save(1, "tab", 4),
            by=house.practitioner,
            at=LATER,
        )
    reflection.refresh_from_db()
    assert reflection.analysis == "Newer"


def test_the_same_words_again_are_no_clash(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    for save in (Save(1, "one", 1), Save(1, "two", 1)):
        services.save_reflection(
            reflection=reflection, words=words(analysis="Same"), save=save, by=house.practitioner, at=LATER
        )
    assert reflection.versions.count() == 0


def test_words_sent_after_sharing_are_set_aside_and_refused(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    services.share(reflection=reflection, by=house.practitioner, at=NOW)
    with pytest.raises(Refused):
        services.save_reflection(
            reflection=reflection, words=words(analysis="Too late"), save=Save(1), by=house.practitioner, at=LATER
        )
    aside = reflection.versions.get(kind=ReflectionVersion.Kind.SET_ASIDE)
    assert aside.words["analysis"] == "Too late"


def test_what_was_shared_is_kept_by_the_database(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    services.share(reflection=reflection, by=house.practitioner, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        reflection.versions.update(words={})
    with pytest.raises(IntegrityError), transaction.atomic():
        ReflectionVersion.objects.filter(reflection=reflection)._raw_delete("default")


@pytest.mark.parametrize("gap", [{"title": ""}, {"what_happened": "", "analysis": ""}])
def test_nothing_to_read_cannot_be_shared(house: House, gap: dict[str, str]) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio, **gap)
    with pytest.raises(Refused):
        services.share(reflection=reflection, by=house.practitioner, at=NOW)
    reflection.refresh_from_db()
    assert reflection.status == Reflection.Status.DRAFT


def test_sharing_can_be_undone_until_the_assessor_begins(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    services.share(reflection=reflection, by=house.practitioner, at=NOW)
    services.take_back(reflection=reflection, by=house.practitioner, at=LATER)
    assert reflection.status == Reflection.Status.DRAFT
    services.share(reflection=reflection, by=house.practitioner, at=LATER)
    responses.begin_response(reflection=reflection, by=house.assessor, at=LATER)
    with pytest.raises(Refused):
        services.take_back(reflection=reflection, by=house.practitioner, at=LATER)


@pytest.mark.parametrize(("status", "editable"), [("draft", True), ("returned", False)])
def test_what_the_panel_reads_is_not_written_over(house: House, status: str, editable: bool) -> None:
    """Once the portfolio is submitted returned work is fixed; a draft nobody reads may be written on, not shared."""
    type(house.portfolio).objects.filter(pk=house.portfolio.pk).update(status="submitted")
    reflection = ReflectionFactory(portfolio=house.portfolio, status=status)
    reflection = Reflection.objects.get(pk=reflection.pk)
    assert reflection.is_editable is editable
    with pytest.raises(Refused):
        services.share(reflection=reflection, by=house.practitioner, at=NOW)
    if not editable:
        with pytest.raises(Refused):
            services.save_reflection(
                reflection=reflection, words=words(analysis="Late"), save=Save(1), by=house.practitioner, at=LATER
            )


@pytest.mark.rule("ASY-04")
@pytest.mark.parametrize("start", Reflection.Status.values)
@pytest.mark.parametrize("end", Reflection.Status.values)
def test_every_pair_of_statuses(house: House, start: str, end: str) -> None:
    from workforce.lifecycle import move

    reflection = ReflectionFactory(portfolio=house.portfolio, status=start)
    allowed = end in Reflection.MOVES[start]
    if allowed:
        move(reflection, end, by=house.practitioner, at=NOW)
    else:
        with pytest.raises(Refused):
            move(reflection, end, by=house.practitioner, at=NOW)
    reflection.refresh_from_db()
    assert reflection.status == (end if allowed else start)
    assert reflection.moves.count() == int(allowed)


@pytest.mark.rule("FRW-07")
def test_only_statements_of_the_portfolio_may_be_tagged(house: House) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    one, two = Statement.objects.all()
    services.tag_statements(reflection=reflection, statements=[one], by=house.practitioner, at=NOW)
    services.tag_statements(reflection=reflection, statements=[two], by=house.practitioner, at=NOW)
    assert list(reflection.statements.all()) == [two]
    house.portfolio.frameworks.clear()
    with pytest.raises(Refused):
        services.tag_statements(reflection=reflection, statements=[one], by=house.practitioner, at=NOW)


def test_the_same_file_twice_is_attached_once_and_goes_when_taken_away(
    house: House, django_capture_on_commit_callbacks: object
) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio)
    made = [
        attaching.attach(
            to=reflection,
            upload=SimpleUploadedFile("plan.pdf", b"%PDF-1.7 x"),
            media_type="application/pdf",
            by=house.practitioner,
            at=timezone.now(),
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    storage, name = made[0].file.storage, made[0].file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        attaching.detach(attachment=made[0], by=house.practitioner, at=NOW)
    assert not storage.exists(name)
