"""What the page of a record shows to whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from supervision.models import Action, Addendum, CaseDiscussion, SessionRecord, Signature
from workforce.access import Access
from workforce.packs import Pack


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as one reader sees it: the personal lists are empty for those who read the case part alone."""

    record: SessionRecord
    in_full: bool
    words: list[tuple[str, str]]
    tools: list[str]
    actions: list[Action]
    discussions: list[CaseDiscussion]
    signatures: list[Signature]
    addenda: list[Addendum]

    @property
    def signed_by(self) -> set[int]:
        """Whose signature stands under the words as they are now."""
        return {one.by_id for one in self.signatures if one.stamp == self.record.stamp}


def earlier_actions(record: SessionRecord, access: Access) -> QuerySet[Action]:
    """What was agreed in other sessions with this worker and is not closed yet, as far as this reader may see it."""
    mine = Action.objects.visible_to(access).open().filter(record__session__worker=record.session.worker_id)
    return mine.exclude(record=record).select_related("owner")


def shown_to(record: SessionRecord, *, in_full: bool, labels: dict[str, str], pack: Pack) -> Shown:
    """Read the parts this reader may see. `labels` names each text of the personal part, in order."""
    addenda = record.addenda.select_related("by")
    known = pack.supervision.tools
    return Shown(
        record=record,
        in_full=in_full,
        words=[(label, getattr(record, name)) for name, label in labels.items()] if in_full else [],
        tools=[known[code].label if code in known else code for code in record.tool_codes] if in_full else [],
        actions=list(record.actions.select_related("owner", "closed__by")) if in_full else [],
        discussions=list(record.discussions.all()),
        signatures=list(record.signatures.select_related("by")),
        addenda=list(addenda if in_full else addenda.filter(part=Addendum.Part.CASE)),
    )


def tools_of(pack: Pack) -> list[tuple[str, str]]:
    """The tools a policy knows, as (code, name): SUP-09."""
    return [(code, tool.label) for code, tool in pack.supervision.tools.items()]
