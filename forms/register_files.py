"""Reads the registers: one TOML file each, beside the folders of the other record types."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.codes import Codelist
from forms.conditions import ConditionError, parse
from forms.law import Files, Group, LawReader, _check_keys, _load, _make_group, _merge_entries, _merge_stage
from forms.law_error import LawError
from forms.record_type import RecordType, Stage
from forms.register import NUMBER_OF_STAGE, Link, Register, Withheld, Within
from forms.trees import bind_conditions, grow

FILE_KEYS = frozenset({"record", "group", "section"})
NEEDED = ("id", "title", "title_plural", "help", "number", "folio", "row_title", "columns", "source")
RECORD_KEYS = frozenset(
    {*NEEDED, "public", "amount", "currency", "withheld", "link", "in_force", "year", "within", "order"}
)
LINK_KEYS = frozenset({"ocid", "contract"})
# What a process says of a field for itself alone: where it stands, when it asks for it, when it goes out.
ITS_OWN = frozenset(
    {"pointer", "source", "required", "required_when", "visible_when", "public_after", "override", "called"}
)
WITHIN_KEYS = frozenset({"whole", "parts", "of", "when"})
ORDER_KEYS = frozenset({"first", "last"})
WITHHELD_KEYS = frozenset({"when", "pointers", "names"})


def read_registers(
    folders: tuple[Path, ...], process: Files, groups: Mapping[str, Group], codelists: Mapping[str, Codelist]
) -> Mapping[str, RecordType]:
    """Every register of the folders; a later folder's file adds to an earlier one's. ``process`` are the files of the
    contracting process, from which registers take fields."""
    files: dict[str, dict[str, Any]] = {}
    for file in (file for folder in folders for file in sorted(folder.glob("*.toml"))):
        data = _load(file)
        files[file.stem] = _merged(files[file.stem], data) if file.stem in files else data
    shared = _by_pointer(process)
    read = {name: _register(name, _sharing(data, shared), groups, codelists) for name, data in files.items()}
    _refuse_same_addresses(read)
    return MappingProxyType(read)


def _by_pointer(process: Files) -> dict[str, dict[str, Any]]:
    sections = (section for data in process.values() for section in data.get("section", []))
    return {item["pointer"]: item for section in sections for item in section["field"]}


def _sharing(data: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The file with each field that is taken from a process as the process says it, but for its own words."""
    sections = [
        {**section, "field": [_shared(item, shared) for item in section.get("field", [])]}
        for section in data.get("section", [])
    ]
    return {**data, "section": sections}


def _shared(item: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    there = shared.get(str(item.get("taken_from")), {})
    return {**{key: value for key, value in there.items() if key not in ITS_OWN}, **item}


def _merged(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    sections = _merge_stage({"section": base.get("section", [])}, {"section": more.get("section", [])})["section"]
    return {
        "record": {**base.get("record", {}), **more.get("record", {})},
        "group": _merge_entries(base.get("group", []), more.get("group", []), "name"),
        "section": sections,
    }


def _register(
    name: str, data: Mapping[str, Any], groups: Mapping[str, Group], codelists: Mapping[str, Codelist]
) -> RecordType:
    place = f"records/{name}.toml"
    _check_keys(data, FILE_KEYS, place)
    head = data.get("record", {})
    _check_head(head, name, place)
    source = head["source"]
    own = {entry["name"]: _own_group(entry, source, place) for entry in data.get("group", [])}
    reader = LawReader({**groups, **own}, codelists)
    sections = [_sourced(entry, "field", source) for entry in data.get("section", [])]
    stage = reader._stage(place, name, {"stage": _stage_head(head), "section": sections})
    return _record(name, head, stage, place)


def _check_head(head: Mapping[str, Any], name: str, place: str) -> None:
    _check_keys(head, RECORD_KEYS, place)
    missing = [key for key in NEEDED if not head.get(key)]
    if missing or head["id"] != name:
        raise LawError(place, f"[record] needs {', '.join(missing) or 'the file name as id'}")
    _check_keys(head.get("link", {}), LINK_KEYS, place)
    for name, keys in (("within", WITHIN_KEYS), ("order", ORDER_KEYS)):
        for entry in head.get(name, []):
            _check_keys(entry, keys, place)
    for entry in head.get("withheld", []):
        _check_keys(entry, WITHHELD_KEYS, place)
        try:
            parse(entry["when"])
        except ConditionError as error:
            raise LawError(place, str(error)) from error


def _stage_head(head: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": head["id"], "number": NUMBER_OF_STAGE, "title": head["title"]}


def _own_group(entry: Mapping[str, Any], source: str, place: str) -> Group:
    """A group that only this register uses, written in its file."""
    head = {key: value for key, value in entry.items() if key != "field"}
    fields = _sourced(entry, "field", source)["field"]
    return _make_group(entry["name"], place, {"group": head, "field": fields})


def _sourced(entry: Mapping[str, Any], key: str, source: str) -> dict[str, Any]:
    """The entry with the register's source in the fields that name none of their own."""
    return {**entry, key: [{"source": source, **item} for item in entry.get(key, [])]}


def _record(name: str, head: Mapping[str, Any], stage: Stage, place: str) -> RecordType:
    register = Register(
        title_plural=head["title_plural"],
        help=head["help"],
        number=int(head["number"]),
        public=head.get("public", ""),
        folio=head["folio"],
        row_title=head["row_title"],
        amount=head.get("amount"),
        currency=head.get("currency"),
        columns=tuple(head["columns"]),
        in_force=tuple(head.get("in_force", ())),
        year=tuple(head.get("year", ())),
        within=tuple(Within(**item) for item in head.get("within", [])),
        order=tuple((item["first"], item["last"]) for item in head.get("order", [])),
        link=Link(**head["link"]) if "link" in head else None,
        withheld=tuple(
            Withheld(item["when"], tuple(item["pointers"]), tuple(item.get("names", ())))
            for item in head.get("withheld", [])
        ),
    )
    bare = RecordType(name, head["title"], (stage,), (), grow([stage], name), register=register)
    record = replace(bare, bound=bind_conditions(bare))
    money = [pointer for pointer in (register.amount, register.currency) if pointer]
    named = [register.row_title, *register.columns, *money, *register.in_force, *register.year]
    named += [pointer for item in register.withheld for pointer in (*item.pointers, *item.names)]
    named += [pointer for item in register.within for pointer in (item.whole, item.parts)]
    named += [pointer for pair in register.order for pointer in pair]
    unknown = [pointer for pointer in named if record.node_at(pointer) is None]
    if unknown:
        raise LawError(place, f"[record] names unknown members {', '.join(unknown)}")
    return record


def _refuse_same_addresses(read: Mapping[str, RecordType]) -> None:
    seen: dict[str, str] = {}
    for name, record in read.items():
        address = record.register.public if record.register else ""
        if address and seen.setdefault(address, name) != name:
            raise LawError(f"records/{name}.toml", f"the address {address!r} is taken by {seen[address]}")
