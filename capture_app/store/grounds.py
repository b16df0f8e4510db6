"""The ground under a record's open operation: the portal's document with what this device has on its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from capture_app.patching import Body, Patch
from capture_app.store.baselines import FOLIO
from forms.pointers import KEY, get
from sync.merge import RemovedRow, merge, merge_header, removed_rows
from sync.rows import FOLIO_PATH, PathError, apply_item
from sync.wire import FieldConflict


@dataclass(frozen=True)
class MergedDocument:
    """A document after a patch, the values that could not be applied beside it."""

    document: Body
    conflicts: tuple[FieldConflict, ...]


def merged(document: Body, patch: Patch, removed: Mapping[str, RemovedRow] = MappingProxyType({})) -> MergedDocument:
    """The patch merged into a document, header included; rows of `removed` still being edited are revived."""
    body = {name: value for name, value in document.items() if name != FOLIO}
    in_body = merge(body, [item for item in patch if item[1] != FOLIO_PATH], removed)
    header = merge_header({"folio": document.get(FOLIO, "")}, [item for item in patch if item[1] == FOLIO_PATH])
    folio = header.body["folio"]
    whole = {**in_body.body, FOLIO: folio} if folio else in_body.body
    return MergedDocument(whole, (*in_body.conflicts, *header.conflicts))


def replayed(document: Body, patches: Iterable[Patch], before: Body) -> Body:
    """The document with own patches on it; where they clash, our side shows until the portal answers. Rows of `before`
    that others have removed since, and which the patches still edit, are revived as the portal will."""
    graves = removed_rows(before, document)
    for patch in patches:
        result = merged(document, patch, graves)
        document = with_ours(result.document, ((item.path, item.ours) for item in result.conflicts))
    return document


def with_ours(document: Body, values: Iterable[tuple[str, Any]]) -> Body:
    """The document with each value at its path; a value whose row is gone stays in its conflict only."""
    for path, value in values:
        found = placed(document, path, value)
        document = document if found is None else found
    return document


def placed(document: Body, path: str, value: Any, like: Body | None = None) -> Body | None:
    """The document with a value, a row or nothing at a path; None where there is no such place.

    A row that comes back takes the place it has in `like`; without one it comes last.
    """
    is_row = path.rpartition("/")[2].startswith("@")
    gone = is_row and get(document, path) is None
    if gone and value is None:
        return document
    kind = "set"
    if is_row:
        kind = "row_add" if gone else ("row_remove" if value is None else "set")
    after = _row_before(document, path, like) if kind == "row_add" and like is not None else None
    try:
        return apply_item(document, kind, path, value, after)
    except PathError:
        return None


def _row_before(document: Body, path: str, like: Body) -> str:
    """The nearest row before this one in `like` that the document has too; "" for none."""
    array, _, token = path.rpartition("/")
    names = [f"@{row[KEY]}" for row in get(like, array) or [] if isinstance(row, dict) and KEY in row]
    before = names[: names.index(token)] if token in names else names
    return next((name for name in reversed(before) if get(document, f"{array}/{name}") is not None), "")
