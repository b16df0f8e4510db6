"""What a register's record and the contracting process it names both say: the process's values, and where they differ.

A field of the register says where (`taken_from`): a place of the process, `contract:` a place of the contract named
(or of the only one), `supplier:` a place of the one party that won it. What cannot be told for certain is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.pointers import KEY, get
from forms.record_type import Field, RecordType

Body = Mapping[str, Any]
UNCOMPARED = frozenset({KEY, "id"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the register whose value is not the one of the process."""

    field: Field
    here: Any
    there: Any


def link_of(body: Body, record: RecordType) -> str:
    """The ocid of the process that a register's record names, "" for none."""
    link = record.register.link if record.register else None
    said = get(body, link.ocid) if link else None
    return said.strip() if isinstance(said, str) else ""


def values_there(body: Body, record: RecordType, process: Body) -> Iterator[tuple[Field, Any]]:
    """What the process says for each field that is taken from it, those without a value left out."""
    register = record.register
    number = get(body, register.link.contract) if register and register.link else None
    contract = _contract(process, number)
    roots: dict[str, Any] = {"": process, "contract": contract, "supplier": _supplier(process, contract)}
    for item in record.stages[0].fields:
        kind, _, place = (item.taken_from or "").rpartition(":")
        found = get(roots.get(kind), place) if place and roots.get(kind) else None
        if found not in (None, "", [], {}):
            yield item, found


def blanks(body: Body, record: RecordType, process: Body) -> list[tuple[Field, Any]]:
    """What the process says of the fields that are blank here."""
    return [(item, value) for item, value in values_there(body, record, process) if get(body, item.pointer) is None]


def differences(body: Body, record: RecordType, process: Body) -> Iterator[Difference | None]:
    """Each field that both say: None where they agree."""
    for item, there in values_there(body, record, process):
        here = get(body, item.pointer)
        if here is not None:
            yield None if _bare(here) == _bare(there) else Difference(item, here, there)


def _bare(value: Any) -> Any:
    """A value as it is compared: without the keys and numbers of its rows."""
    if isinstance(value, Mapping):
        return {name: _bare(item) for name, item in value.items() if name not in UNCOMPARED}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _rows(body: Any, name: str) -> list[Body]:
    found = get(body, name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _contract(process: Body, number: Any) -> Body | None:
    """The contract of a number; without one the only contract there is."""
    found = _rows(process, "/contracts")
    if number is not None:
        found = [row for row in found if row.get("id") == number]
    return found[0] if len(found) == 1 else None


def _supplier(process: Body, contract: Body | None) -> Body | None:
    """The one party that won the contract, or everything where there is no contract yet."""
    awards = _rows(process, "/awards")
    if contract is not None and contract.get("awardID") is not None:
        awards = [row for row in awards if row.get("id") == contract.get("awardID")]
    named = {str(row.get("id")): row for award in awards for row in _rows(award, "/suppliers")}
    if len(named) != 1:
        return None
    (number, reference), *_ = named.items()
    party = next((row for row in _rows(process, "/parties") if str(row.get("id")) == number), {})
    return {**reference, **party}
