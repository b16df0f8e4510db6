"""Entries of registers as JSON: what the portal publishes of a register, and sanctions as System 3 exchanges them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from capture_app.importers import sanctions
from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.office import Office, is_register_code, register_code
from capture_app.importers.reading import is_json, read_document
from capture_app.importers.values import leads_upward

NAME, SYSTEM_3 = "registers", "s3"
SANCTIONS = "sanctioned_supplier"
LONGEST_CODE = 200
_PEEK = 64 * 1024
_OF_REGISTER = re.compile(rb'"recordType"\s*:\s*"[a-z_]{1,64}"')
_OF_SYSTEM_3 = re.compile(rb'"(?:particularSancionado|faltaCometida)"\s*:')


def accepts_register(file: Path) -> bool:
    return _says(file, _OF_REGISTER)


def accepts_sanctions(file: Path) -> bool:
    return _says(file, _OF_SYSTEM_3) and not accepts_register(file)


def _says(file: Path, sign: re.Pattern[bytes]) -> bool:
    if not is_json(file):
        return False
    with file.open("rb") as stream:
        return sign.search(stream.read(_PEEK)) is not None


def read_register(file: Path, office: Office) -> Iterator[ForeignProcess]:
    """The records of a register as the portal gives them: the whole register, or one record."""
    document = read_document(file)
    many = document.get("records") if isinstance(document, Mapping) else None
    found = list(enumerate(many)) if isinstance(many, list) else [(None, document)]
    for index, record in found:
        yield _record(record, "" if index is None else f"/records/{index}", office)


def _record(record: Any, place: str, office: Office) -> ForeignProcess:
    if not isinstance(record, Mapping):
        return ForeignProcess("", place, (), "entry.not_object")
    code, data = str(record.get("id") or ""), record.get("data")
    record_type = str(record.get("recordType"))
    law = office.catalog.record_types.get(record_type)
    if law is None or law.register is None:
        return ForeignProcess(code[:LONGEST_CODE], place, (), "entry.unknown_type")
    if not isinstance(data, Mapping) or not data:
        return ForeignProcess(code[:LONGEST_CODE], place, (), "entry.no_data", record_type=record_type)
    is_named = is_register_code(code, record_type) and len(code) <= LONGEST_CODE and not leads_upward(code)
    name = code if is_named else register_code(office, record_type, code or place)
    return ForeignProcess(name, f"{place}/data", (data,), record_type=record_type)


def read_sanctions(file: Path, office: Office) -> Iterator[ForeignProcess]:
    """Sanctions of either generation of System 3: an answer of its interface, a list of records, one record."""
    document = read_document(file)
    results = document.get("results") if isinstance(document, Mapping) else document
    found = list(enumerate(results)) if isinstance(results, list) else [(None, document)]
    at = "/results" if isinstance(document, Mapping) else ""
    for index, record in found:
        place = "" if index is None else f"{at}/{index}"
        if isinstance(record, Mapping):
            yield _sanction(record, place, office)
        else:
            yield ForeignProcess("", place, (), "entry.not_object")


def _sanction(record: Mapping[str, Any], place: str, office: Office) -> ForeignProcess:
    code, entry = str(record.get("id") or ""), sanctions.as_captured(record)
    is_ours = is_register_code(code, SANCTIONS) and len(code) <= LONGEST_CODE and not leads_upward(code)
    name = code if is_ours else register_code(office, SANCTIONS, sanctions.key_of(record, entry) or place)
    refusal = "" if sanctions.is_named(entry) else "entry.no_data"
    return ForeignProcess(name, place, () if refusal else (entry,), refusal, record_type=SANCTIONS)


FORMATS = ((NAME, accepts_register, read_register), (SYSTEM_3, accepts_sanctions, read_sanctions))
