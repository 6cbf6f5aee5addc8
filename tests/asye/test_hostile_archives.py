"""Whatever is sent as an archive: it is brought whole or refused in plain words, and nothing is left of it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asye.imports import archive
from asye.imports.archive import ArchiveRefused, open_archive
from asye.models import ArchiveImport, BroughtRecord, Portfolio
from tests.asye.archives import changed, content, elsewhere, filled, made, manifest_of, received, unzipped, zipped
from tests.house import House

DATA = "data/portfolio.json"


@pytest.fixture(scope="module")
def packed() -> list[bytes]:
    return []


@pytest.fixture
def whole(packed: list[bytes], db: None, request: pytest.FixtureRequest) -> bytes:
    """One archive, packed by whichever test asks first: packing takes seconds."""
    if not packed:
        house = request.getfixturevalue("house")
        filled(house)
        packed.append(content(made(house)))
    return packed[0]


def refused(whole: bytes) -> str:
    with pytest.raises(ArchiveRefused) as told:
        open_archive(io.BytesIO(whole))
    said = str(told.value)
    assert said and len(said) <= 500 and "Traceback" not in said
    return said


def with_entry(
    whole: bytes, name: str, text: bytes = b"x", change: Callable[[Any], None] = lambda entry: None
) -> bytes:
    """The archive with one more entry, listed in its manifest."""
    files = {**unzipped(whole), name: text}
    manifest = json.dumps(manifest_of(files)).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for path, content in {**files, "manifest.json": manifest}.items():
            entry = zipfile.ZipInfo(path)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if path == name:
                change(entry)
            out.writestr(entry, content)
    return held.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt", "files/../../outside.txt", "/etc/passwd", "C:\\temp\\x", "files\\x.pdf", "files/",
        "files/a\u202egpj.exe", "files/caf\u00e9.pdf", "files/x y.pdf", ".hidden", "files//x", "files/./x",
        "a/b/c/d/e/f.txt", "files/\x01.pdf", "-rf",
    ],
)  # fmt: skip
def test_odd_names_are_refused(whole: bytes, name: str) -> None:
    assert "name is not one" in refused(with_entry(whole, name))


def test_links_and_devices_are_refused(whole: bytes) -> None:
    def link(entry: Any) -> None:
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "a link" in refused(with_entry(whole, "files/link.pdf", b"/etc/passwd", link))


@pytest.mark.parametrize("name", ("files/twice.pdf", "FILES/TWICE.PDF"))
def test_two_of_one_name_are_refused(whole: bytes, name: str) -> None:
    held = io.BytesIO(with_entry(whole, "files/twice.pdf"))
    with pytest.warns(UserWarning) if name.islower() else contextlib.nullcontext(), zipfile.ZipFile(held, "a") as out:
        out.writestr(name, b"y")
    assert "two files of the same name" in refused(held.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked(whole: bytes) -> None:
    assert "unpacks to far more" in refused(with_entry(whole, "files/bomb.pdf", b"\0" * 30_000_000))


def test_more_than_a_portfolio_can_hold_is_refused(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    assert "larger than" in refused(whole)
    monkeypatch.undo()
    many = zipped({**unzipped(whole), **{f"files/{n}.pdf": b"x" for n in range(2001)}})
    assert "files; a portfolio has at most" in refused(many)


def test_a_manifest_that_does_not_fit_is_refused(whole: bytes) -> None:
    files = unzipped(whole)
    other = json.dumps(manifest_of({**files, DATA: b"{}"})).encode()
    assert "not the one that was packed" in refused(zipped({**files, "manifest.json": other}, manifest=False))
    without = json.dumps(manifest_of({name: text for name, text in files.items() if name != "index.html"})).encode()
    assert "not those of its list" in refused(zipped({**files, "manifest.json": without}, manifest=False))
    more = json.dumps(manifest_of({**files, "files/gone.pdf": b"x"})).encode()
    assert "not those of its list" in refused(zipped({**files, "manifest.json": more}, manifest=False))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"nothing",
        b"[]",
        b"null",
        b"{}",
        b"{" * 100_000,
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"format": 3}',
        b"1e999",
    ],
)
def test_nonsense_for_a_manifest_is_refused(whole: bytes, text: bytes) -> None:
    assert "no archive of an assessed year" in refused(
        zipped({**unzipped(whole), "manifest.json": text}, manifest=False)
    )


@pytest.mark.parametrize("text", [b"", b"nothing", b"[]", b"{}", b"[" * 100_000, b"\xff\xfe\x00", b'{"a": NaN}'])
def test_nonsense_for_data_is_refused(whole: bytes, text: bytes) -> None:
    assert "no archive of an assessed year" in refused(zipped({**unzipped(whole), DATA: text}))


def test_another_version_is_refused_and_named(whole: bytes) -> None:
    assert "version 2" in refused(changed(whole, lambda told: told.update(version=2)))
    files = unzipped(whole)
    later = json.dumps({**manifest_of(files), "version": 7, "new": 1}).encode()
    assert "version 7" in refused(zipped({**files, "manifest.json": later}, manifest=False))


WRONG: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("extra", lambda told: told.update(extra=1)),
    ("portfolio.started_on", lambda told: told["portfolio"].update(started_on=5)),
    ("portfolio.started_on", lambda told: told["portfolio"].update(started_on="2026-02-31")),
    ("portfolio.practitioner", lambda told: told["portfolio"].update(practitioner=["a"])),
    ("portfolio.practitioner", lambda told: told["portfolio"].update(practitioner="")),
    ("portfolio.done_days", lambda told: told["portfolio"].update(done_days="many")),
    ("portfolio.done_days", lambda told: told["portfolio"].update(done_days=10**30)),
    ("dates of its year are not in order", lambda told: told["portfolio"].update(as_of="1999-01-01")),
    ("records.spells", lambda told: told["records"].update(spells=[])),
    ("records.reflections", lambda told: told["records"].update(reflections={})),
    ("null character", lambda told: told["records"]["reflections"][0].update(words={"analysis": "\0"})),
    ("Invalid JSON", lambda told: told["records"]["reflections"][0].update(words={"analysis": "\ud83d"})),
    (
        "at most 120000 characters",
        lambda told: told["records"]["reflections"][0].update(words={"analysis": "x" * 120_001}),
    ),
    ("reflections.0.uid", lambda told: told["records"]["reflections"][0].update(uid="not one")),
    (
        "same record is in it twice",
        lambda told: told["records"]["reflections"].append(told["records"]["reflections"][0]),
    ),
    ("files.0.path", lambda told: told["records"]["reflections"][0]["files"][0].update(path="../x")),
    (
        "not the one its record names",
        lambda told: told["records"]["reflections"][0]["files"][0].update(sha256="0" * 64),
    ),
    (
        "of a kind that is not taken",
        lambda told: told["records"]["reflections"][0]["files"][0].update(media_type="text/html"),
    ),
    ("at most 5000 items", lambda told: told["records"]["reflections"].extend(told["records"]["reflections"] * 4000)),
    ("drafts.0.uid", lambda told: told["records"]["drafts"].insert(0, {"draft": False})),
]


@pytest.mark.parametrize("place", range(len(WRONG)))
def test_data_of_another_shape_is_refused(whole: bytes, place: int) -> None:
    said, change = WRONG[place]
    assert said in refused(changed(whole, change))


def test_data_too_large_is_refused(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_JSON", 100)
    assert "larger than a portfolio" in refused(whole)


@pytest.mark.parametrize("start", (b"PK\x03\x04", b"<html>", b"MZ"))
def test_an_archive_or_a_program_within_it_is_refused(whole: bytes, start: bytes) -> None:
    files = unzipped(whole)
    path = next(name for name in files if name.startswith("files/"))
    told = json.loads(files[DATA])
    for record in told["records"]["reflections"]:
        for file in record["files"]:
            file.update(sha256=hashlib.sha256(start).hexdigest(), size=len(start))
    assert "not what it says" in refused(zipped({**files, path: start, DATA: json.dumps(told).encode()}))


def test_an_encrypted_entry_is_refused(whole: bytes) -> None:
    held = bytearray(whole)
    at = held.rfind(b"PK\x01\x02")
    flags = struct.unpack_from("<H", held, at + 8)[0]
    struct.pack_into("<H", held, at + 8, flags | 1)
    assert "encrypted" in refused(bytes(held))


@pytest.mark.parametrize("text", (b"", b"PK", b"%PDF-1.7", b"x" * 10_000))
def test_what_is_no_archive_is_refused(text: bytes) -> None:
    assert "not a whole zip file" in refused(text)


def test_a_zip_of_nothing_is_refused() -> None:
    assert "its list of files is missing" in refused(b"PK\x05\x06" + b"\0" * 18)


def test_cut_off_anywhere_it_is_refused(whole: bytes) -> None:
    for part in range(1, 20):
        assert "not a whole zip file" in refused(whole[: len(whole) * part // 20])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**9), to=st.integers(0, 255), length=st.integers(1, 40))
def test_a_damaged_one_is_refused_or_read_as_it_was(whole: bytes, at: int, to: int, length: int) -> None:
    """Some bytes of a zip say nothing (times, comments): then what is read is what was packed."""
    held = bytearray(whole)
    begin = at % (len(held) - length)
    held[begin : begin + length] = bytes([to]) * length
    try:
        opened = open_archive(io.BytesIO(bytes(held)))
    except ArchiveRefused as told:
        assert len(str(told)) <= 500
    else:
        assert opened.archive == open_archive(io.BytesIO(whole)).archive


def test_a_refused_one_leaves_nothing_but_the_reason(house: House, whole: bytes, settings: Any) -> None:
    settings.AUTHORITY_NAME = "Southshire"
    there = elsewhere(house)
    one = received(house, whole[:-100], there)
    assert (one.status, one.file.name) == (ArchiveImport.Status.REFUSED, "")
    assert "damaged or was cut off" in one.fault
    assert not BroughtRecord.objects.exists() and not Portfolio.objects.filter(practitioner=there).exists()
