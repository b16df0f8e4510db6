"""Invented CFDI 4.0: invoices, payment complements and cancellations as a certified provider writes them."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import quoteattr

OFFICE_RFC = "MLA850101AB1"
SUPPLIER_RFC = "PIS180514KQ1"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = 'xmlns:cfdi="http://www.sat.gob.mx/cfd/4" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_STAMP = (
    '<cfdi:Complemento>{inside}<tfd:TimbreFiscalDigital xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital"'
    ' Version="1.1" UUID="{uuid}" FechaTimbrado="2026-03-05T10:00:05"/></cfdi:Complemento>'
)


@dataclass(frozen=True)
class Made:
    uuid: str
    xml: str
    net: Decimal
    total: Decimal
    lines: int

    def write(self, folder: Path) -> Path:
        file = folder / f"{self.uuid}.xml"
        file.write_text(self.xml, encoding="utf-8")
        return file


def new_uuid(seed: random.Random) -> str:
    return str(uuid.UUID(int=seed.getrandbits(128), version=4)).upper()


def attributes(**values: object) -> str:
    return " ".join(f"{name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)


def invoice(
    seed: random.Random,
    *,
    receiver: str = OFFICE_RFC,
    issuer: str = SUPPLIER_RFC,
    rate: str = "0.16",
    currency: str = "MXN",
    discount: str = "0",
    method: str = "PUE",
    lines: int = 2,
    extra: str = "",
    space: str = "cfdi",
    kind: str = "I",
    wrong_total: bool = False,
) -> Made:
    """An invoice whose parts add up; ``space`` is the prefix its program writes."""
    name, concepts, net, taxes = new_uuid(seed), [], Decimal(0), Decimal(0)
    for number in range(1, lines + 1):
        quantity = Decimal(seed.randint(1, 40))
        price = Decimal(seed.randint(100, 999_999)) / 100
        amount, off = quantity * price, Decimal(discount) if number == 1 else Decimal(0)
        net, taxes = net + amount - off, taxes + round((amount - off) * Decimal(rate), 2)
        given = attributes(
            ClaveProdServ="44121706", NoIdentificacion=f"A{number}", Cantidad=quantity, ClaveUnidad="H87",
            Unidad="Pieza", Descripcion=f"Artículo inventado {number} «ñ» & más", ValorUnitario=price, Importe=amount,
            Descuento=off or None, ObjetoImp="02",
        )  # fmt: skip
        concepts.append(f"<cfdi:Concepto {given}/>")
    total = net + taxes + (1 if wrong_total else 0)
    head = attributes(
        Version="4.0", Serie="A", Folio=seed.randint(1, 99999), Fecha="2026-03-05T10:00:00", FormaPago="03",
        SubTotal=net + Decimal(discount), Descuento=discount if Decimal(discount) else None, Moneda=currency,
        TipoCambio="18.25" if currency != "MXN" else "1", Total=total, TipoDeComprobante=kind, Exportacion="01",
        MetodoPago=method, LugarExpedicion="77000",
    )  # fmt: skip
    who = attributes(Rfc=issuer, Nombre="PAPELERIA INVENTADA DEL SURESTE", RegimenFiscal="601")
    whom = attributes(Rfc=receiver, Nombre="MUNICIPIO DE LAGUNA AZUL", UsoCFDI="G03")
    xml = (
        f"{_HEAD}<cfdi:Comprobante {_SPACES} {extra} {head}><cfdi:Emisor {who}/><cfdi:Receptor {whom}/>"
        f"<cfdi:Conceptos>{''.join(concepts)}</cfdi:Conceptos>"
        f'<cfdi:Impuestos TotalImpuestosTrasladados="{taxes}"/>{_STAMP.format(inside="", uuid=name)}'
        "</cfdi:Comprobante>"
    )
    return Made(name, _respaced(xml, space), net, total, lines)


def _respaced(xml: str, space: str) -> str:
    if not space:
        return xml.replace("xmlns:cfdi=", "xmlns=").replace("<cfdi:", "<").replace("</cfdi:", "</")
    return xml.replace("cfdi:", f"{space}:").replace("xmlns:cfdi=", f"xmlns:{space}=")


def complement(seed: random.Random, paid: str, amount: str, issuer: str = SUPPLIER_RFC) -> Made:
    name = new_uuid(seed)
    inside = (
        '<pago20:Pagos xmlns:pago20="http://www.sat.gob.mx/Pagos20" Version="2.0">'
        f'<pago20:Pago FechaPago="2026-04-10T12:00:00" FormaDePagoP="03" MonedaP="MXN" Monto="{amount}">'
        f'<pago20:DoctoRelacionado IdDocumento="{paid}" MonedaDR="MXN" NumParcialidad="1" ImpPagado="{amount}"/>'
        "</pago20:Pago></pago20:Pagos>"
    )
    head = attributes(Version="4.0", Folio="9", Fecha="2026-04-10T12:00:00", SubTotal="0", Moneda="XXX", Total="0",
                      TipoDeComprobante="P")  # fmt: skip
    xml = (
        f'{_HEAD}<cfdi:Comprobante {_SPACES} {head}><cfdi:Emisor Rfc="{issuer}" Nombre="X"/>'
        f'<cfdi:Receptor Rfc="{OFFICE_RFC}" Nombre="Y"/>{_STAMP.format(inside=inside, uuid=name)}</cfdi:Comprobante>'
    )
    return Made(name, xml, Decimal(0), Decimal(amount), 0)


def credit_note(
    seed: random.Random,
    corrected: list[str],
    total: str,
    *,
    relation: str = "01",
    form: str = "03",
    currency: str = "MXN",
    issuer: str = SUPPLIER_RFC,
) -> Made:
    """An egress that takes so much, taxes in it, from the invoices it names."""
    name = new_uuid(seed)
    net = round(Decimal(total) / Decimal("1.16"), 2)
    head = attributes(
        Version="4.0", Serie="NC", Folio="3", Fecha="2026-04-02T09:00:00", FormaPago=form, SubTotal=net,
        Moneda=currency, TipoCambio="1", Total=total, TipoDeComprobante="E", Exportacion="01", MetodoPago="PUE",
        LugarExpedicion="77000",
    )  # fmt: skip
    named = "".join(f'<cfdi:CfdiRelacionado UUID="{uuid}"/>' for uuid in corrected)
    related = f'<cfdi:CfdiRelacionados TipoRelacion="{relation}">{named}</cfdi:CfdiRelacionados>' if corrected else ""
    line = attributes(ClaveProdServ="84111506", Cantidad="1", ClaveUnidad="ACT", Descripcion="Devolución inventada",
                      ValorUnitario=net, Importe=net, ObjetoImp="02")  # fmt: skip
    xml = (
        f'{_HEAD}<cfdi:Comprobante {_SPACES} {head}>{related}<cfdi:Emisor Rfc="{issuer}" Nombre="X"/>'
        f'<cfdi:Receptor Rfc="{OFFICE_RFC}" Nombre="Y"/><cfdi:Conceptos><cfdi:Concepto {line}/></cfdi:Conceptos>'
        f'<cfdi:Impuestos TotalImpuestosTrasladados="{Decimal(total) - net}"/>'
        f"{_STAMP.format(inside='', uuid=name)}</cfdi:Comprobante>"
    )
    return Made(name, xml, net, Decimal(total), 1)


def cancellation(gone: str) -> str:
    return (
        f'{_HEAD}<Acuse xmlns="http://cancelacfd.sat.gob.mx" Fecha="2026-05-01T09:00:00" RfcEmisor="{SUPPLIER_RFC}">'
        f"<Folios><UUID>{gone}</UUID><EstatusUUID>201</EstatusUUID></Folios></Acuse>"
    )
