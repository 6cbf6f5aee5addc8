"""Finding, reading, merging and checking packs. What is wrong is told with the file, the key and a sentence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from workforce.packs.schema import Pack

NATIONAL = "national"
SHIPPED = Path(__file__).resolve().parents[2] / "fixtures" / "packs"

Table: TypeAlias = dict[str, Any]
Layer: TypeAlias = tuple[Path, Table]


class PackError(Exception):
    """A pack that cannot be used: a line for each fault, each with file, key and sentence."""


@lru_cache(maxsize=1)
def shipped_packs() -> tuple[str, ...]:
    """The names of the packs that come with the application."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load_pack(name_or_path: str | Path) -> Pack:
    """The merged and checked pack of that name, or in that file; PackError where it cannot be used."""
    if isinstance(name_or_path, str) and name_or_path in shipped_packs():
        return _shipped(name_or_path)
    path = find(name_or_path)
    return _loaded(path, _stamp(path))


def find(name_or_path: str | Path, beside: Path | None = None) -> Path:
    """The file of a pack: beside the pack that names it, shipped, or the path itself."""
    text = str(name_or_path)
    is_name = text.replace("-", "").replace("_", "").isalnum()
    tries = [folder / f"{text}.toml" for folder in (beside, SHIPPED) if folder] if is_name else []
    if not is_name:
        tries.append(Path(text) if beside is None else beside / text)
    for path in tries:
        if path.is_file():
            return path.resolve()
    if is_name and Path(text).is_file():
        return Path(text).resolve()
    raise PackError(f"there is no pack {text!r}: the shipped packs are {', '.join(shipped_packs())}")


def read(path: Path) -> Table:
    """The TOML file as a table, not to be changed; PackError where it cannot be read."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise PackError(f"{path.name}: this is not TOML: {fault}") from fault
    except (OSError, UnicodeDecodeError) as fault:
        raise PackError(f"{path.name}: the file cannot be read: {fault}") from fault


def layers(path: Path) -> list[Layer]:
    """The pack and all it builds on, the most basic first, each once however often it is named."""
    ordered: list[Layer] = []
    _collect(path, ordered, ())
    return ordered


def load_text(text: str, name: str) -> Pack:
    """A pack written by hand and not yet kept as a file; it may build on shipped packs only."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PackError(f"{name}: this is not TOML: {fault}") from fault
    ordered: list[Layer] = []
    for parent in _parents(Path(name), table):
        if parent not in shipped_packs():
            raise PackError(f"{name}: pack.extends: there is no shipped pack {parent!r}")
        _collect(SHIPPED / f"{parent}.toml", ordered, ())
    return build([*ordered, (Path(name), table)])


def load_change(text: str, name: str, base: Pack) -> Pack:
    """What `base` becomes with a change written by hand; a text with a header of its own is a whole pack instead."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PackError(f"{name}: this is not TOML: {fault}") from fault
    if "pack" in table:
        return load_text(text, name)
    kept = freeze(base)
    header = {"name": name, "title": f"{base.title}, changed"}
    merged, came_from = merge([(Path(f"{base.name}.toml"), kept["values"]), (Path(name), {**table, "pack": header})])
    earlier = {key: base.came_from.get(key, origin) for key, origin in came_from.items() if origin == base.name}
    return _checked(json.dumps(merged, default=str), came_from | earlier, Path(name))


def merge(stack: list[Layer]) -> tuple[Table, dict[str, str]]:
    """The layers as one table, later ones winning, and the name of the pack each dotted key is from."""
    merged: Table = {}
    came_from: dict[str, str] = {}
    for path, table in stack:
        _remove(merged, came_from, path, table)
        _merge(merged, {key: part for key, part in table.items() if key != "pack"}, "", path.stem, came_from)
    merged["pack"] = stack[-1][1].get("pack", {})
    return merged, came_from


def build(stack: list[Layer]) -> Pack:
    """Merge the layers and check the result; PackError with a line for each fault."""
    merged, came_from = merge(stack)
    return _checked(json.dumps(merged, default=str), came_from, stack[-1][0])


def freeze(pack: Pack) -> Table:
    """The pack as a table fit for JSON, to be kept with the date it takes effect; `thaw` gives the same pack back."""
    return {"values": pack.model_dump(mode="json", by_alias=True, exclude_none=True), "came_from": pack.came_from}


def thaw(kept: Mapping[str, Any]) -> Pack:
    """The pack that was frozen, checked again.

    What was kept before the application asked for more is completed from the pack that ships under its name, or
    from the national one: an upgrade must not leave an authority without a policy.
    """
    held, came_from = kept["values"], dict(kept["came_from"])
    path = Path(str(held["pack"]["name"]))
    try:
        return _checked(json.dumps(held), came_from, path)
    except PackError:
        shipped = load_pack(path.stem if path.stem in shipped_packs() else NATIONAL)
        merged, _ = merge([(Path(shipped.name), freeze(shipped)["values"]), (path, held)])
        return _checked(json.dumps(merged), {**shipped.came_from, **came_from}, path)


def values(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted key and value of every leaf, lists being leaves."""
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            yield from values(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _stamp(path: Path) -> tuple[tuple[str, int], ...]:
    """Changes when the pack or one it builds on changes, so that an edited file is read again."""
    return tuple((str(layer), layer.stat().st_mtime_ns) for layer, _ in layers(path))


@lru_cache(maxsize=32)
def _shipped(name: str) -> Pack:
    return build(layers(SHIPPED / f"{name}.toml"))


@lru_cache(maxsize=64)
def _loaded(path: Path, stamp: tuple[tuple[str, int], ...]) -> Pack:
    return build(layers(path))


def _collect(path: Path, ordered: list[Layer], below: tuple[Path, ...]) -> None:
    if path in below:
        raise PackError(f"{path.name}: pack.extends: the pack builds on itself")
    if any(known == path for known, _ in ordered):
        return
    table = read(path)
    for parent in _parents(path, table):
        try:
            found = find(parent, beside=path.parent)
        except PackError as fault:
            raise PackError(f"{path.name}: pack.extends: {fault}") from fault
        _collect(found, ordered, (*below, path))
    ordered.append((path, table))


def _parents(path: Path, table: Table) -> list[str]:
    header = table.get("pack", {})
    parents = header.get("extends", []) if isinstance(header, dict) else []
    if not isinstance(parents, list) or not all(isinstance(parent, str) for parent in parents):
        raise PackError(f"{path.name}: pack.extends: give a list of names")
    return parents


def _checked(text: str, came_from: dict[str, str], top: Path) -> Pack:
    try:
        pack = Pack.model_validate_json(text, strict=True)
    except ValidationError as fault:
        raise PackError("\n".join(_told(fault, came_from, top))) from fault
    pack.came_from.update(came_from)
    return pack


def _merge(into: Table, table: Table, prefix: str, name: str, came_from: dict[str, str]) -> None:
    for key, value in table.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, dict):
            inner = into.setdefault(key, {})
            if not value:
                came_from.setdefault(dotted, name)
            if isinstance(inner, dict):
                _merge(inner, value, f"{dotted}.", name, came_from)
                continue
        into[key] = value
        came_from[dotted] = name


