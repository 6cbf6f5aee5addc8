"""Every rule of the book is carried out and tested, or listed as open with its reason."""

import importlib.machinery
import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from workforce.packs.rulebook import rules

SCRIPT = Path(settings.BASE_DIR) / "script" / "rules-table"


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *args], capture_output=True, text=True, check=False)


@pytest.fixture
def script() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("rules_table", str(SCRIPT))
    spec = importlib.util.spec_from_loader("rules_table", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["rules_table"] = module
    loader.exec_module(module)
    return module


def test_no_rule_has_a_hole_that_is_not_listed_as_open() -> None:
    found = run()
    assert found.returncode == 0, found.stderr
    assert [line[:6] for line in found.stdout.splitlines() if line[:1].isupper()] == list(rules())
    assert f"{len(rules())} rules: " in found.stdout.splitlines()[-1]


def test_a_rule_is_shown_with_what_carries_it_out() -> None:
    shown = run("SUP-03").stdout
    assert "pack     supervision.gaps.nqsw" in shown
    assert "function supervision.policy" in shown
    assert "/policy/rules/#SUP-03" in shown
    assert "test     tests/" in shown
    assert "SUP-02" not in shown


def test_a_rule_the_book_does_not_have_is_refused() -> None:
    assert run("SUP-99").stderr == "The rule book has no rule SUP-99\n"


def test_a_hole_fails_and_is_named(script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.OPEN = tmp_path / "open.toml"
    script.OPEN.write_text('[open]\nABC-01 = "No such rule."\n')
    assert script.main(["EMP-01"]) == 1
    told = capsys.readouterr()
    assert "EMP-01: no pack key and no model, no function, no test" in told.err
    assert "docs/rules-open.toml: the rule book has no rule ABC-01" in told.err
    assert "HOLE" in told.out


def test_ranges_are_read_whole(script: ModuleType) -> None:
    assert script.named("(SUP-01 to SUP-03, CSL-04…05) CLK-07", rules()) == [
        "SUP-01", "SUP-02", "SUP-03", "CSL-04", "CSL-05", "CLK-07",
    ]  # fmt: skip


def test_every_open_rule_has_its_reason() -> None:
    reasons = tomllib.loads((Path(settings.BASE_DIR) / "docs" / "rules-open.toml").read_text())["open"]
    assert all(len(reason) > 20 and reason.endswith(".") for reason in reasons.values())
