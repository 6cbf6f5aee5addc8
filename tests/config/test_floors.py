"""Foreign keys follow the floors, as imports do; the doors between floors are all written down."""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

FLOORS = {
    "frameworks": 0,
    "workforce": 0,
    "reminders": 1,
    "supervision": 2,
    "caseloads": 2,
    "asye": 3,
    "progression": 4,
}


def test_every_app_of_ours_stands_on_a_floor() -> None:
    own = {config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    assert own - {"config"} == set(FLOORS)


def test_foreign_keys_lead_down() -> None:
    seen, up = 0, []
    for model in apps.get_models():
        for field in model._meta.get_fields(include_hidden=True):
            there = field.related_model and field.related_model._meta.app_label
            here = model._meta.app_label
            if not field.concrete or here not in FLOORS or there not in FLOORS or here == there:
                continue
            seen += 1
            if FLOORS[there] >= FLOORS[here]:
                up.append(f"{model._meta.label}.{field.name} points at {there}")
    assert up == []
    assert seen > 10


def test_the_doors_are_those_of_the_architecture_page() -> None:
    described = set(
        re.findall(r"^\| `(\w+(?:\.\w+)+)` \|", (settings.BASE_DIR / "docs/architecture.md").read_text(), re.M)
    )
    assert doors() == described


def doors() -> set[str]:
    """The modules that say of themselves, in their first line, that they are a door."""
    files = (file.relative_to(settings.BASE_DIR) for app in FLOORS for file in (settings.BASE_DIR / app).rglob("*.py"))
    said = {file: ast.get_docstring(ast.parse((settings.BASE_DIR / file).read_text())) or "" for file in files}
    return {named(file) for file, text in said.items() if "the door" in text.partition("\n")[0].lower()}


def named(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")
