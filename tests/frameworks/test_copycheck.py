"""The copy check: red on eight words in a row, whatever stands between them."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "copycheck"
SOURCE = "The quick grey heron’s long legs carry it over nine wet and stony fields before noon.\n"


def check(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "000.txt").write_text(SOURCE, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"1.1" = "Long legs carry it over nine wet places."\n', 0),
        ('"1.1" = "Its long legs carry it over nine wet and muddy fields."\n', 1),
        ("# legs carry it\n# over 9 nine, WET\n# and stony fields\n", 1),
        ("the quick grey heron's long legs carry nothing", 0),
        ("the quick grey heron's long legs carry it", 1),
        ("", 0),
    ],
)
def test_it_goes_red_on_a_planted_sentence(sources, tmp_path, text, code):
    planted = tmp_path / "planted.toml"
    planted.write_text(text, "utf-8")
    done = check("--sources", sources, planted)
    assert done.returncode == code, done.stdout
    assert ("words in a row as in a source" in done.stdout) is bool(code)


def test_it_names_the_file_and_the_line(sources, tmp_path):
    planted = tmp_path / "planted.toml"
    planted.write_text('title = "Birds"\n\n"1.1" = "Grey heron\'s long legs carry it over nine streams."\n', "utf-8")
    done = check("--sources", sources, planted)
    assert done.stdout.startswith(f"{planted}:3: ")


def test_it_looks_at_every_text_of_the_project(sources):
    done = check("--sources", sources)
    assert done.returncode == 1
    assert {line.split(":")[0] for line in done.stdout.splitlines()} == {str(Path(__file__).resolve())}


def test_without_sources_there_is_nothing_to_compare(tmp_path):
    done = check("--sources", tmp_path / "nowhere")
    assert (done.returncode, "nothing to compare" in done.stdout) == (0, True)
