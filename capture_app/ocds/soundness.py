"""What in a release the official schema would refuse, found with the law alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from capture_app.ocds.formats import is_date_time, is_uri
from capture_app.ocds.release import contracting_process
from forms.catalog import Catalog, load_catalog
from forms.pointers import escape
from forms.record_type import Field, FieldType, Node, RecordType

MISSING = "required.missing"
WRONG_TYPE = "type.wrong"
UNKNOWN_CODE = "code.unknown"


@dataclass(frozen=True, slots=True)
class Defect:
    """One place of a release and why the official schema would refuse it."""

    pointer: str
    code: str


def defects(
    release: Mapping[str, Any], record: RecordType | None = None, catalog: Catalog | None = None
) -> tuple[Defect, ...]:
    """Everything that keeps a release from being published, in the order of the release."""
    walk = _Walk(catalog or load_catalog())
    return tuple(walk.value(release, (record or contracting_process()).tree, ""))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return _is_number(value) and value == int(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


_TYPES: Mapping[FieldType, Callable[[Any], bool]] = {
    FieldType.NUMBER: _is_number,
    FieldType.INTEGER: _is_integer,
    FieldType.BOOLEAN: lambda value: isinstance(value, bool),
    FieldType.TEXTS: _is_texts,
    FieldType.CODES: _is_texts,
}
_FORMATS: Mapping[FieldType, tuple[Callable[[str], bool], str]] = {
    FieldType.DATE: (is_date_time, "date.impossible"),
    FieldType.MOMENT: (is_date_time, "date.impossible"),
    FieldType.URI: (is_uri, "uri.malformed"),
}


@dataclass(frozen=True)
class _Walk:
    catalog: Catalog

    def value(self, value: Any, node: Node, pointer: str) -> Iterator[Defect]:
        row = node.children.get("*")
        if row is not None:
            yield from self._rows(value, row, pointer)
        elif node.children:
            yield from self._object(value, node, pointer)
        elif node.field is not None and value is not None:
            code = self._scalar(value, node.field)
            if code:
                yield Defect(pointer, code)

    def _rows(self, value: Any, row: Node, pointer: str) -> Iterator[Defect]:
        if not isinstance(value, list):
            yield Defect(pointer, WRONG_TYPE)
            return
        for index, member in enumerate(value):
            yield from self.value(member, row, f"{pointer}/{index}")

    def _object(self, value: Any, node: Node, pointer: str) -> Iterator[Defect]:
        if not isinstance(value, Mapping):
            yield Defect(pointer, WRONG_TYPE)
            return
        for name, child in node.children.items():
            place = f"{pointer}/{escape(name)}"
            if name in value:
                yield from self.value(value[name], child, place)
            elif child.field is not None and child.field.is_demanded:
                yield Defect(place, MISSING)

    def _scalar(self, value: Any, item: Field) -> str | None:
        if item.type is FieldType.ANY:
            shapes = {"array": list, "object": Mapping}
            return None if isinstance(value, shapes.get(item.json or "", object)) else WRONG_TYPE
        fits = _TYPES.get(item.type, lambda given: isinstance(given, str))
        if not fits(value):
            return WRONG_TYPE
        if item.type in _FORMATS:
            judge, code = _FORMATS[item.type]
            return None if judge(value) else code
        return self._coded(value, item)

    def _coded(self, value: Any, item: Field) -> str | None:
        codelist = self.catalog.codelists.get(item.codelist or "")
        if codelist is None or codelist.open or item.type not in (FieldType.CODE, FieldType.CODES):
            return None
        codes = value if isinstance(value, list) else [value]
        return None if all(code in codelist.by_code for code in codes) else UNKNOWN_CODE
