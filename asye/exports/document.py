"""A portfolio's snapshot as one accessible PDF, with uploaded PDFs and pictures on pages of its own."""

from __future__ import annotations

import base64
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string

from asye.exports.placeholders import Placeholder, fill, leaves_of, placeholder
from workforce.pdf import render_pdf

Opener = Callable[[Any], bytes]
PICTURES = {"image/png", "image/jpeg"}
MOST_PAGES_OF_A_FILE = 200


@dataclass(slots=True)
class Laid:
    """The finished document: its bytes, its number of pages, and why a file is not in it."""

    content: bytes
    pages: int
    left_out: list[str] = field(default_factory=list)


def html_of(snapshot: Mapping[str, Any], open_file: Opener) -> tuple[str, list[Placeholder], list[str]]:
    """Return the page to lay out, the places that uploaded pages will take, and what cannot be shown."""
    places: list[Placeholder] = []
    left_out: list[str] = []
    sections = [
        section
        | {"blocks": list(_levelled(_with_leaves(one, open_file, places, left_out) for one in section["blocks"]))}
        for section in snapshot["sections"]
    ]
    told = {**snapshot, "sections": sections, "made_at": dt.datetime.fromisoformat(snapshot["made_at"])}
    return render_to_string("asye/document_pdf.html", {"told": told, "left_out": left_out}), places, left_out


def lay_out(snapshot: Mapping[str, Any], open_file: Opener, *, step: Callable[[], None] = lambda: None) -> Laid:
    """Lay the snapshot out. `open_file` gives an attachment's bytes by key; `step` is called before files go in."""
    html, places, left_out = html_of(snapshot, open_file)
    content = render_pdf(html, data_images=True)
    step()
    content, pages = fill(content, places)
    return Laid(content, pages, left_out)


def _levelled(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give each block the level of its title: one below the heading it stands under, which may be the section's."""
    level = "h3"
    for block in blocks:
        level = "h4" if block["kind"] == "heading" else level
        yield {**block, "level": level}


def _with_leaves(
    block: Mapping[str, Any], open_file: Opener, places: list[Placeholder], left_out: list[str]
) -> dict[str, Any]:
    """Return a block of files with a leaf for each page of theirs; any other block as it is."""
    if block["kind"] != "files":
        return dict(block)
    leaves: list[dict[str, str]] = []
    for file in block["files"]:
        try:
            leaves += _leaves(file, open_file(file["pk"]), places)
        except ValueError as why:
            left_out.append(f"{file['name']}: {why}")
    return {**block, "leaves": leaves}


def _leaves(file: Mapping[str, Any], content: bytes, places: list[Placeholder]) -> list[dict[str, str]]:
    name = file["name"]
    if file["media_type"] in PICTURES:
        source = f"data:{file['media_type']};base64,{base64.b64encode(_readable_picture(content)).decode()}"
        return [{"source": source, "alt": f"Picture: {name}", "caption": name}]
    if file["media_type"] != "application/pdf":
        raise ValueError("this kind of file is kept with the portfolio and not printed")
    made = []
    pages = leaves_of(content, most=MOST_PAGES_OF_A_FILE)
    for number, leaf in enumerate(pages, start=1):
        place = placeholder(len(places) + 1, leaf)
        places.append(place)
        said = f"{name}, page {number} of {len(pages)}"
        made.append({"source": place.source, "alt": said, "caption": said, "shape": place.shape})
    return made


def _readable_picture(content: bytes) -> bytes:
    """Return the picture without what its camera wrote into it, no larger than a page needs."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            shown = ImageOps.exif_transpose(picture)
            shown.thumbnail((1600, 1600))
            held = io.BytesIO()
            shown.convert("RGB").save(held, "JPEG" if picture.format == "JPEG" else "PNG")
            return held.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise ValueError("the picture cannot be read") from broken
