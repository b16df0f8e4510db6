"""One step of editing on the body that is shown, before the store confirms it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from capture_app.changes import FieldEdit
from capture_app.patching import PathError, with_edit
from forms.catalog import FieldType, RecordType
from forms.marks import TYPED, settled
from forms.pointers import KEY, get, join, tokens


@dataclass(frozen=True)
class KeptText:
    """Text typed that cannot be read as its field's type."""

    path: str
    text: str
    kind: str = "typed"


Step = FieldEdit | KeptText


def apply_step(body: dict[str, Any], step: Step) -> dict[str, Any]:
    """The body with the step made; a value set takes the place of the text kept there."""
    if isinstance(step, KeptText):
        return {**body, TYPED: {**body.get(TYPED, {}), step.path: step.text}}
    fresh = with_edit(body, step)
    return settled(fresh, step.path) if step.kind == "set" else fresh


def with_rows(body: dict[str, Any], steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, before each the rows it stands in that have gone meanwhile: what is typed in one brings it back.

    A row may go between a key and its save (an undo on its way, a merge); taking away one that has gone is nothing.
    """
    for step in steps:
        rows = rows_on_the_way(step.path)
        if step.kind in ("row_remove", "row_move") and get(body, step.path) is None:
            continue
        if step.kind == "row_add" and step.path in rows:
            rows = rows[:-1]
        for row in rows:
            if get(body, row) is None:
                born = FieldEdit(row, {KEY: row.rpartition("@")[2]}, "row_add")
                body = apply_step(body, born)
                yield born
        with suppress(PathError):
            body = apply_step(body, step)
        yield step


def rows_on_the_way(path: str) -> list[str]:
    """The paths of the rows that a place stands in, the outermost first."""
    parts = tokens(path)
    return [join(parts[:at]) for at in range(1, len(parts) + 1) if parts[at - 1].startswith("@")]


def whole_unit(record: RecordType, body: Mapping[str, Any], step: Step) -> Step:
    """An edit inside a list that is one value becomes the setting of that whole list."""
    if isinstance(step, KeptText):
        return step
    path = unit_path(record, step.path)
    return step if path == step.path else FieldEdit(path, get(body, path))


def unit_path(record: RecordType, path: str) -> str:
    """The path of the composite or whole list that contains a place, else the path itself."""
    parts = tokens(path)
    for length in range(1, len(parts)):
        part = join(parts[:length])
        found = record.field_at(part)
        is_unit = found is not None and (found.whole_list or found.type is FieldType.COMPOSITE)
        if is_unit and not parts[length - 1].startswith("@"):
            return part
    return path
