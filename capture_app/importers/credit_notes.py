"""Credit notes (CFDI of egress): what a supplier gives back of an invoice, as a payment below zero beside its own.

What was agreed in the contract is not touched: a lower price is an amendment, and a person captures it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from capture_app.importers.cfdi import MONEY_FORMS, Invoice
from capture_app.importers.office import Office
from capture_app.importers.reading import FileRefused
from forms.members import Row, number, objects, text


def holder_of(note: Invoice, file: Path, office: Office) -> str:
    """The process that has every invoice the note corrects; FileRefused where none or more than one has them."""
    if not note.corrected:
        raise FileRefused("cfdi_note_alone", file)
    holders = []
    for uuid in note.corrected:
        if office.invoice_at(f"-{uuid}"):
            raise FileRefused("cfdi_cancelled", file, uuid=uuid)
        holder = office.invoice_at(uuid)
        if not holder:
            raise FileRefused("cfdi_note_before", file, uuid=uuid)
        holders.append(holder)
    if len(set(holders)) > 1:
        raise FileRefused("cfdi_note_several", file, count=len(note.corrected))
    if office.into not in ("", holders[0]):
        raise FileRefused("cfdi_note_elsewhere", file, ocid=holders[0])
    return holders[0]


def contract_of(body: Mapping[str, Any], note: Invoice, file: Path) -> Row | None:
    """The contract that the invoices of the note were entered in, None where the record does not tell."""
    found = [row for row in objects(body, "contracts") if any(_has(row, uuid) for uuid in note.corrected)]
    if len(found) > 1:
        raise FileRefused("cfdi_note_several", file, count=len(note.corrected))
    return found[0] if found else None


def _has(contract: Row, uuid: str) -> bool:
    items = (text(item, "id") for item in objects(contract, "items"))
    return any(_pays(row, uuid) for row in _payments(contract)) or any(
        name.startswith(f"{uuid[:8]}-") for name in items
    )


def _payments(contract: Row) -> Iterator[Row]:
    yield from objects(contract, "implementation", "transactions")


def _pays(payment: Row, uuid: str) -> bool:
    """Whether it is the payment in one exhibition that an invoice says of itself."""
    return text(payment, "id").upper() == uuid


def given_back(contract: Row, note: Invoice, file: Path) -> Decimal:
    """What the note takes from what was paid of the contract, below zero; FileRefused where it takes nothing."""
    payments = list(_payments(contract))
    in_one = any(_pays(row, uuid) for row in payments for uuid in note.corrected)
    if not in_one and note.form not in MONEY_FORMS:
        raise FileRefused("cfdi_note_unpaid", file, total=note.total)
    paid = [row.get("value") or {} for row in payments]
    if any(text(value, "currency") != note.currency for value in paid):
        raise FileRefused("cfdi_note_currency", file, currency=note.currency)
    total = sum((number(value, "amount") or Decimal(0) for value in paid), Decimal(0))
    if note.total > total:
        raise FileRefused("cfdi_note_larger", file, total=note.total, paid=total, contract=text(contract, "id"))
    return -note.total


def name_of(note: Invoice) -> str:
    """What the payment below zero is called: the note, and the invoice that it corrects."""
    return f"{note.uuid}-{note.corrected[0][:8]}"


def is_here(body: Mapping[str, Any], note: Invoice) -> bool:
    """Whether the note was entered in the record already."""
    payments = (row for contract in objects(body, "contracts") for row in _payments(contract))
    return any(text(row, "id") == name_of(note) for row in payments)
