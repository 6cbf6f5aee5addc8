"""How well the aid finds what is marked in passages made up for it, and how often it cries wolf."""

from __future__ import annotations

import datetime as dt
import io
import re
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import ExifTags, Image

from asye.identifying import KINDS, clues_in_file, find

HERE = Path(__file__).parent
ON = dt.date(2026, 1, 20)
STAFF = ("Rosalind Achebe", "Tobias Quill", "Grace Lindqvist")
MARK = re.compile(r"\[\[(\w+):([^\]]+)\]\]")


@dataclass
class Measured:
    """Marked passages and those found; what was found beside them; words read."""

    marked: int = 0
    found: int = 0
    words: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.marked

    @property
    def alarms_per_thousand_words(self) -> float:
        return 1000 * len(self.alarms) / self.words


def passages(file: str) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Each line as it would be written, with (kind, start, end) of what should be found."""
    read = []
    for line in (HERE / file).read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        text, marks, at = "", [], 0
        for mark in MARK.finditer(line):
            text += line[at : mark.start()]
            marks.append((mark.group(1), len(text), len(text) + len(mark.group(2))))
            text, at = text + mark.group(2), mark.end()
        read.append((text + line[at:], marks))
    return read


def measure(file: str) -> Measured:
    """A passage counts as found when most of it is marked, whatever kind it is taken for: the writer sees it."""
    told = Measured()
    for text, marks in passages(file):
        clues = find(text, on=ON, staff=STAFF)
        told.words += len(text.split())
        for kind, start, end in marks:
            told.marked += 1
            covered = sum(max(0, min(end, clue.end) - max(start, clue.start)) for clue in clues)
            if 2 * covered > end - start:
                told.found += 1
            else:
                told.missed.append(f"{kind}: {text[start:end]}")
        told.alarms += [
            f"{clue.kind}: {clue.text}"
            for clue in clues
            if not any(clue.start < end and start < clue.end for _, start, end in marks)
        ]
    return told


@pytest.mark.rule("CSL-16")
@pytest.mark.parametrize("file", sorted(path.name for path in HERE.glob("*.txt")))
def test_recall_and_false_alarms(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = measure(file)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{file}: {told.found} of {told.marked} found ({told.recall:.0%}), {len(told.alarms)} false alarms in"
            f" {told.words} words; missed: {told.missed}; false alarms: {told.alarms}\n"
        )
    assert told.recall >= 0.9
    assert told.alarms_per_thousand_words <= 5


def test_every_kind_is_found_by_its_name() -> None:
    kinds = {clue.kind for text, _ in passages("made_up.txt") for clue in find(text, on=ON, staff=STAFF)}
    assert kinds == set(KINDS)


@given(st.text(alphabet=st.sampled_from("aAzZéŁ0179 .,;:(){}[]'’-–\n\t@/+_\u00a0\u202e"), max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_to_its_end(text: str) -> None:
    clues = find(text, on=ON, staff=STAFF)
    edges = [edge for clue in clues for edge in (clue.start, clue.end)]
    assert edges == sorted(edges)
    assert all(clue.text == text[clue.start : clue.end] != "" for clue in clues)


@pytest.mark.parametrize("piece", ["Aa ", "A", "1 ", "1", "St Aa ", "a@a.", "Aa-Aa’Aa ", "(", "0 1", "née Ó "])
def test_a_long_text_of_one_piece_is_read_in_a_moment(piece: str) -> None:
    """No pattern goes back and forth over it: a text of the greatest length takes at most some seconds."""
    text = piece * (60_000 // len(piece))
    signal.alarm(10)
    clues = find(text, on=ON, staff=STAFF)
    signal.alarm(0)
    assert all(clue.text == text[clue.start : clue.end] for clue in clues)


def test_the_mark_of_a_clue_holds_no_words_and_stays_the_same() -> None:
    first, second = (find(text, on=ON)[0] for text in ("I saw Kelly Marsh.", "Then KELLY  MARSH came."))
    assert first.mark == second.mark
    assert re.fullmatch("[0-9a-f]{16}", first.mark)


def test_words_in_files_that_no_page_shows() -> None:
    book = Workbook()
    book.properties.creator, book.properties.title = "Iwona Nowicka", "Plan for CF204518"
    held = io.BytesIO()
    book.save(held)
    told = clues_in_file("plan_for_noah_price.xlsx", held.getvalue(), on=ON)
    assert [(where, clue.kind, clue.text) for where, clue in told] == [
        ("file name", "name", "noah"),
        ("author", "name", "Iwona Nowicka"),
    ]
    pdf = pikepdf.new()
    pdf.docinfo["/Author"] = "Bev Unheard-Of"
    held = io.BytesIO()
    pdf.save(held)
    assert [(where, clue.text) for where, clue in clues_in_file("a.pdf", held.getvalue(), on=ON)] == [
        ("author", "Bev Unheard-Of")
    ]
    held = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (53.0, 1.0, 2.0)
    Image.new("RGB", (4, 4)).save(held, "JPEG", exif=exif)
    assert [where for where, _ in clues_in_file("a.jpg", held.getvalue(), on=ON)] == ["picture"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04nothing", b"%PDF-1.7\nnothing", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]
)
def test_a_file_that_cannot_be_read_has_only_its_name_looked_at(content: bytes) -> None:
    assert clues_in_file("notes.bin", content, on=ON) == []
