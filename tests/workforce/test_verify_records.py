"""The command that proves the sealed chain, and says where it breaks."""

import pytest
from django.core.management import call_command

from tests.factories import NOW
from tests.house import House
from workforce import seal
from workforce.models import SealedRecord

pytestmark = pytest.mark.django_db


def test_a_chain_that_holds_is_counted(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_records")
    seal.seal(kind="trial", snapshot={"a": 1}, signer=house.manager, at=NOW)
    call_command("verify_records")
    assert capsys.readouterr().out.splitlines() == [
        "0 sealed records, the chain holds",
        "1 sealed record, the chain holds",
    ]


def test_a_chain_that_breaks_is_named_with_its_place(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    first = seal.seal(kind="trial", snapshot={"a": 1}, signer=house.manager, at=NOW)
    SealedRecord.objects.create(
        number=2,
        kind="trial",
        content="{}",
        previous_sha256=first.sha256,
        sha256="0" * 64,
        signer=house.manager,
        signed_at=NOW,
    )
    with pytest.raises(SystemExit) as ended:
        call_command("verify_records")
    assert ended.value.code == 1
    assert capsys.readouterr().err == ("The chain breaks at sealed record 2: its content is not what was signed\n")
