"""Reads the TOML of the law, strictly: what it does not understand it refuses by file and entry."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.codes import Codelist
from forms.law_error import LawError
from forms.record_type import Called, Field, FieldType, Question, RecordType, Section, Stage
from forms.trees import bind_conditions, grow

_SAID_ANYWHERE = frozenset(
    {
        "label",
        "help",
        "example",
        "source",
        "required",
        "required_when",
        "visible_when",
        "codelist",
        "widget",
        "visibility",
        "public_after",
        "columns",
        "add_label",
        "called",
    }
)
FIELD_KEYS = _SAID_ANYWHERE | {
    "pointer",
    "type",
    "rows",
    "override",
    "row_title",
    "min",
    "whole_list",
    "json",
    "derived",
    "digits",
    "lost_zeros",
    "taken_from",
}
OVERRIDE_KEYS = _SAID_ANYWHERE | {"carried"}
STAGE_KEYS = frozenset(
    {"id", "number", "title", "titles", "within", "repeat", "row_label", "row_title", "row_columns", "called"}
)
STAGE_WORDS = frozenset({"row_label"})
QUESTION_WORDS = frozenset({"title"})
SECTION_KEYS = frozenset({"id", "title", "help", "visible_when", "field", "called"})
SECTION_WORDS = frozenset({"title", "help"})
FIELD_WORDS = frozenset({"label", "help", "example", "add_label"})
GROUP_KEYS = frozenset(
    {"name", "composite", "title", "title_plural", "columns", "row_title", "whole_list", "add_label"}
)
REQUIRED_LEVELS = frozenset({"standard", "profile", "recommended"})
VISIBILITIES = frozenset({"public", "restricted", "personal"})
PUBLIC_AFTER = frozenset({None, "opening", "award", "contract"})
SCALARS = frozenset(FieldType) - {FieldType.COMPOSITE, FieldType.ROWS}
MAX_NESTING = 12


@dataclass(frozen=True)
class Group:
    name: str
    composite: bool
    title: str
    columns: tuple[str, ...]
    row_title: str | None
    whole_list: bool
    add_label: str | None
    entries: tuple[Mapping[str, Any], ...]
    place: str


Files = Mapping[str, Mapping[str, Any]]
"""The files of a record type by their stem, as TOML has them."""


def read_folders(folders: tuple[Path, ...]) -> Mapping[str, Files]:
    """The files of every record type that is a folder, a later one's adding to the earlier ones'."""
    found = {path.name for folder in folders for path in folder.glob("*") if path.is_dir()}
    return {name: _read_files(name, folders) for name in sorted(found - {"groups"})}


def _read_files(name: str, folders: tuple[Path, ...]) -> Files:
    files: dict[str, dict[str, Any]] = {}
    for file in (file for folder in folders for file in sorted((folder / name).glob("*.toml"))):
        data = _load(file)
        files[file.stem] = _merge_stage(files[file.stem], data) if file.stem in files else data
    return files


def read_record_types(
    read: Mapping[str, Files], codelists: Mapping[str, Codelist], groups: Mapping[str, "Group"]
) -> Mapping[str, RecordType]:
    """The record types of these folders."""
    reader = LawReader(groups, codelists)
    return MappingProxyType({name: reader.record_type(name, files) for name, files in read.items()})


def _load(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LawError(_place_of(file), str(error)) from error


def _place_of(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _check_keys(entry: Mapping[str, Any], allowed: frozenset[str], place: str) -> None:
    unknown = sorted(set(entry) - allowed)
    if unknown:
        raise LawError(place, f"unknown key {', '.join(unknown)}")


def _merge_entries(first: Iterable[Any], second: Iterable[Any], key: str) -> list[Any]:
    """Both lists, an entry of the second taking the place of the first's with the same key."""
    merged = {entry.get(key, id(entry)): entry for entry in first}
    merged.update({entry.get(key, id(entry)): entry for entry in second})
    return list(merged.values())


