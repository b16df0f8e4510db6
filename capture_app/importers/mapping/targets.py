"""The fields a column may fill: those of the law, and organizations where they act."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from capture_app.importers.mapping.plan import KEY, OCID
from forms.catalog import Catalog
from forms.record_type import Field, FieldType, RecordType
from forms.rules.references import ROLES

PARTY = "/parties/*"
_SINGLE = ("/buyer", "/tender/procuringEntity")
_SINGLE_ENDS = ("/payer", "/payee", "/issuingSupplier")
ACTORS: Mapping[str, str] = {
    place if place in _SINGLE or place.endswith(_SINGLE_ENDS) else f"{place}/*": role for place, role in ROLES.items()
}
_NAMES: Mapping[str, Field] = {
    OCID: Field(f"/{OCID}", OCID, FieldType.TEXT, f"/{OCID}", label="Folio abierto (OCID)"),
    KEY: Field(f"/{KEY}", KEY, FieldType.TEXT, f"/{KEY}", label="Número que agrupa los renglones"),
}


@lru_cache(maxsize=4096)
def target_field(pointer: str, record: RecordType) -> Field | None:
    """The field behind a target; a member of an organization is the party's."""
    if pointer in _NAMES:
        return _NAMES[pointer]
    actor = actor_of(pointer)
    if actor and pointer != actor:
        return record.field_at(PARTY + pointer[len(actor) :])
    return record.field_at(pointer)


@lru_cache(maxsize=4096)
def actor_of(pointer: str) -> str:
    """The place of the organization a target belongs to, "" for any other target."""
    found = [place for place in ACTORS if pointer.startswith(f"{place}/")]
    return max(found, key=len, default="")


@lru_cache(maxsize=4096)
def target_label(pointer: str, catalog: Catalog, record_type: str) -> str:
    """The office's words for a target: the step, the owner where there is one, and the field."""
    record = catalog.record_types[record_type]
    item = target_field(pointer, record)
    if item is None or pointer in _NAMES:
        return item.label if item else pointer
    owners = [record.field_at(owner) for owner in _owners(pointer)]
    labels = [owner.label for owner in owners if owner is not None and owner.label]
    stage = record.step_of(pointer)
    steps = [stage.title] if stage and not record.register else []
    return " › ".join(dict.fromkeys([*steps, *labels, item.label or item.name]))


def _owners(pointer: str) -> list[str]:
    parts = pointer.split("/")[1:]
    return ["/" + "/".join(parts[:end]) for end in range(1, len(parts)) if parts[end - 1] != "*"]


def is_scalar(item: Field) -> bool:
    """Whether one cell can hold the whole field."""
    return item.type not in (FieldType.COMPOSITE, FieldType.ROWS, FieldType.ANY)
