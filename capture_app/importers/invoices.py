"""Invoices as parts of processes: who supplied, what, for how much, and what was paid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from capture_app.importers.cfdi import (
    CANCELLATION,
    FORMS,
    NOTE,
    PAYMENT,
    UNITS,
    Concept,
    Invoice,
    Payment,
    Taxpayer,
    accepts,
    members_of,
    read_invoice,
)
from capture_app.importers.credit_notes import contract_of, given_back, holder_of, is_here, name_of
from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.mapping.organizations import clean_rfc, settle
from capture_app.importers.mapping.rows import RowProblem
from capture_app.importers.office import Office
from capture_app.importers.reading import FileRefused
from forms.codes import fold
from forms.pointers import KEY

NAME = "cfdi"
SAME = 90
_DIGITS = re.compile(r"\d+")
__all__ = ["NAME", "accepts", "read_processes"]


def read_processes(file: Path, office: Office) -> Iterator[ForeignProcess | RowProblem]:
    """The process an invoice belongs to: the one it is given to, the one that has it, else one of its own."""
    invoice = read_invoice(file)
    if invoice.kind == CANCELLATION:
        yield from _cancelled(invoice, file, office)
        return
    _check_receiver(invoice, file, office)
    holder = office.invoice_at(invoice.uuid) if invoice.kind != PAYMENT else ""
    if office.invoice_at(f"-{invoice.uuid}"):
        raise FileRefused("cfdi_cancelled", file, uuid=invoice.uuid)
    if holder and office.into not in ("", holder):
        raise FileRefused("cfdi_duplicate", file, ocid=holder)
    if holder:
        yield ForeignProcess(holder, file.name)
    elif invoice.kind == PAYMENT:
        yield from _paid(invoice, file, office)
    elif invoice.kind == NOTE:
        yield _given_back(invoice, file, office)
    else:
        _check_replaced(invoice, file, office)
        yield _bought(invoice, file, office)


def _check_replaced(invoice: Invoice, file: Path, office: Office) -> None:
    """What an invoice takes the place of would be counted twice, unless a person says where this one goes."""
    for uuid in invoice.replaced:
        holder = office.invoice_at(uuid)
        if holder and not office.into:
            raise FileRefused("cfdi_replaces", file, uuid=uuid, ocid=holder)


def _check_receiver(invoice: Invoice, file: Path, office: Office) -> None:
    if office.rfc and clean_rfc(invoice.receiver.rfc) != clean_rfc(office.rfc):
        raise FileRefused("cfdi_receiver", file, receiver=invoice.receiver.rfc, office=office.rfc)


def _cancelled(invoice: Invoice, file: Path, office: Office) -> Iterator[ForeignProcess]:
    for uuid in invoice.cancelled:
        holder = office.invoice_at(uuid)
        yield ForeignProcess(holder, file.name, (), "cfdi_cancelled", invoice=f"-{uuid}")
    if not invoice.cancelled:
        raise FileRefused("cfdi_not_cancelled", file)


def _paid(invoice: Invoice, file: Path, office: Office) -> Iterator[ForeignProcess]:
    """The payments of a complement go to the processes that have the invoices they pay, those of one together."""
    of_holder: dict[str, list[dict[str, Any]]] = {}
    for name, payment in _named(invoice):
        holder = office.invoice_at(payment.invoice) or office.into
        if holder:
            of_holder.setdefault(holder, []).append(_transaction(name, payment, invoice))
        else:
            yield ForeignProcess("", file.name, (), "cfdi_unknown_invoice")
    for holder, rows in of_holder.items():
        body = office.body_of(holder)
        here = {row.get("id") for row in _transactions(body)}
        fresh = [row for row in rows if row["id"] not in here]
        if not fresh:
            yield ForeignProcess(holder, file.name)
            continue
        contract = _contract_of(body, invoice.issuer, file)
        release = {"contracts": [{"id": contract, "implementation": {"transactions": fresh}}]}
        yield _process(holder, release, invoice, file)


def _named(invoice: Invoice) -> Iterator[tuple[str, Payment]]:
    """Each payment of a complement with a name of its own: several may be the first of different invoices."""
    taken: set[str] = set()
    for payment in invoice.payments:
        name = f"{invoice.uuid}-{payment.number}"
        longer = f"{name}-{payment.invoice[:8]}"
        names = (name, longer, *(f"{longer}-{number}" for number in range(2, len(invoice.payments) + 1)))
        free = next(name for name in names if name not in taken)
        taken.add(free)
        yield free, payment


def _transactions(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for contract in body.get("contracts") or []:
        yield from (contract.get("implementation") or {}).get("transactions") or []


def _given_back(note: Invoice, file: Path, office: Office) -> ForeignProcess:
    """What a credit note takes from what was paid, beside the payments of the contract that has its invoices."""
    holder = holder_of(note, file, office)
    _check_replaced(note, file, office)
    body = office.body_of(holder)
    if is_here(body, note):
        return ForeignProcess(holder, file.name)
    contract = contract_of(body, note, file)
    name = _name_of(contract) if contract else _contract_of(body, note.issuer, file)
    known = contract or next(row for row in body["contracts"] if _name_of(row) == name)
    back = Payment("", "", note.day, given_back(known, note, file), note.currency, note.form)
    release = {
        "contracts": [{"id": name, "implementation": {"transactions": [_transaction(name_of(note), back, note)]}}]
    }
    return _process(holder, release, note, file)


def _name_of(contract: Mapping[str, Any]) -> str:
    return str(contract.get("id") or contract[KEY])


def _bought(invoice: Invoice, file: Path, office: Office) -> ForeignProcess:
    ocid = office.into or office.ocid_of(f"cfdi:{invoice.uuid}")
    body = office.body_of(ocid)
    name = _contract_of(body, invoice.issuer, file) if body.get("contracts") else (invoice.folio or invoice.uuid)
    known: Mapping[str, Any] = next((row for row in body.get("contracts", []) if name in (row.get("id"), row[KEY])), {})
    contract: dict[str, Any] = {"id": name, "items": [_item(*numbered, known, invoice) for numbered in
                                                      enumerate(invoice.concepts, 1)]}  # fmt: skip
    if not known.get("value"):
        contract["value"] = _value(invoice)
    if not known:
        contract.update(dateSigned=invoice.day, status="active", awardID=name)
    if invoice.currency != "MXN" and invoice.exchange_rate and not known.get("_pnt"):
        contract["_pnt"] = {
            "amountMXN": round(invoice.price * invoice.exchange_rate, 2),
            "exchangeRate": round(invoice.exchange_rate, 6),
        }
    if invoice.method == "PUE":
        payment = Payment(invoice.uuid, "", invoice.day, invoice.total, invoice.currency, invoice.form)
        contract["implementation"] = {"transactions": [_transaction(invoice.uuid, payment, invoice)]}
    release: dict[str, Any] = {"contracts": [contract]}
    award = _award_of(body, known)
    if award is None:
        release["awards"] = [{"id": name, "status": "active", "value": _value(invoice),
                              "suppliers": [_organization(invoice.issuer)]}]  # fmt: skip
        contract.setdefault("awardID", name)
    elif not award.get("suppliers"):
        release["awards"] = [{"id": award.get("id") or award[KEY], "suppliers": [_organization(invoice.issuer)]}]
    if not body:
        release["tender"] = {"title": invoice.concepts[0].description if invoice.concepts else invoice.folio}
    if not body.get("buyer"):
        release["buyer"] = _organization(invoice.receiver)
    return _process(ocid, release, invoice, file)


def _process(ocid: str, release: dict[str, Any], invoice: Invoice, file: Path) -> ForeignProcess:
    """The invoice's own number is the release's; its organizations are parties."""
    settle(release)
    return ForeignProcess(
        ocid, file.name, ({**release, "ocid": ocid, "id": invoice.uuid},), invoice=invoice.uuid, private=(file,)
    )


def _contract_of(body: Mapping[str, Any], supplier: Taxpayer, file: Path) -> str:
    """The contract an invoice is of: the only one, else the only one of its supplier."""
    contracts = body.get("contracts") or []
    mine = [row for row in contracts if _supplies(body, row, supplier)] if len(contracts) > 1 else contracts
    if len(mine) != 1:
        raise FileRefused("cfdi_which_contract", file, rfc=supplier.rfc)
    return _name_of(mine[0])


def _supplies(body: Mapping[str, Any], contract: Mapping[str, Any], supplier: Taxpayer) -> bool:
    award = _award_of(body, contract)
    names = {reference.get("id") for reference in (award or {}).get("suppliers", [])}
    parties = (party for party in body.get("parties", []) if party.get("id") in names)
    return any((party.get("identifier") or {}).get("id") == supplier.rfc for party in parties)


def _award_of(body: Mapping[str, Any], contract: Mapping[str, Any]) -> Mapping[str, Any] | None:
    awards = body.get("awards") or []
    named = next((award for award in awards if award.get("id") and award.get("id") == contract.get("awardID")), None)
    return named or (awards[0] if len(awards) == 1 else None)


def _item(number: int, concept: Concept, contract: Mapping[str, Any], invoice: Invoice) -> dict[str, Any]:
    """A line of the invoice: what is missing of the contract's item that says the same, else an item of its own."""
    same = _same_item(concept, contract)
    item = members_of(
        {
            "description": concept.description,
            "quantity": concept.quantity,
            "unit": {
                "name": UNITS.get(concept.unit_code) or concept.unit or concept.unit_code,
                "value": {"netAmount": concept.unit_net, "currency": invoice.currency},
            },
            "classification": {"scheme": "UNSPSC", "id": concept.code} if concept.code else {},
        }
    )
    missing = {name: member for name, member in item.items() if not same.get(name)}
    return {"id": str(same.get("id") or same.get(KEY) or f"{invoice.uuid[:8]}-{number}"), **missing}


def _same_item(concept: Concept, contract: Mapping[str, Any]) -> Mapping[str, Any]:
    """The item with nearly the same words and the same numbers in them."""
    said = fold(concept.description)
    for item in contract.get("items") or []:
        other = fold(str(item.get("description") or ""))
        if _DIGITS.findall(said) == _DIGITS.findall(other) and fuzz.token_sort_ratio(said, other) >= SAME:
            found: Mapping[str, Any] = item
            return found
    return {}


def _value(invoice: Invoice) -> dict[str, Any]:
    return {"amount": invoice.price, "netAmount": invoice.net, "currency": invoice.currency}


def _organization(taxpayer: Taxpayer) -> dict[str, Any]:
    return {"name": taxpayer.name or taxpayer.rfc, "identifier": {"id": taxpayer.rfc}}


def _transaction(name: str, payment: Payment, invoice: Invoice) -> dict[str, Any]:
    return members_of(
        {
            "id": name,
            "date": payment.day,
            "value": {"amount": payment.amount, "currency": payment.currency},
            "paymentMethod": FORMS.get(payment.form, ""),
            "payer": _organization(invoice.receiver),
            "payee": _organization(invoice.issuer),
        }
    )
