"""What of a register's record the public may see: a whitelist by the visibility of each field of the law."""

import re
from collections.abc import Mapping
from typing import Any

from forms.pointers import KEY, is_nothing
from forms.record_type import Node, RecordType
from forms.register import Register

PUBLIC = "public"
NATURAL_PERSON_KEY = re.compile(r"[A-ZÑ&]{4}[0-9]{6}[A-Z0-9]{3}")
GENERIC_KEYS = frozenset({"XAXX010101000", "XEXX010101000"})


def public_view(body: Mapping[str, Any], record: RecordType, register: Register) -> dict[str, Any]:
    """The public members of a body, in new objects; what the law does not know stays out."""
    return _object(body, record.tree, "", register.withheld_from(body))


def _object(value: Mapping[str, Any], node: Node, pattern: str, withheld: frozenset[str]) -> dict[str, Any]:
    shown = {}
    for name in node.children:
        child, place = node.children[name], f"{pattern}/{name}"
        if name in value and place not in withheld and _is_public(child):
            public = _value(value[name], child, place, withheld)
            if not is_nothing(public) and not _is_private_key(name, public):
                shown[name] = public
    return shown


def _is_public(node: Node) -> bool:
    return node.field is None or (node.field.captured and node.field.visibility == PUBLIC)


def _is_private_key(name: str, value: Any) -> bool:
    """The taxpayer key of a natural person, whatever the record says it is."""
    said = value.strip().upper() if name == "rfc" and isinstance(value, str) else ""
    return bool(NATURAL_PERSON_KEY.fullmatch(said)) and said not in GENERIC_KEYS


def _value(value: Any, node: Node, pattern: str, withheld: frozenset[str]) -> Any:
    row = node.children.get("*")
    if row is not None:
        rows = value if isinstance(value, list) else []
        shown = [_row(item, row, f"{pattern}/*", withheld) for item in rows if isinstance(item, Mapping)]
        return [item for item in shown if item]
    if isinstance(value, Mapping):
        return _object(value, node, pattern, withheld)
    return value


def _row(value: Mapping[str, Any], node: Node, pattern: str, withheld: frozenset[str]) -> dict[str, Any]:
    """A row of a list that has ids bears its own, or its key where it has none."""
    shown = _object(value, node, pattern, withheld)
    key = value.get(KEY)
    return {"id": key, **shown} if shown and "id" in node.children and "id" not in shown and key else shown
