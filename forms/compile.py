"""The law as JSON Schema: 2020-12 for checking bodies, OCDS release shape for merging."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from forms.catalog import Catalog
from forms.marks import ABSENT, NOTES, TYPED
from forms.pointers import KEY
from forms.record_type import Field, FieldType, Node, RecordType
from forms.sizes import LONGEST_NAME, LONGEST_TEXT, MOST_MEMBERS, MOST_ROWS, MOST_ROWS_AT
from forms.standard import (
    INITIATION_TYPES,
    INTEGER_TOO,
    NEVER_NULL,
    NOT_BARE,
    NOT_EMPTY,
    NULL_TOO,
    RELEASE_TAGS,
    SHAPES,
    UNIQUE,
    Place,
    patterns_at,
)
from forms.upgrades import LEGACY

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
PROFILES = ("draft", "published")
ROOT: Place = ("", "")
_MOST = {
    "string": {"maxLength": LONGEST_TEXT},
    "array": {"maxItems": MOST_ROWS},
    "object": {"maxProperties": MOST_MEMBERS},
}
_ANYTHING: Mapping[str, str] = {"$ref": "#/$defs/anything"}
# What a text, a list or an object of a clean body has besides.
_FULL: Mapping[str, Mapping[str, Any]] = {
    "string": {"pattern": r"[^\s\u001c-\u001f\u0085]"},
    "array": {"minItems": 1},
    "object": {"minProperties": 1},
}
_TEXT: Mapping[str, Any] = {"type": "string"}
_SIMPLE: Mapping[FieldType, Mapping[str, Any]] = {
    FieldType.NUMBER: {"type": "number"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.TEXTS: {"type": "array", "items": _TEXT},
}

_NOTE = {"type": "object", "properties": dict.fromkeys(("by", "at", "text", KEY), _TEXT), "required": ["text"]}
_MARKS: Mapping[str, Any] = {
    TYPED: {"type": "object", "additionalProperties": _TEXT},
    ABSENT: {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT, "minItems": 1}},
    NOTES: {"type": "object", "additionalProperties": {"type": "array", "items": _NOTE, "minItems": 1}},
    LEGACY: {"type": "object"},
}


def compile_schema(record_type: str | RecordType, catalog: Catalog, profile: str = "draft") -> dict[str, Any]:
    """JSON Schema 2020-12 of a stored body; "published" adds what the standard requires."""
    if profile not in PROFILES:
        raise ValueError(f"unknown profile {profile!r}")
    record = _record(record_type, catalog)
    return _body_schema(record, _BodyWriter(catalog, profile == "published"))


def clean_schema(record_type: str | RecordType, catalog: Catalog) -> dict[str, Any]:
    """The "draft" schema of a body in which moreover nothing is blank: no null, nothing empty, no text of spaces."""
    return _body_schema(_record(record_type, catalog), _CleanWriter(catalog, published=False))


def _body_schema(record: RecordType, writer: "_BodyWriter") -> dict[str, Any]:
    root = writer.object_of(record.tree, ROOT)
    root["properties"].update({name: {**_ANYTHING, **mark} for name, mark in _MARKS.items()})
    return {"$schema": DRAFT_2020, "title": record.title, **root, "$defs": writer.named()}


def release_schema(record_type: str | RecordType, catalog: Catalog) -> dict[str, Any]:
    """The law in the shape of an OCDS release schema, with the keywords that ocdsmerge reads."""
    writer = _MergeWriter()
    properties = writer.object_of(_record(record_type, catalog).tree, ROOT)["properties"]
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


def file_schema(record_type: str | RecordType, catalog: Catalog) -> dict[str, Any]:
    """JSON Schema 2020-12 of an OCDS release as a file: what the standard takes, and nothing else."""
    record = _record(record_type, catalog)
    writer = _FileWriter(catalog)
    root = writer.object_of(record.tree, ROOT)
    name = {"type": "string", "minLength": 1, **_MOST["string"]}
    tags = {"type": "string", "enum": list(RELEASE_TAGS)}
    head = {
        "ocid": name,
        "id": name,
        "date": writer.limited(_TEXT),
        "tag": {"type": "array", "minItems": 1, "items": tags, **_MOST["array"]},
        "initiationType": {"type": "string", "enum": list(INITIATION_TYPES)},
    }
    return {
        "$schema": DRAFT_2020,
        "title": record.title,
        **root,
        "properties": {**root["properties"], **head},
        "required": sorted({*root.get("required", ()), *head}),
        "$defs": writer.named(),
    }


def size_schema() -> dict[str, Any]:
    """Whatever the members are called: no text, list or object beyond the limits."""
    lists = {pointer[1:]: {"maxItems": most} for pointer, most in MOST_ROWS_AT.items()}
    return {"$schema": DRAFT_2020, **_ANYTHING, "properties": lists, "$defs": {"anything": _anything()}}


def full_schema() -> dict[str, Any]:
    """Whatever the members are called: nothing blank."""
    return {"$schema": DRAFT_2020, **_ANYTHING, "$defs": {"anything": _full()}}


def _full() -> dict[str, Any]:
    least = {name: value for kind in _FULL.values() for name, value in kind.items()}
    return {**_anything(), "type": [*_FULL, "number", "boolean"], **least}


def _anything() -> dict[str, Any]:
    """What nobody knows by name: within the limits at any depth."""
    limits = {name: most for kind in _MOST.values() for name, most in kind.items()}
    names = {"maxLength": LONGEST_NAME}
    return {**limits, "propertyNames": names, "additionalProperties": _ANYTHING, "items": _ANYTHING}


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
    """Walks the tree of patterns; the subclasses say how a list and a scalar are written.

    A place is the group a node stands in and its pointer there, as forms.standard names members.
    """

    def __init__(self, home: str) -> None:
        self.definitions = _Definitions(home)

    def object_of(self, node: Node, place: Place) -> dict[str, Any]:
        group, way = place
        properties = {name: self.schema_of(child, (group, f"{way}/{name}")) for name, child in node.children.items()}
        return {"type": "object", "properties": properties}

    def schema_of(self, node: Node, place: Place) -> dict[str, Any]:
        row = node.children.get("*")
        if row is not None:
            group = node.field.group if node.field else None
            items = self.row_of(row, node.inside(place))
            return self.list_of(node, self.definitions.refer(group, items) if group else items, place)
        if node.field is None:
            return self.object_of(node, place)
        if node.field.type is FieldType.COMPOSITE:
            group = node.field.group or "object"
            return self.definitions.refer(group, self.object_of(node, node.inside(place)))
        return self.scalar_of(node.field, place)

    def row_of(self, node: Node, place: Place) -> dict[str, Any]:
        return self.object_of(node, place)

    def list_of(self, node: Node, items: dict[str, Any], place: Place) -> dict[str, Any]:
        return {"type": "array", "items": items}

    def scalar_of(self, item: Field, place: Place) -> dict[str, Any]:
        raise NotImplementedError


class _BodyWriter(_Writer):
    def __init__(self, catalog: Catalog, published: bool, home: str = "$defs") -> None:
        super().__init__(home)
        self._catalog = catalog
        self._published = published

    def named(self) -> dict[str, Any]:
        """The schemas that the others refer to."""
        return {**self.definitions.named, "anything": self.anything()}

    def anything(self) -> dict[str, Any]:
        return _anything()

    def object_of(self, node: Node, place: Place) -> dict[str, Any]:
        schema = {**super().object_of(node, place), "additionalProperties": _ANYTHING, **self.most("object")}
        patterns = {pattern: self.member_of(kind) for pattern, kind in patterns_at(place).items()}
        if patterns:
            schema["patternProperties"] = patterns
        needed = sorted(name for name, child in node.children.items() if child.field and child.field.is_demanded)
        return {**schema, "required": needed} if needed and self._published else schema

    def most(self, kind: str) -> dict[str, Any]:
        """The limits of a value of that type."""
        return dict(_MOST.get(kind, {}))

    def limited(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The schema with the limits of its types; what is inside is anything unless it says what."""
        kinds = schema.get("type", ())
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        if not kinds and "enum" not in schema:
            return {**schema, **_ANYTHING}
        limits = {} if "enum" in schema else {name: most for kind in kinds for name, most in self.most(kind).items()}
        if "items" in schema:
            limits["items"] = self.limited(schema["items"])
        elif not {"array", "object"}.isdisjoint(kinds):
            limits.update(_ANYTHING)
        return {**schema, **limits}

    def member_of(self, kind: str) -> dict[str, Any]:
        return self.limited({"type": kind})

    def row_of(self, node: Node, place: Place) -> dict[str, Any]:
        schema = self.object_of(node, place)
        schema["properties"]["_key"] = self.limited(_TEXT)
        return schema

    def list_of(self, node: Node, items: dict[str, Any], place: Place) -> dict[str, Any]:
        group, way = place
        less = {"maxItems": MOST_ROWS_AT[way]} if not group and way in MOST_ROWS_AT else {}
        return {**super().list_of(node, items, place), **self.most("array"), **less}

    def scalar_of(self, item: Field, place: Place) -> dict[str, Any]:
        return self.limited(self.kind_of(item, place))

    def kind_of(self, item: Field, place: Place) -> dict[str, Any]:
        if place in SHAPES:
            return dict(SHAPES[place])
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