def _remove(merged: Table, came_from: dict[str, str], path: Path, table: Table) -> None:
    header = table.get("pack", {})
    for dotted in header.get("removes", []) if isinstance(header, dict) else []:
        *parents, last = str(dotted).split(".")
        here: Any = merged
        for key in parents:
            here = here.get(key, {}) if isinstance(here, dict) else {}
        if not isinstance(here, dict) or last not in here:
            raise PackError(f"{path.name}: pack.removes: no earlier pack sets {dotted}")
        del here[last]
        for key in [key for key in came_from if key == dotted or key.startswith(f"{dotted}.")]:
            del came_from[key]


def _told(fault: ValidationError, came_from: dict[str, str], top: Path) -> Iterator[str]:
    for error in fault.errors():
        steps = [step for step in error["loc"] if not _is_tag(step)]
        key = ".".join(str(step) for step in steps)
        yield f"{_file_of(key, came_from, top)}: {key or 'pack'}: {_sentence(error, steps)}"


def _is_tag(step: int | str) -> bool:
    """Pydantic adds the tried type of a union to the place; no reader's file has such a key."""
    return isinstance(step, str) and step in ("float", "int", "constrained-float", "constrained-int")


def _file_of(key: str, came_from: dict[str, str], top: Path) -> str:
    """The file that set the key, or else one that set something beside it."""
    while key:
        for dotted, name in came_from.items():
            if dotted == key or dotted.startswith(f"{key}."):
                return f"{name}.toml"
        key = key.rpartition(".")[0]
    return top.name


def _sentence(error: Any, steps: list[int | str]) -> str:
    kind, message = error["type"], error["msg"]
    if kind == "extra_forbidden":
        return _unknown_key(steps)
    if kind == "missing":
        return "this key is missing"
    if kind == "value_error":
        return str(message).removeprefix("Value error, ")
    if kind in ("literal_error", "enum"):
        return f"{error['input']!r} is not allowed here: use {error['ctx']['expected']}"
    return f"{str(message)[:1].lower()}{str(message)[1:]}, not {error['input']!r}"


def _unknown_key(steps: list[int | str]) -> str:
    near = get_close_matches(str(steps[-1]), _known_keys(steps[:-1]), n=1)
    return "this key is not known" + (f": did you mean {near[0]}?" if near else "")


def _known_keys(steps: list[int | str]) -> list[str]:
    found: Any = Pack
    for step in steps:
        found = _inside(found, step)
    names = found.model_fields if isinstance(found, type) and issubclass(found, BaseModel) else {}
    return [field.alias or name for name, field in names.items()]


def _inside(annotation: Any, step: int | str) -> Any:
    """The model one step down: a field's model, or what a mapping or list of models holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(step))
        annotation = field.annotation if field else None
        models = [part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
        holder = getattr(annotation, "__origin__", None)
        return annotation if holder in (dict, tuple) else (models[0] if models else None)
    models = [part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
    return models[0] if models else None


def _parts(annotation: Any) -> list[Any]:
    arguments = list(getattr(annotation, "__args__", ()))
    return [annotation, *arguments, *(inner for part in arguments for inner in getattr(part, "__args__", ()))]
