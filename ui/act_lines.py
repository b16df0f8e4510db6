"""Acts in the history of a record, in words: what was done, from which status, to which."""

from collections.abc import Sequence
from typing import Any

from capture_app.changes import ACT, HistoryEntry
from forms.record_type import RecordType
from forms.telling import place_words
from ui.words import say

STATUSES = ("draft", "in_review", "approved")
KNOWN = ("submit", "return", "approve", "publish", "withdraw", "delete", "restore", "erase", "status")


def is_act(entry: HistoryEntry) -> bool:
    """Whether the line is an act on the whole record; what was decided between two values is told as a change."""
    return entry.kind == ACT and _name(entry) in KNOWN


def act_text(entry: HistoryEntry, column: str, record: RecordType, kinds: Sequence[str | None]) -> str:
    """What a line of the history says in `field`, `old` or `new`; "" where the act has nothing to say there."""
    if column == "field":
        return say(f"history.act.{_name(entry)}")
    value = entry.old if column == "old" else entry.new
    if _name(entry) == "erase" and isinstance(value, list):
        path, reason = value
        return say("history.erased", field=place_words(path, record, kinds), reason=reason)
    if isinstance(value, list):
        return ", ".join(stage.title_for(*kinds) for stage in record.steps() if stage.id in value)
    return say(f"status.{value}") if value in STATUSES else ""


def _name(entry: HistoryEntry) -> Any:
    return entry.path.removeprefix("/_")