class _CleanWriter(_BodyWriter):
    """Nothing blank, known or not."""

    def anything(self) -> dict[str, Any]:
        return _full()

    def most(self, kind: str) -> dict[str, Any]:
        return {**super().most(kind), **_FULL.get(kind, {})}


class _FileWriter(_BodyWriter):
    """A release as a file may have it: nulls, integers for ids, and limits that a stored body keeps anyway."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(catalog, published=True)

    def object_of(self, node: Node, place: Place) -> dict[str, Any]:
        schema = super().object_of(node, place)
        return {**schema, "type": ["object", "null"]} if place in NULL_TOO else schema

    def member_of(self, kind: str) -> dict[str, Any]:
        return self.limited({"type": [kind, "null"]})

    def row_of(self, node: Node, place: Place) -> dict[str, Any]:
        schema = self.object_of(node, place)
        return {**schema, "minProperties": 1} if place[1] == "" and place[0] in NOT_BARE else schema

    def list_of(self, node: Node, items: dict[str, Any], place: Place) -> dict[str, Any]:
        return {**super().list_of(node, items, place), **_limits("array", place)}

    def scalar_of(self, item: Field, place: Place) -> dict[str, Any]:
        schema = super().scalar_of(item, place)
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        schema.update(_limits(kinds[0] if kinds else "", place))
        if "items" in schema and (place[0], f"{place[1]}/*") in NOT_EMPTY:
            schema["items"] = {**schema["items"], "minLength": 1}
        if place in INTEGER_TOO:
            kinds.append("integer")
        if kinds and not item.is_demanded and place not in NEVER_NULL:
            kinds.append("null")
            if "enum" in schema:
                schema["enum"] = [*schema["enum"], None]
        return {**schema, "type": kinds} if kinds else schema


def _limits(kind: str, place: Place) -> dict[str, Any]:
    limits: dict[str, Any] = {"uniqueItems": True} if place in UNIQUE else {}
    if place in NOT_EMPTY:
        limits["minItems" if kind == "array" else "minLength"] = 1
    return limits


class _MergeWriter(_Writer):
    def __init__(self) -> None:
        super().__init__("definitions")

    def list_of(self, node: Node, items: dict[str, Any], place: Place) -> dict[str, Any]:
        schema = super().list_of(node, items, place)
        return {**schema, "wholeListMerge": True} if node.field and node.field.whole_list else schema

    def scalar_of(self, item: Field, place: Place) -> dict[str, Any]:
        if item.type in (FieldType.CODES, FieldType.TEXTS):
            return {"type": ["array", "null"], "items": {"type": "string"}}
        if item.json == "array":
            return {"type": ["array", "null"], "wholeListMerge": True}
        if item.json == "object":
            return {"type": ["object", "null"]}
        if item.type is FieldType.ANY:
            return {}
        return {"type": [_SIMPLE.get(item.type, _TEXT)["type"], "null"]}
