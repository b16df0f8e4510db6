"""The law as JSON Schema: 2020-12 for checking bodies, OCDS release shape for merging."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from forms.catalog import Catalog
from forms.record_type import Field, FieldType, Node, RecordType

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
PROFILES = ("draft", "published")
_TEXT: Mapping[str, Any] = {"type": "string"}
_SIMPLE: Mapping[FieldType, Mapping[str, Any]] = {
    FieldType.NUMBER: {"type": "number"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.TEXTS: {"type": "array", "items": _TEXT},
}


def compile_schema(record_type: str | RecordType, catalog: Catalog, profile: str = "draft") -> dict[str, Any]:
    """JSON Schema 2020-12 of a stored body; "published" adds what the standard requires."""
    if profile not in PROFILES:
        raise ValueError(f"unknown profile {profile!r}")
    record = _record(record_type, catalog)
    writer = _BodyWriter(catalog, profile == "published")
    root = writer.object_of(record.tree)
    root["properties"]["_typed"] = {"type": "object", "additionalProperties": _TEXT}
    return {"$schema": DRAFT_2020, "title": record.title, **root, "$defs": writer.definitions.named}


def release_schema(record_type: str | RecordType, catalog: Catalog) -> dict[str, Any]:
    """The law in the shape of an OCDS release schema, with the keywords that ocdsmerge reads."""
    writer = _ReleaseWriter()
    properties = writer.object_of(_record(record_type, catalog).tree)["properties"]
    omitted = {"type": "string", "omitWhenMerged": True}
    head = {
        "ocid": {"type": "string"},
        "id": omitted,
        "date": {**omitted, "format": "date-time"},
        "tag": {"type": "array", "items": {"type": "string"}, "omitWhenMerged": True},
    }
    definitions = writer.definitions.named
    return {
        "$schema": DRAFT_4,
        "type": "object",
        "properties": {**head, **properties},
        "definitions": definitions,
    }


def schema_hash(record_type: str | RecordType, catalog: Catalog, profile: str = "draft") -> str:
    """SHA-256 of the compiled schema, 64 hexadecimal digits."""
    schema = compile_schema(record_type, catalog, profile)
    return hashlib.sha256(msgspec.json.encode(schema, order="sorted")).hexdigest()


def _record(record_type: str | RecordType, catalog: Catalog) -> RecordType:
    return record_type if isinstance(record_type, RecordType) else catalog.record_types[record_type]


class _Definitions:
    """Group schemas by name; equal contents share one, unequal ones are numbered."""

    def __init__(self, home: str) -> None:
        self.named: dict[str, Any] = {}
        self._home = home
        self._names: dict[tuple[str, bytes], str] = {}
        self._counts: dict[str, int] = {}

    def refer(self, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        content = (name, msgspec.json.encode(schema, order="sorted"))
        if content not in self._names:
            count = self._counts[name] = self._counts.get(name, 0) + 1
            self._names[content] = name if count == 1 else f"{name}_{count}"
            self.named[self._names[content]] = schema
        return {"$ref": f"#/{self._home}/{self._names[content]}"}


class _Writer:
    """Walks the tree of patterns; the subclasses say how a list and a scalar are written."""

    def __init__(self, home: str) -> None:
        self.definitions = _Definitions(home)

    def object_of(self, node: Node) -> dict[str, Any]:
        properties = {name: self.schema_of(child) for name, child in node.children.items()}
        return {"type": "object", "properties": properties}

    def schema_of(self, node: Node) -> dict[str, Any]:
        row = node.children.get("*")
        if row is not None:
            items = self.row_of(row)
            if node.field and node.field.group:
                items = self.definitions.refer(node.field.group, items)
            return self.list_of(node, items)
        if node.field is None:
            return self.object_of(node)
        if node.field.type is FieldType.COMPOSITE:
            return self.definitions.refer(node.field.group or "object", self.object_of(node))
        return self.scalar_of(node.field)

    def row_of(self, node: Node) -> dict[str, Any]:
        return self.object_of(node)

    def list_of(self, node: Node, items: dict[str, Any]) -> dict[str, Any]:
        return {"type": "array", "items": items}

    def scalar_of(self, item: Field) -> dict[str, Any]:
        raise NotImplementedError


class _BodyWriter(_Writer):
    def __init__(self, catalog: Catalog, published: bool) -> None:
        super().__init__("$defs")
        self._catalog = catalog
        self._published = published

    def object_of(self, node: Node) -> dict[str, Any]:
        schema = super().object_of(node)
        needed = sorted(name for name, child in node.children.items() if child.field and _demanded(child.field))
        return {**schema, "required": needed} if needed and self._published else schema

    def row_of(self, node: Node) -> dict[str, Any]:
        schema = self.object_of(node)
        schema["properties"]["_key"] = _TEXT
        return schema

    def scalar_of(self, item: Field) -> dict[str, Any]:
        if item.type is FieldType.ANY:
            return {"type": item.json} if item.json else {}
        if item.type in (FieldType.CODE, FieldType.CODES):
            code = {"type": "string", **self._enumeration(item)}
            return code if item.type is FieldType.CODE else {"type": "array", "items": code}
        return dict(_SIMPLE.get(item.type, _TEXT))

    def _enumeration(self, item: Field) -> dict[str, Any]:
        codelist = self._catalog.codelists.get(item.codelist or "")
        if codelist is None or codelist.open:
            return {}
        return {"enum": [code.code for code in codelist.codes]}


def _demanded(item: Field) -> bool:
    """Whether the standard asks for the field wherever its object stands."""
    return item.required == "standard" and not item.required_when and not item.visible_when


class _ReleaseWriter(_Writer):
    def __init__(self) -> None:
        super().__init__("definitions")

    def list_of(self, node: Node, items: dict[str, Any]) -> dict[str, Any]:
        schema = super().list_of(node, items)
        return {**schema, "wholeListMerge": True} if node.field and node.field.whole_list else schema

    def scalar_of(self, item: Field) -> dict[str, Any]:
        if item.type in (FieldType.CODES, FieldType.TEXTS):
            return {"type": ["array", "null"], "items": {"type": "string"}}
        if item.json == "array":
            return {"type": ["array", "null"], "wholeListMerge": True}
        if item.json == "object":
            return {"type": ["object", "null"]}
        if item.type is FieldType.ANY:
            return {}
        return {"type": [_SIMPLE.get(item.type, _TEXT)["type"], "null"]}
