"""The production files name what exists: services, commands, settings."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
NAMED = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    return dict(yaml.safe_load(COMPOSE)["services"])


def test_five_services_each_know_when_they_are_well(services: dict[str, dict[str, Any]]) -> None:
    assert set(services) == {"web", "worker", "beat", "postgres", "redis"}
    assert [name for name, service in services.items() if "healthcheck" not in service] == []


def test_the_versions_that_are_supported(services: dict[str, dict[str, Any]]) -> None:
    assert services["postgres"]["image"].startswith("postgres:16")
    assert services["redis"]["image"].startswith("redis:7")


def test_ours_run_without_rights_and_write_only_to_their_state(services: dict[str, dict[str, Any]]) -> None:
    for name in ("web", "worker", "beat"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["volumes"] == ["state:/data"]
    assert "\nUSER workforce\n" in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ("SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "POSTGRES_PASSWORD"))
def test_nothing_starts_without(name: str) -> None:
    assert f"${{{name}:?" in COMPOSE
    assert f"${{{name}}}" not in COMPOSE


def test_every_setting_is_in_the_example() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config/settings.py").read_text()))
    read |= set(re.findall(r'environ\.get\([\'"]([A-Z_]+)[\'"]', (ROOT / "config/gunicorn.py").read_text()))
    read |= set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    assert len(read) > 20
    assert read - NAMED == set()


def test_compose_passes_on_only_settings_that_are_read(services: dict[str, dict[str, Any]]) -> None:
    assert set(services["web"]["environment"]) - NAMED == set()
