"""A change in words: the place by its label and the values as people read them, whatever the law knows of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from forms.acts.matrix import load_matrix
from forms.catalog import Catalog
from forms.formats import display, unsaid
from forms.pointers import KEY, get, name_of
from forms.record_type import Field, FieldType, RecordType
from forms.words import counted, label_at, text

NAMES = ("/title", "/name", "/description", "/id")
ROWS = ("row_add", "row_remove")
BORN_WITH = "/initiationType"  # the program's own: every release has it, and the law of a body has not


def place_words(path: str, record: RecordType, kinds: Sequence[str | None]) -> str:
    """What a place is called; of a member that the law does not know, that the file brought it."""
    if path == BORN_WITH:
        return text("place.born_with")
    known = record.field_at(path) or record.unit_at(path) or record.stage_of(path)
    return label_at(path, record, kinds) if known else text("place.unknown", name=name_of(path))


def value_words(path: str, value: Any, kind: str, record: RecordType, catalog: Catalog) -> str:
    """What stands at a place before or after a change (`kind` in set, row_add, row_remove); "" for nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if path == BORN_WITH:
        return text("value.born_with")
    field = record.field_at(path) or record.unit_at(path)
    if kind in ROWS and isinstance(value, Mapping):
        return _row(field, value, path, record, catalog)
    return told(field, value, catalog)


def row_lines(
    path: str, row: Mapping[str, Any], record: RecordType, kinds: Sequence[str | None], catalog: Catalog
) -> str:
    """All that a row says, a line for each member in the order of their labels."""
    said = []
    for name, value in row.items():
        place = f"{path}/{name}"
        if name != KEY:
            said.append(f"{place_words(place, record, kinds)}: {value_words(place, value, 'set', record, catalog)}")
    return "\n".join(sorted(said))


def told(field: Field | None, value: Any, catalog: Catalog) -> str:
    """A value by its field: its line, and what a composite has besides."""
    if field is None:
        return _plain(value)
    if field.type is FieldType.COMPOSITE and isinstance(value, Mapping):
        shown = display(field, value, catalog)
        more = (f"{label}: {words}" for label, words in unsaid(field, field.members, value, shown, catalog))
        return "; ".join(filter(None, (shown, *more)))
    if field.type is FieldType.ANY:
        return _plain(value)
    return display(field, value, catalog) or _plain(value)


def _row(field: Field | None, row: Mapping[str, Any], path: str, record: RecordType, catalog: Catalog) -> str:
    """What a row is called: by its own title, else by what names rows, else that it is one."""
    special = SPECIAL.get((field.group if field is not None else None) or "")
    if special is not None:
        return special(row)
    stage = record.stage_of(path)
    own = field.row_title if field is not None else (stage.row_title if stage else None)
    for name in (*([own] if own else []), *NAMES):
        value = get(row, name)
        member = field.member(name) if field is not None else record.field_at(path + name)
        if value not in (None, "", [], {}):
            return told(member, value, catalog)
    return counted("value.rows", 1)


def _act(row: Mapping[str, Any]) -> str:
    """An act by its name in the list of acts."""
    named = (one.document or one.act for one in load_matrix() if one.id == row.get("act"))
    return next(named, str(row.get("act") or ""))


SPECIAL: Mapping[str, Callable[[Mapping[str, Any]], str]] = MappingProxyType({"act_note": _act})


def _plain(value: Any) -> str:
    """A value of a shape that nobody captures, without the signs of its notation."""
    return ", ".join(_parts(value)) if isinstance(value, (Mapping, list)) else _one(value)


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return text("value.yes" if value else "value.no")
    return "" if value is None else str(value)


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == KEY:
                continue
            yield f"{name}: {_plain(inner)}"
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner) if isinstance(inner, (Mapping, list)) else (_one(inner),)
