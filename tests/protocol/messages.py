"""Writes docs/messages.md, every message of ``cap-sync`` member by member, from their definitions:
`python -m tests.protocol.messages`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from sync import canonical, wire

PAGE = Path(__file__).resolve().parents[2] / "docs" / "messages.md"
HEAD = """# Messages of `cap-sync`, member by member

What each message of [the protocol](protocol.md) holds. This page is written from the definitions by \
`python -m tests.protocol.messages`.

Who reads takes a member that is not there for what stands under *left out*; one with nothing there is never left \
out. Who writes leaves it out only where the message says so: what is hashed or signed has one form. A day is \
`2026-03-20`, a moment `2026-03-20T15:00:01Z` (UTC), a hash 64 hexadecimal digits, a key and a signature base64 with \
its padding.
"""
THIN = "A member that says what it means when left out is always left out."
FULL = "Every member is written."
GROUPS = {
    "Enrolling": (wire.EnrolRequest, wire.EnrolReply),
    "Exchanging": (wire.SyncRequest, wire.SyncReply),
    "What is sent": (wire.Batch, wire.Operation, wire.Act, wire.Blank, wire.FileLink),
    "What is answered": (
        wire.Receipt,
        wire.Result,
        wire.ResultFinding,
        wire.FieldConflict,
        wire.RecordState,
        wire.Proof,
        wire.Inventory,
        wire.FolioBlock,
    ),
    "Parts of files": (wire.BlobSlice, wire.BlobState),
    "The portal's keys": (wire.KeysRequest, wire.KeysReply, wire.KeyStep),
    "Refusing": (wire.Refusal,),
    "The header of the first edition": (wire.Envelope,),
}
PLAIN = {"BoolType": "true or false", "NoneType": "null", "AnyType": "any JSON"}


def page() -> str:
    groups = ("\n".join([f"\n## {name}", *map(_message, kinds)]) for name, kinds in GROUPS.items())
    return HEAD + "\n".join(groups) + "\n"


def _message(kind: type[msgspec.Struct]) -> str:
    said = re.sub(r":\w+:`(\w+)`", r"`\1`", " ".join((kind.__doc__ or "").replace("``", "`").split()))
    info: Any = msgspec.inspect.type_info(kind)
    said += f" {THIN if kind.__struct_config__.omit_defaults else FULL}"
    rows = (f"| `{field.encode_name}` | {_words(field.type)} | {_left_out(field)} |" for field in info.fields)
    return "\n".join([f"\n### {kind.__name__}", said, "", "| member | is | left out |", "|---|---|---|", *rows])


def _left_out(field: Any) -> str:
    if field.required:
        return ""
    default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    return f"`{canonical.encode(default).decode()}`"


def _words(kind: Any) -> str:
    name = type(kind).__name__
    if name == "IntType":
        return "whole number" + (f" from {kind.ge} to {kind.le}" if kind.ge is not None else "")
    if name == "StrType":
        return "text" + (f" of {kind.max_length} letters at most" if kind.max_length else "")
    if name == "StructType":
        return f"[{kind.cls.__name__}](#{kind.cls.__name__.lower()})"
    if name == "UnionType":
        return " or ".join(map(_words, kind.types))
    if name == "DictType":
        return f"object of {_words(kind.value_type)}"
    if name == "TupleType":
        return f"[{', '.join(map(_words, kind.item_types))}]"
    return PLAIN[name] if name in PLAIN else f"list of {_words(kind.item_type)}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
