"""Loading the files that ship with the project: a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from frameworks.models import Framework, Section, Statement, Topic
from frameworks.policy import shipped
from frameworks.policy.shipped import FileWrong, ShippedFramework
from frameworks.services.beside import BESIDE, load_crosswalk, load_library
from frameworks.services.statistics import refresh_statistics
from frameworks.services.subjects import refresh_subjects

SHIPPED = Path(__file__).resolve().parent.parent.parent / "fixtures" / "frameworks"
Row = TypeVar("Row", bound=models.Model)


@dataclass(slots=True)
class Loaded:
    """Rows of every kind (frameworks, sections, statements, topics, links, resources) that a load met."""

    frameworks: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, created: int, changed: int, unchanged: int) -> None:
        self.created += created
        self.changed += changed
        self.unchanged += unchanged


def read_folder(folder: Path) -> list[ShippedFramework]:
    """Every framework file of a folder in `order`. Raises FileWrong for a faulty file or a framework given twice."""
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name not in BESIDE]
    files = [shipped.read_shipped(path.read_text("utf-8"), name=path.name) for path in paths]
    keys = [file.key for file in files]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise FileWrong(f"two files hold {', '.join(twice)}")
    return sorted(files, key=lambda file: file.order)


@transaction.atomic
def load_shipped(*, at: datetime, folder: Path = SHIPPED) -> Loaded:
    """Load every framework file of a folder and what lies beside them, all or none; by default what ships.

    A second run changes nothing; licensed text is never touched. Raises FileWrong before anything is kept.
    """
    files = read_folder(folder)
    done = Loaded(frameworks=len(files))
    topics = _load_topics(files, done)
    rows = {file.key: _load_framework(file, at, topics, done) for file in files}
    for file in files:
        _set(rows[file.key], {"supersedes": _superseded(file, rows)})
    done.add(*load_crosswalk(folder, at=at))
    done.add(*load_library(folder, at=at))
    refresh_subjects()
    if done.created:
        refresh_statistics()
    return done


def _superseded(file: ShippedFramework, rows: Mapping[str, Framework]) -> Framework | None:
    """The older edition: from the same folder, or held already."""
    if not file.supersedes:
        return None
    code, _, level = file.supersedes.partition("/")
    older = rows.get(file.supersedes) or Framework.objects.filter(code=code, level=level).first()
    if older is None:
        raise FileWrong(f"{file.key} supersedes {file.supersedes}, which is not held")
    return older


def _load_topics(files: Iterable[ShippedFramework], done: Loaded) -> dict[str, Topic]:
    given = [topic for file in files for topic in file.topics]
    return {
        topic.slug: _put(
            Topic.objects.filter(slug=topic.slug).first(),
            Topic(slug=topic.slug),
            {"heading": topic.heading, "title": topic.title, "about": topic.about, "order": order},
            done,
        )
        for order, topic in enumerate(given, start=1)
    }


def _load_framework(file: ShippedFramework, at: datetime, topics: Mapping[str, Topic], done: Loaded) -> Framework:
    before = done.created + done.changed
    fields = ("order", "title", "edition", "nation", "kind", "in_force_from", "in_force_to", "source")
    framework = _put(
        Framework.objects.filter(code=file.code, level=file.level).first(),
        Framework(code=file.code, level=file.level, loaded_at=at),
        {name: getattr(file, name) for name in fields},
        done,
    )
    _load_sections(file, framework, topics, done)
    if done.created + done.changed > before:
        _set(framework, {"loaded_at": at})
    return framework


def _load_sections(file: ShippedFramework, framework: Framework, topics: Mapping[str, Topic], done: Loaded) -> None:
    held = {(row.kind, row.number): row for row in framework.sections.all()}
    groups: dict[str, Section] = {}
    for order, given in enumerate(file.sections, start=1):
        section = _put(
            held.get((given.kind, given.number)),
            Section(framework=framework, kind=given.kind, number=given.number),
            {"title": given.title, "about": given.about, "order": order, "parent": groups.get(given.parent)},
            done,
        )
        if not given.statements:
            groups[given.number] = section
        _load_statements(given, section, topics, done)


def _load_statements(given: shipped.Section, section: Section, topics: Mapping[str, Topic], done: Loaded) -> None:
    held = {row.number: row for row in section.statements.prefetch_related("topics")}
    if gone := sorted(set(held) - set(given.statements)):
        # Records may point at a statement, so an edition loses none: a new edition is a new file.
        raise FileWrong(f"{section.framework.code}: statements {', '.join(gone)} are held but no longer in the file")
    for order, (number, summary) in enumerate(given.statements.items(), start=1):
        row = _put(
            held.get(number), Statement(section=section, number=number), {"summary": summary, "order": order}, done
        )
        wanted = {topics[slug].pk for slug in given.topics.get(number, [])}
        has = {topic.pk for topic in row.topics.all()} if number in held else set()
        if wanted != has:
            row.topics.set(wanted)


def _put(held: Row | None, new: Row, values: Mapping[str, Any], done: Loaded) -> Row:
    if held is None:
        for name, value in values.items():
            setattr(new, name, value)
        new.save(force_insert=True)
        done.created += 1
        return new
    if _set(held, values):
        done.changed += 1
    else:
        done.unchanged += 1
    return held


def _set(row: models.Model, values: Mapping[str, Any]) -> bool:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return bool(changed)
