"""What this project asks of an accessible PDF: tags, language, title, order of headings, alternative texts, fonts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pikepdf


def faults(content: bytes) -> list[str]:
    """Return what is wrong with a PDF that says it is PDF/UA-1; nothing where all of it holds."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        checks = {
            "it is not marked as tagged": bool(root.get("/MarkInfo", {}).get("/Marked")),
            "it has no language": bool(str(root.get("/Lang", ""))),
            "its title is not shown": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
            "it does not say it is PDF/UA": b"pdfuaid" in root.Metadata.read_bytes(),
            "it has no title": bool(str(pdf.docinfo.get("/Title", ""))),
            "it has no tree of tags": "/StructTreeRoot" in root,
        }
        found = [fault for fault, holds in checks.items() if not holds]
        found += [
            f"page {n} is outside the tree" for n, page in enumerate(pdf.pages, 1) if "/StructParents" not in page
        ]
        elements = list(_elements(root.StructTreeRoot.K))
        kinds = [str(element.get("/S", "")) for element in elements]
        found += [
            "a figure has no alternative text"
            for e in elements
            if e.get("/S") == "/Figure" and not str(e.get("/Alt", ""))
        ]
        found += [f"there is no {kind}" for kind in ("/H1", "/H2", "/P") if kind not in kinds]
        found += _skipped(kinds)
        found += [f"font {name} is not embedded" for name in _loose_fonts(pdf)]
        return found


def alternatives(content: bytes) -> list[str]:
    """Return the alternative texts of its figures, in reading order."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [str(e.Alt) for e in _elements(pdf.Root.StructTreeRoot.K) if e.get("/S") == "/Figure"]


def _elements(node: Any) -> Iterator[Any]:
    for child in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            if "/K" in child:
                yield from _elements(child.K)


def _skipped(kinds: list[str]) -> list[str]:
    """Headings go down one level at a time."""
    levels = [int(kind[2]) for kind in kinds if len(kind) == 3 and kind.startswith("/H") and kind[2].isdigit()]
    return [f"a heading goes from {a} to {b}" for a, b in pairwise(levels) if b > a + 1]


def _loose_fonts(pdf: pikepdf.Pdf) -> set[str]:
    loose = set()
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            below = font.get("/DescendantFonts", [font])[0]
            descriptor = below.get("/FontDescriptor", {})
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                loose.add(str(font.get("/BaseFont", "?")))
    return loose
