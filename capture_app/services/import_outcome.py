"""What became of one process or entry of a file, or would become of it: new, changed, the same, refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from capture_app.importers.foreign import ForeignProcess
from capture_app.patching import Change
from capture_app.services.import_report import Difference, ProcessOutcome
from capture_app.services.wording import shortened
from capture_app.words import say
from forms.catalog import Catalog
from forms.formats import display
from forms.pointers import get
from forms.record_type import RecordType, kinds_of
from forms.words import label_at

MOST_SHOWN = 50
_NAMES = ("title", "name", "description", "id")
_TITLE = "/tender/title"


def outcome_of(
    process: ForeignProcess, outcome: str, body: dict[str, Any], changes: Sequence[Change], catalog: Catalog
) -> ProcessOutcome:
    """The process by its names, and what is or would be different in the record that was here before."""
    record = catalog.record_types[process.record_type]
    title = get(body, record.register.row_title if record.register else _TITLE, "")
    differences = tuple(_differences(changes[:MOST_SHOWN], record, body, catalog))
    name = process.folio or process.ocid
    return ProcessOutcome(process.place, process.ocid, name, shortened(title), outcome, differences, len(changes))


def _differences(
    changes: Sequence[Change], record: RecordType, body: dict[str, Any], catalog: Catalog
) -> Iterator[Difference]:
    kinds = kinds_of(body)
    for change in changes:
        if not change.path.startswith("/_") and change.kind != "row_move":
            label = label_at(change.path, record, kinds)
            old, new = (_shown(change, value, record, catalog) for value in (change.old, change.new))
            yield Difference(change.path, label, old, new)


def _shown(change: Change, value: Any, record: RecordType, catalog: Catalog) -> str:
    if value is None:
        return ""
    if change.kind != "set" and isinstance(value, dict):
        return shortened(next((str(value[name]) for name in _NAMES if value.get(name)), say("import.one_row")))
    field = record.field_at(change.path) or record.unit_at(change.path)
    return shortened((display(field, value, catalog) if field else "") or value)