def read_groups(folders: tuple[Path, ...]) -> dict[str, Group]:
    sources: dict[str, tuple[str, dict[str, Any]]] = {}
    for file in (file for folder in folders for file in sorted((folder / "groups").glob("*.toml"))):
        data, place = _load(file), _place_of(file)
        _check_keys(data, frozenset({"group", "field", "carried"}), place)
        if file.stem in sources:
            data = _merge_group(sources[file.stem][1], data)
        sources[file.stem] = (place, data)
    return {name: _make_group(name, place, data) for name, (place, data) in sources.items()}


def _merge_group(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    lists = {key: _merge_entries(base.get(key, []), more.get(key, []), "pointer") for key in ("field", "carried")}
    return {"group": {**base.get("group", {}), **more.get("group", {})}, **lists}


def _make_group(name: str, place: str, data: Mapping[str, Any]) -> Group:
    head = data.get("group", {})
    _check_keys(head, GROUP_KEYS, place)
    if head.get("name") != name:
        raise LawError(place, f"group name {head.get('name')!r} is not the file's name")
    carried = [{**entry, "carried": True} for entry in data.get("carried", [])]
    return Group(
        name=name,
        composite=bool(head.get("composite", False)),
        title=head.get("title", name),
        columns=tuple(head.get("columns", ())),
        row_title=head.get("row_title"),
        whole_list=bool(head.get("whole_list", False)),
        add_label=head.get("add_label"),
        entries=(*data.get("field", []), *carried),
        place=place,
    )


class LawReader:
    """Turns TOML entries into fields, opening groups where they are used."""

    def __init__(self, groups: Mapping[str, Group], codelists: Mapping[str, Codelist]) -> None:
        self._groups = groups
        self._codelists = codelists

    def record_type(self, name: str, files: Files) -> RecordType:
        words = files.get("questions", {})
        staged = {stem: data for stem, data in files.items() if stem != "questions"}
        stages = [self._stage(f"{name}/{stem}.toml", stem, data) for stem, data in staged.items()]
        stages = _in_order(stages, name)
        title = words.get("record", {}).get("title", name)
        questions = tuple(_question(entry, f"{name}/questions.toml") for entry in words.get("question", []))
        tree = grow(stages, name)
        record = RecordType(name, title, tuple(stages), questions, tree)
        return replace(record, bound=bind_conditions(record))

    def _stage(self, place: str, stem: str, data: Mapping[str, Any]) -> Stage:
        _check_keys(data, frozenset({"stage", "section", "carried"}), place)
        head = data.get("stage", {})
        _check_keys(head, STAGE_KEYS, place)
        if head.get("id") != stem or "title" not in head:
            raise LawError(place, "[stage] needs a title and the file's name as id")
        base = f"{head['repeat']}/*" if head.get("repeat") else ""
        sections = tuple(self._section(entry, base, place) for entry in data.get("section", []))
        carried = [{**entry, "carried": True} for entry in data.get("carried", [])]
        return Stage(
            id=stem,
            number=head.get("number"),
            title=head["title"],
            titles=MappingProxyType(dict(head.get("titles", {}))),
            within=head.get("within"),
            repeat=head.get("repeat"),
            row_label=head.get("row_label"),
            row_title=head.get("row_title"),
            row_columns=tuple(head.get("row_columns", ())),
            sections=sections,
            carried=tuple(self._stage_field(entry, base, place) for entry in carried),
            called=_called(head, STAGE_WORDS, place),
        )

    def _section(self, entry: Mapping[str, Any], base: str, place: str) -> Section:
        _check_keys(entry, SECTION_KEYS, f"{place} section {entry.get('id')}")
        if not entry.get("id") or not entry.get("title"):
            raise LawError(place, "a section needs id and title")
        fields = tuple(self._stage_field(item, base, place) for item in entry.get("field", []))
        called = _called(entry, SECTION_WORDS, place)
        return Section(entry["id"], entry["title"], entry.get("help", ""), entry.get("visible_when"), fields, called)

    def _stage_field(self, entry: Mapping[str, Any], base: str, place: str) -> Field:
        pointer = str(entry.get("pointer", ""))
        if not pointer.startswith(f"{base}/"):
            raise LawError(f"{place} {pointer or entry}", f"the pointer does not begin with {base}/")
        return self.make(entry, "", f"{place} {pointer}", {}, 0)

    def make(self, entry: Mapping[str, Any], base: str, place: str, above: Mapping[str, Any], depth: int) -> Field:
        """The field of an entry whose pointer hangs from `base`; `above` are the user's overrides."""
        carried = bool(entry.get("carried", False))
        _check_keys(entry, FIELD_KEYS | {"carried"}, place)
        kind, group = self._kind(entry, place)
        if depth > MAX_NESTING:
            raise LawError(place, f"group {group} contains itself")
        pointer = base + entry["pointer"]
        members: tuple[Field, ...] = ()
        if group is not None:
            below = _overrides(entry.get("override", {}), above, place)
            inner = f"{pointer}/*" if kind is FieldType.ROWS else pointer
            opened = _carry(group, derived=bool(entry.get("derived"))) if carried else group
            members = self._members(opened, inner, place, below, depth + 1)
        called = _called(entry, FIELD_WORDS, place)
        result = _plain_field(entry, pointer, kind, group, members, carried, called)
        _check_field(result, self._codelists, place)
        return result

    def _kind(self, entry: Mapping[str, Any], place: str) -> tuple[FieldType, Group | None]:
        name = entry.get("rows", entry.get("type"))
        if ("rows" in entry) == ("type" in entry) or not isinstance(name, str):
            raise LawError(place, "needs either type or rows")
        if not str(entry.get("pointer", "")).startswith("/"):
            raise LawError(place, "needs a pointer that begins with /")
        if "type" in entry and name in SCALARS:
            return FieldType(name), None
        if name not in self._groups:
            raise LawError(place, f"unknown {'group' if 'rows' in entry else 'type or group'} {name!r}")
        group = self._groups[name]
        if "type" in entry and not group.composite:
            raise LawError(place, f"group {name!r} is not composite; use rows")
        return (FieldType.ROWS if "rows" in entry else FieldType.COMPOSITE), group

    def _members(
        self, group: Group, base: str, place: str, overrides: Mapping[str, Any], depth: int
    ) -> tuple[Field, ...]:
        known, result = set[str](), []
        for entry in group.entries:
            relative = str(entry.get("pointer", ""))
            own = overrides.get(relative, {})
            below = _below(overrides, relative)
            known.update({relative} & set(overrides), {relative + key for key in below})
            here = f"{group.place} {relative} in {place}"
            result.append(self.make({**entry, **own}, base, here, below, depth))
        unknown = set(overrides) - known
        if unknown:
            raise LawError(place, f"override of unknown member {', '.join(sorted(unknown))}")
        return tuple(result)


def _carry(group: Group, derived: bool) -> Group:
    """The group with nothing to capture: members of a carried member are carried too, of a derived one derived."""
    told = {"carried": True, "derived": derived}
    return replace(group, entries=tuple({**entry, **told} for entry in group.entries))


def _below(overrides: Mapping[str, Any], relative: str) -> dict[str, Any]:
    """The overrides of what lies inside a member, relative to it."""
    start = relative + "/"
    return {key[len(relative) :]: value for key, value in overrides.items() if key.startswith(start)}


def _overrides(own: Mapping[str, Any], above: Mapping[str, Any], place: str) -> dict[str, Any]:
    """The overrides for a group's members, a row's `/*` left out; those from above hold."""
    result: dict[str, Any] = {}
    for pointer, entry in (*own.items(), *above.items()):
        _check_keys(entry, OVERRIDE_KEYS, f"{place} override {pointer}")
        key = pointer[2:] if pointer.startswith("/*/") else pointer
        result[key] = {**result.get(key, {}), **entry}
    return result


def _called(entry: Mapping[str, Any], allowed: frozenset[str], place: str) -> Called:
    """The words under each kind that has some of its own; kinds that share them are written in one key."""
    told: Mapping[str, Mapping[str, str]] = entry.get("called", {})
    for kinds, words in told.items():
        _check_keys(words, allowed, f"{place} called {kinds}")
    each = ((kind, words) for kinds, words in told.items() for kind in kinds.split())
    return MappingProxyType({kind: MappingProxyType(dict(words)) for kind, words in each})


def _plain_field(
    entry: Mapping[str, Any],
    pointer: str,
    kind: FieldType,
    group: Group | None,
    members: tuple[Field, ...],
    carried: bool,
    called: Called,
) -> Field:
    """The field; a carried one keeps only the standard's own requirement."""
    asked = not carried or entry.get("required") == "standard"
    return Field(
        pointer=pointer,
        name=pointer.rpartition("/")[2],
        type=kind,
        relative=entry["pointer"],
        group=group.name if group else None,
        members=members,
        label=entry.get("label", ""),
        help=entry.get("help", ""),
        example=str(entry.get("example", "")),
        source=entry.get("source", ""),
        codelist=entry.get("codelist"),
        required=entry.get("required") if asked else None,
        required_when=entry.get("required_when") if asked else None,
        visible_when=entry.get("visible_when"),
        widget=entry.get("widget"),
        visibility=entry.get("visibility", "public"),
        public_after=entry.get("public_after"),
        carried=carried,
        columns=tuple(entry.get("columns", group.columns if group else ())),
        row_title=entry.get("row_title", group.row_title if group else None),
        whole_list=bool(entry.get("whole_list", group.whole_list if group else False)),
        add_label=entry.get("add_label", group.add_label if group else None),
        min=int(entry.get("min", 0)),
        json=entry.get("json"),
        derived=bool(entry.get("derived", False)),
        digits=int(entry.get("digits", 0)),
        lost_zeros=int(entry.get("lost_zeros", max(0, int(entry.get("digits", 0)) - 1))),
        called=called,
        taken_from=entry.get("taken_from"),
    )


def _check_field(item: Field, codelists: Mapping[str, Codelist], place: str) -> None:
    if item.captured and not (item.label and item.help):
        raise LawError(place, "a captured field needs label and help")
    if item.codelist is not None and item.codelist not in codelists:
        raise LawError(place, f"unknown codelist {item.codelist!r}")
    if item.captured and item.type is FieldType.CODE and item.codelist is None:
        raise LawError(place, "a field of type code needs a codelist")
    if item.required is not None and item.required not in REQUIRED_LEVELS:
        raise LawError(place, f"unknown requirement {item.required!r}")
    if item.visibility not in VISIBILITIES:
        raise LawError(place, f"unknown visibility {item.visibility!r}")
    if item.public_after not in PUBLIC_AFTER:
        raise LawError(place, f"unknown act {item.public_after!r}")
    if item.json not in (None, "array", "object"):
        raise LawError(place, f"unknown json {item.json!r}")


def _merge_stage(base: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A stage file with what another folder adds: sections by id, fields by pointer."""
    merged: dict[str, Any] = {**base, **{key: value for key, value in more.items() if key == "question"}}
    merged["stage"] = {**base.get("stage", {}), **more.get("stage", {})}
    merged["carried"] = _merge_entries(base.get("carried", []), more.get("carried", []), "pointer")
    sections = {entry.get("id"): entry for entry in base.get("section", [])}
    for entry in more.get("section", []):
        old = sections.get(entry.get("id"), {})
        fields = _merge_entries(old.get("field", []), entry.get("field", []), "pointer")
        sections[entry.get("id")] = {**old, **entry, "field": fields}
    merged["section"] = list(sections.values())
    return merged


def _in_order(stages: list[Stage], name: str) -> list[Stage]:
    """Stages by number; those within another come just before it."""
    numbers = {stage.id: stage.number for stage in stages if stage.within is None}
    for stage in stages:
        host = stage.within or stage.id
        if numbers.get(host) is None:
            raise LawError(f"{name}/{stage.id}.toml", f"stage {host!r} has no number")

    def place(stage: Stage) -> tuple[int, bool, int, str]:
        return (numbers[stage.within or stage.id] or 0, not stage.within, stage.number or 0, stage.id)

    return sorted(stages, key=place)


def _question(entry: Mapping[str, Any], place: str) -> Question:
    _check_keys(entry, frozenset({"id", "title", "pointers", "names_rows", "called"}), place)
    called = _called(entry, QUESTION_WORDS, place)
    return Question(entry["id"], entry["title"], tuple(entry["pointers"]), entry.get("names_rows", False), called)
