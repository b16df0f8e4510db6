"""A body with edits applied: pure but for the keys of new rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capture_app.changes import FieldEdit
from capture_app.errors import BadInput
from capture_app.ids import Ids
from capture_app.patching import Body, changes_between
from capture_app.store.references import reference_edits
from capture_app.store.values import MAX_BODY_BYTES, stored_form
from forms.marks import settled, typed_path
from forms.pointers import KEY, get
from forms.record_type import RecordType
from forms.sizes import most_rows
from sync.rows import PathError, apply_item


def edited(body: Body, edits: Sequence[FieldEdit], ids: Ids) -> Body:
    """The body with each edit applied in order; BadInput where one cannot be."""
    for edit in edits:
        body = _applied(body, edit, ids)
    return body


def _applied(body: Body, edit: FieldEdit, ids: Ids) -> Body:
    path, value = edit.path, stored_form(edit.new, ids)
    if edit.kind == "row_add":
        path, value = _new_row(path, value, ids)
        _refuse_too_many(body, path)
    try:
        body = apply_item(body, edit.kind, path, value, edit.after)
    except PathError as error:
        raise BadInput(f"No existe el lugar «{edit.path}» en este expediente.", place=edit.path) from error
    return settled(body, path)


def _new_row(path: str, value: Any, ids: Ids) -> tuple[str, Any]:
    """The path with the row's key, given or minted, and the row."""
    if value is not None and not isinstance(value, dict):
        raise BadInput("Un renglón debe ser un conjunto de datos.", place=path)
    row = value or {}
    array, _, token = path.rpartition("/")
    key = token.removeprefix("@") or row.get(KEY) or ids.row_key()
    return f"{array}/@{key}", {**row, KEY: key}


def _refuse_too_many(body: Body, path: str) -> None:
    pointer = path.rpartition("/")[0]
    rows, most = get(body, pointer), most_rows(pointer)
    if isinstance(rows, list) and len(rows) >= most:
        raise BadInput(f"La lista ya tiene {most:,} renglones.", place=path)


def typed_edit(path: str, text: str) -> FieldEdit:
    """The edit that keeps a text as typed beside the member it could not become."""
    return FieldEdit(typed_path(path), text)


def with_references(before: Body, after: Body, record_type: RecordType, ids: Ids) -> Body:
    """The body with every row that named a corrected id naming the new one."""
    changes = changes_between(before, after, record_type)
    renamed = [FieldEdit(path, value) for path, value in reference_edits(after, changes, record_type)]
    return edited(after, renamed, ids)


def refuse_too_large(data: bytes) -> None:
    """BadInput for the bytes of a body over 8 MiB (decisions 41)."""
    if len(data) > MAX_BODY_BYTES:
        raise BadInput("El expediente pasa de 8 MB de datos.", action_es="Divídalo o quite renglones.")
