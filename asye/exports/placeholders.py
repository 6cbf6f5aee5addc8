"""Pages of uploaded PDFs inside our own: the layout leaves a picture's place for each, which its page then fills.

So every page keeps our header and number, and stands in the reading order as a figure with its alternative text.
"""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Two pixels: a sign of ours, and the number of the place.
SIGN = b"WFP"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of an uploaded PDF, as read; the document it belongs to stays open with it."""

    pdf: Any
    page: Any
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placeholder:
    """The place of one leaf: `source` is its picture, `shape` says which way it lies."""

    number: int
    leaf: Leaf
    source: str

    @property
    def shape(self) -> str:
        return "wide" if self.leaf.width > self.leaf.height else "tall"


def leaves_of(content: bytes, *, most: int) -> list[Leaf]:
    """Return the pages of a PDF.

    Raises:
        ValueError: it cannot be read, needs a password, is empty or has more than `most` pages; says which.
    """
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(content))
        pages = list(pdf.pages)
    except pikepdf.PasswordError as locked:
        raise ValueError("the file needs a password") from locked
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, RecursionError) as broken:
        raise ValueError("the file cannot be read as a PDF") from broken
    if not pages:
        raise ValueError("the file has no pages")
    if len(pages) > most:
        raise ValueError(f"the file has {len(pages)} pages; at most {most} are printed")
    try:
        return [_leaf(pdf, page) for page in pages]
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, ArithmeticError) as broken:
        raise ValueError("the file has a page that cannot be read") from broken


def _leaf(pdf: Any, page: Any) -> Leaf:
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    width, height = abs(right - left), abs(top - bottom)
    if not 1 <= width <= 15_000 or not 1 <= height <= 15_000:
        raise ValueError("a page has no size")
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return Leaf(pdf, page, height if turned else width, width if turned else height)


def placeholder(number: int, leaf: Leaf) -> Placeholder:
    return Placeholder(number, leaf, f"data:image/png;base64,{base64.b64encode(_png(number)).decode()}")


def _png(number: int) -> bytes:
    """Return a picture of two pixels that carries its number."""
    pixels = b"\0" + SIGN + number.to_bytes(3, "big")
    header = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def fill(content: bytes, places: Sequence[Placeholder]) -> tuple[bytes, int]:
    """Put each uploaded page in its place; return the bytes and the number of pages."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        by_number = {place.number: place for place in places}
        for page in pdf.pages if places else ():
            pictures: Any = page.resources.get("/XObject", {})
            for name in list(pictures.keys()):
                number = _number(pictures[name])
                if number in by_number:
                    pictures[name] = _form(pdf, by_number[number].leaf)
        held = io.BytesIO()
        pages = len(pdf.pages)
        pdf.save(held)
    return held.getvalue(), pages


def _number(picture: Any) -> int | None:
    if picture.get("/Width") != 2 or picture.get("/Height") != 1:
        return None
    pixels = picture.read_bytes()
    return int.from_bytes(pixels[3:6], "big") if pixels[:3] == SIGN and len(pixels) == 6 else None


def _form(pdf: Any, leaf: Leaf) -> Any:
    """Return the page as a form that fills the unit square, as a picture does, turned the way it is read."""
    import pikepdf

    form = pdf.copy_foreign(leaf.page.as_form_xobject())
    left, bottom, right, top = (float(edge) for edge in leaf.page.trimbox)
    width, height = right - left, top - bottom
    turn = int(leaf.page.obj.get("/Rotate", 0)) % 360
    to_square = pikepdf.Matrix(1 / width, 0, 0, 1 / height, -left / width, -bottom / height)
    turns = {90: (0, -1, 1, 0, 0, 1), 180: (-1, 0, 0, -1, 1, 1), 270: (0, 1, -1, 0, 1, 0)}
    matrix = to_square @ pikepdf.Matrix(*turns[turn]) if turn in turns else to_square
    form.Matrix = pikepdf.Array(matrix.as_array())
    form.BBox = pikepdf.Array([left, bottom, right, top])
    return form
