"""The Spanish of the law: sentences for findings, words for levels, statuses and types."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from forms.catalog import Catalog, load_catalog
from forms.findings import Finding
from forms.pointers import is_index, join, name_of, tokens
from forms.record_type import Field, FieldType, RecordType, kinds_of
from forms.sentences import Sentences

MESSAGES = Path(__file__).resolve().parent / "messages" / "es.toml"
RECORD_TYPE = "contracting_process"
LONGEST_QUOTE = 200
_OURS = frozenset({"case", "documents", "kinds"})


@cache
def messages() -> Mapping[str, str]:
    """Every sentence by its key."""
    return Sentences(MESSAGES)


def text(key: str, **parameters: object) -> str:
    """The sentence of a key with its named parameters filled in."""
    return messages()[key].format_map({name: str(value) for name, value in parameters.items()})


def verdict(rule: str) -> str:
    """What a rule of the portal's answer says; "" for one that only repeats the first of the findings with it."""
    return messages().get(f"rule.{rule}", "")


def counted(key: str, count: int, **parameters: object) -> str:
    """The sentence for a number of things: `key.one` or `key.other`."""
    return text(f"{key}.{'one' if count == 1 else 'other'}", count=f"{count:,}", **parameters)


def describe(
    finding: Finding,
    catalog: Catalog | None = None,
    record_type: str = RECORD_TYPE,
    kinds: Sequence[str | None] = (),
) -> str:
    """A sentence that names the field by its label (the one it goes by under ``kinds``) and says what to do."""
    law = catalog or load_catalog()
    record = law.record_types.get(record_type)
    finding = _quotable(finding)
    values = {name: _word(name, value, finding, law, record) for name, value in finding.parameters}
    return text(finding.code, **{"field": label_at(finding.pointer, record, kinds), **values})


def describe_in(body: Mapping[str, Any], finding: Finding, catalog: Catalog, record_type: str) -> str:
    """The sentence of a finding of a record, in the words of the record's type and kinds."""
    return describe(finding, catalog, record_type, kinds_of(body))


def _quotable(finding: Finding) -> Finding:
    """The finding with what a person wrote cut to what a sentence can hold."""
    if all(len(value) <= LONGEST_QUOTE for _, value in finding.parameters):
        return finding
    parameters = [
        (name, value if name in _OURS or len(value) <= LONGEST_QUOTE else f"{value[:LONGEST_QUOTE]}…")
        for name, value in finding.parameters
    ]
    return replace(finding, parameters=tuple(parameters))


def _word(name: str, value: str, finding: Finding, law: Catalog, record: RecordType | None) -> str:
    """A parameter as people read it: codes by their titles, types by their names, cases by their sentences."""
    if name == "case":
        return text(value, **finding.params)
    if name == "documents" and "documentType" in law.codelists:
        return ", ".join(f"«{law.codelists['documentType'].title_of(code)}»" for code in value.split())
    if name == "kinds":
        return ", ".join(text(f"personal.kind.{kind}") for kind in value.split())
    if name == "expected":
        return messages().get(f"type.{value}", value)
    if name == "role" and "partyRole" in law.codelists:
        return law.codelists["partyRole"].title_of(value)
    if name == "codelist":
        return law.codelists[value].title if value in law.codelists else value or text("codelist.unnamed")
    if name in ("status", "facts") and record is not None:
        return _status_word(value, finding, law, record)
    return value


def _status_word(value: str, finding: Finding, law: Catalog, record: RecordType) -> str:
    owner = finding.pointer.rpartition("/")[0]
    item = record.field_at(f"{owner}/status")
    codelist = law.codelists.get(item.codelist or "") if item else None
    return codelist.title_of(value) if codelist else value


def label_at(pointer: str, record: RecordType | None, kinds: Sequence[str | None] = ()) -> str:
    """The label of the field at a place; its owner's, or its bare name, when it has none."""
    if not pointer:
        return text("place.record")
    item = record.field_at(pointer) if record else None
    if item is None and record is not None:
        item = record.unit_at(pointer)
    if item is not None and item.label:
        return item.under(*kinds).label
    stage = _repeated(record, pointer, kinds)
    return stage or messages().get(f"header.{tokens(pointer)[0]}") or name_of(pointer)[:LONGEST_QUOTE]


def _repeated(record: RecordType | None, pointer: str, kinds: Sequence[str | None]) -> str | None:
    """What a row of a repeated stage is called, when the pointer is such a row or their list."""
    for stage in record.stages if record else ():
        depth = len(tokens(stage.repeat or ""))
        if stage.repeat and stage.row_label and _is_below(pointer, stage.repeat):
            return stage.row_label_for(*kinds) if len(tokens(pointer)) <= depth + 1 else None
    return None


def _is_below(pointer: str, base: str) -> bool:
    return pointer == base or pointer.startswith(base + "/")


def where(pointer: str, record: RecordType, kinds: Sequence[str | None] = ()) -> str:
    """The rows on the way to a place, in words: `Contrato 1 › Partidas 3`."""
    parts, found = tokens(pointer), list[str]()
    for depth, token in enumerate(parts):
        if is_index(token):
            base = join(parts[:depth])
            item: Field | None = record.field_at(base)
            rows = item if item and item.type is FieldType.ROWS else None
            label = rows.under(*kinds).label if rows else _repeated(record, base, kinds)
            if label:
                found.append(f"{label} {int(token) + 1}")
    return " › ".join(found)
