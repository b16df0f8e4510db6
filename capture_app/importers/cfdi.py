"""CFDI: one electronic invoice, credit note, payment complement or cancellation as frozen values, or why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from capture_app.importers.reading import FileRefused
from capture_app.words import reason

CFDI_4 = "http://www.sat.gob.mx/cfd/4"
PAYMENTS_2 = "http://www.sat.gob.mx/Pagos20"
LOCAL_TAXES = "http://www.sat.gob.mx/implocal"
STAMP = "http://www.sat.gob.mx/TimbreFiscalDigital"
CANCELLED = "cancelacfd.sat.gob.mx"
LARGEST = 10 * 1024 * 1024
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_CENT = Decimal("0.01")
_CANCELLED_CODES = frozenset({"201", "202"})
_REPLACES = "04"
INCOME, PAYMENT, NOTE, CANCELLATION = "I", "P", "E", "C"
_KIND = re.compile(rb"""TipoDeComprobante\s*=\s*["']([PE])["']""")
_TURNS = (b"", b"P", b"E")
_HEAD_SIZE = 32 * 1024


@dataclass(frozen=True, slots=True)
class Taxpayer:
    rfc: str
    name: str


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of an invoice; ``unit_net`` is what one unit costs after its discount, without taxes."""

    code: str
    description: str
    quantity: Decimal
    unit_code: str
    unit: str
    unit_net: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """What a complement says was paid of one invoice."""

    invoice: str
    number: str
    day: str
    amount: Decimal
    currency: str
    form: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """One CFDI; ``kind`` is I (income), E (egress: a credit note), P (payment) or C (cancellation); amounts as written.

    ``price`` is what was agreed, taxes in it; ``total`` what is paid to the issuer, without what is withheld of it.
    ``exchange_rate`` is zero where the invoice does not say it; ``replaced`` are those that it takes the place of,
    ``corrected`` those that a credit note takes something from.
    """

    kind: str
    uuid: str
    folio: str
    day: str
    issuer: Taxpayer
    receiver: Taxpayer
    currency: str
    exchange_rate: Decimal
    net: Decimal
    price: Decimal
    total: Decimal
    method: str
    form: str
    concepts: tuple[Concept, ...]
    payments: tuple[Payment, ...]
    cancelled: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()


NOBODY = Taxpayer("", "")


def accepts(file: Path) -> bool:
    """Whether a file is XML by its name or its first letters."""
    if file.suffix.lower() == ".xml":
        return True
    try:
        with file.open("rb") as stream:
            start = stream.read(400)
    except OSError:
        return False
    return b"<?xml" in start[:80] and (b"Comprobante" in start or CFDI_4.encode() in start)


def turn_of(file: Path) -> int:
    """When a file is met, by its head: payments after the invoices they pay, credit notes after what was paid."""
    try:
        with file.open("rb") as stream:
            start = stream.read(_HEAD_SIZE)
    except OSError:
        return 0
    kind = _KIND.search(start) if CFDI_4.encode() in start else None
    return _TURNS.index(kind[1]) if kind else 0


def read_invoice(file: Path) -> Invoice:
    """The invoice of a file; FileRefused says what is wrong with it."""
    root = _root(file)
    if root.tag.rpartition("}")[2] == "Acuse" and CANCELLED in root.tag:
        return _cancellation(root)
    if root.tag != f"{{{CFDI_4}}}Comprobante" or root.get("Version") != "4.0":
        raise FileRefused("cfdi_version", file)
    stamp = root.find(f".//{{{STAMP}}}TimbreFiscalDigital")
    uuid = (stamp.get("UUID") or "") if stamp is not None else ""
    if not _UUID.fullmatch(uuid):
        raise FileRefused("cfdi_unstamped", file)
    try:
        return _invoice(root, uuid.upper(), file)
    except KeyError as error:
        raise FileRefused("cfdi_member", file, detail=str(error.args[0])[:80]) from error
    except ValueError as error:
        raise FileRefused("cfdi_member", file, detail=str(error)[:80]) from error


def _root(file: Path) -> Element:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise FileRefused("unreadable", file, detail=reason(error)) from error
    if len(data) > LARGEST:
        raise FileRefused("table_large", file, detail=LARGEST // (1024 * 1024))
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused("cfdi_dtd", file) from error
    except ParseError as error:
        line, column = error.position
        raise FileRefused("cfdi_malformed", file, line=line, column=column + 1) from error
    except (ValueError, LookupError) as error:
        raise FileRefused("cfdi_encoding", file) from error
    return root


def _cancellation(root: Element) -> Invoice:
    gone = []
    for folio in (item for item in root.iter() if item.tag.rpartition("}")[2] == "Folios"):
        members = {item.tag.rpartition("}")[2]: (item.text or "").strip() for item in folio}
        if members.get("EstatusUUID") in _CANCELLED_CODES:
            gone.append(members.get("UUID", "").upper())
    zero = Decimal(0)
    day = root.get("Fecha", "")[:10]
    return Invoice(CANCELLATION, "", "", day, NOBODY, NOBODY, "MXN", *(zero,) * 4, "", "", (), (), tuple(gone))


def _invoice(root: Element, uuid: str, file: Path) -> Invoice:
    kind = root.attrib["TipoDeComprobante"]
    if kind not in (INCOME, PAYMENT, NOTE):
        raise FileRefused("cfdi_kind", file, kind=kind)
    net = _amount(root, "SubTotal") - _amount(root, "Descuento", "0")
    total = _amount(root, "Total")
    added, withheld = _taxes(root)
    said = net + added - withheld
    if kind != PAYMENT and abs(said - total) > _CENT * (2 + len(root.findall(f".//{{{CFDI_4}}}Concepto"))):
        raise FileRefused("cfdi_total", file, total=total, sum=said)
    return Invoice(
        kind=kind,
        uuid=uuid,
        folio="-".join(part for part in (root.get("Serie"), root.get("Folio")) if part),
        day=_day(root.attrib["Fecha"]),
        issuer=_taxpayer(root, "Emisor"),
        receiver=_taxpayer(root, "Receptor"),
        currency=root.attrib["Moneda"],
        exchange_rate=_amount(root, "TipoCambio", "0"),
        net=net,
        price=total + withheld,
        total=total,
        method=root.get("MetodoPago", ""),
        form=root.get("FormaPago", ""),
        concepts=tuple(_concepts(root)) if kind == INCOME else (),
        payments=tuple(_payments(root)) if kind == PAYMENT else (),
        replaced=tuple(_related(root, replaces=True)),
        corrected=tuple(_related(root, replaces=False)) if kind == NOTE else (),
    )


def _amount(element: Element, name: str, default: str = "") -> Decimal:
    """A number as it is written; ValueError names one that is missing, endless or too long."""
    text = element.get(name, default)
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value) >= 10**15 or value < 0:
        raise ValueError(f"{name}={text}")
    return value


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", text):
        raise ValueError(f"Fecha={text}")
    return text[:10]


def _taxpayer(root: Element, name: str) -> Taxpayer:
    found = root.find(f"{{{CFDI_4}}}{name}")
    if found is None or not found.get("Rfc"):
        raise ValueError(name)
    return Taxpayer(found.attrib["Rfc"].strip().upper(), " ".join(found.get("Nombre", "").split()))


def _taxes(root: Element) -> tuple[Decimal, Decimal]:
    """What taxes add to the net and what is withheld: federal ones, and those of states and towns (five per thousand
    of works)."""
    found = [
        (taxes, "TotalImpuestosTrasladados", "TotalImpuestosRetenidos")
        for taxes in root.findall(f"{{{CFDI_4}}}Impuestos")[:1]
    ]
    found += [
        (local, "TotaldeTraslados", "TotaldeRetenciones") for local in root.iter(f"{{{LOCAL_TAXES}}}ImpuestosLocales")
    ]
    added = sum((_amount(taxes, name, "0") for taxes, name, _ in found), Decimal(0))
    return added, sum((_amount(taxes, name, "0") for taxes, _, name in found), Decimal(0))


def _related(root: Element, *, replaces: bool) -> dict[str, None]:
    """The invoices that a CFDI takes the place of, or those that it names for any other reason, each once."""
    groups = root.findall(f"{{{CFDI_4}}}CfdiRelacionados")
    wanted = (item for group in groups if (group.get("TipoRelacion") == _REPLACES) == replaces for item in group)
    return dict.fromkeys(item.get("UUID", "").strip().upper() for item in wanted)


def _concepts(root: Element) -> Iterator[Concept]:
    for item in root.findall(f"{{{CFDI_4}}}Conceptos/{{{CFDI_4}}}Concepto"):
        quantity = _amount(item, "Cantidad")
        discount = _amount(item, "Descuento", "0")
        unit_net = _amount(item, "ValorUnitario")
        if discount and quantity:
            unit_net = (_amount(item, "Importe") - discount) / quantity
        yield Concept(
            item.get("ClaveProdServ", ""),
            " ".join(item.attrib["Descripcion"].split()),
            round(quantity, 6),
            item.get("ClaveUnidad", ""),
            item.get("Unidad", ""),
            round(unit_net, 6),
        )


def _payments(root: Element) -> Iterator[Payment]:
    for payment in root.iter(f"{{{PAYMENTS_2}}}Pago"):
        day, form = _day(payment.attrib["FechaPago"]), payment.get("FormaDePagoP", "")
        for paid in payment.findall(f"{{{PAYMENTS_2}}}DoctoRelacionado"):
            yield Payment(
                paid.attrib["IdDocumento"].upper(),
                paid.get("NumParcialidad", "1"),
                day,
                _amount(paid, "ImpPagado"),
                paid.attrib["MonedaDR"],
                form,
            )


FORMS: Mapping[str, str] = {
    "01": "cash",
    "02": "check",
    "03": "wireTransfe",
    "04": "corporateCard",
    "28": "corporateCard",
}
# Forms in which money changes hands; the others let off, set off or renew a debt.
MONEY_FORMS = frozenset({"01", "02", "03", "04", "05", "06", "08", "28", "29"})
UNITS: Mapping[str, str] = {
    "H87": "Pieza", "E48": "Servicio", "ACT": "Servicio", "KGM": "Kilogramo", "TNE": "Tonelada", "LTR": "Litro",
    "MTR": "Metro", "MTK": "Metro Cuadrado", "MTQ": "Metro Cubico", "KMT": "Kilómetro", "XBX": "Caja", "XPK": "Paquete",
    "XRO": "Rollo", "XBG": "Bolsa", "SET": "Juego", "KT": "Juego", "PR": "Par", "MIL": "Millar", "HUR": "Hora",
    "DAY": "Día", "MON": "Mes", "ANN": "Año", "XLT": "Lote", "LO": "Lote", "E54": "Viaje", "GLL": "Galón",
}  # fmt: skip


def members_of(value: Any) -> dict[str, Any]:
    """A mapping without what is empty."""
    return {name: member for name, member in value.items() if member not in (None, "", [], {})}
