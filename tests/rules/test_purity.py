"""Rules are pure: they read no clock and know nothing of Django."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = sorted(
    [
        *ROOT.glob("*/policy.py"),
        *ROOT.glob("*/policy/*.py"),
        *ROOT.glob("*/explain.py"),
        *(ROOT / "workforce" / "packs").rglob("*.py"),
        *(ROOT / "workforce" / name for name in ("bands.py", "clock.py", "sentences.py", "verdict.py")),
    ]
)
CLOCKS = {"today", "now", "utcnow", "localdate", "time"}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def called(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def test_there_are_rules_to_look_at():
    assert len(PURE) > 20


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_rule_reads_no_clock_and_knows_no_django(path):
    tree = ast.parse(path.read_text())
    assert "django" not in set(imported(tree))
    assert set(called(tree)) & CLOCKS == set()
