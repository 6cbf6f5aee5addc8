import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secret import secret_for

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {"DATABASE_URL": "postgres://a:b@localhost/c", "BASE_URL": "https://workforce.example.org"}


def start(state: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(state), "SECRET_KEY": "", "DATABASE_URL": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_does_not_start_without_its_secret(tmp_path: Path) -> None:
    refused = start(tmp_path, **PRODUCTION)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].endswith("Set SECRET_KEY: with DATABASE_URL set, none is made up")
    assert not (tmp_path / "secret").exists()


def test_production_does_not_start_without_its_address(tmp_path: Path) -> None:
    refused = start(tmp_path, **{**PRODUCTION, "BASE_URL": "", "SECRET_KEY": "given"})
    assert refused.returncode == 1
    assert "Set BASE_URL to the address people use" in refused.stderr.splitlines()[-1]


def test_production_starts_with_both(tmp_path: Path) -> None:
    started = start(tmp_path, **PRODUCTION, SECRET_KEY="given")
    assert (started.returncode, started.stderr) == (0, "")


def test_a_laptop_makes_a_secret_and_keeps_it(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    made = secret_for("", keep_in=kept, embedded=True)
    assert len(made) > 60
    assert secret_for("", keep_in=kept, embedded=True) == made
    assert kept.stat().st_mode & 0o777 == 0o600


def test_two_laptops_make_different_secrets(tmp_path: Path) -> None:
    assert secret_for("", keep_in=tmp_path / "a", embedded=True) != secret_for(
        "", keep_in=tmp_path / "b", embedded=True
    )


@pytest.mark.parametrize("embedded", (True, False))
def test_a_given_secret_is_used_and_not_kept(tmp_path: Path, embedded: bool) -> None:
    assert secret_for("given", keep_in=tmp_path / "secret", embedded=embedded) == "given"
    assert not (tmp_path / "secret").exists()


def test_the_refusal_is_djangos_own(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured):
        secret_for("", keep_in=tmp_path / "secret", embedded=False)
