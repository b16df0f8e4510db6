"""A whole, sound contracting process of an invented municipality, and small changes to it."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any

from forms.context import Context
from forms.pointers import tokens

TODAY = date(2026, 3, 20)
OCID = "ocds-213czf-LAGUNA-2026-abcdefgh"
CONTEXT = Context(TODAY, OCID, "LAGUNA", ("ocds-213czf",))
PUBLISHED = Context(TODAY, OCID, "LAGUNA", ("ocds-213czf",), profile="published")
OFFICE, SELLER = "MX-RFC-MLA850101AB1", "MX-RFC-PIS180514AB1"


def money(amount: str, currency: str = "MXN") -> dict[str, Any]:
    value = Decimal(amount)
    return {"amount": int(value) if value == int(value) else value, "currency": currency}


def reference(name: str) -> dict[str, Any]:
    return {"id": name, "name": "Municipio de Laguna Azul" if name == OFFICE else "Papelería Inventada"}


_ITEM = {
    "_key": "itemaaaaaa",
    "id": "1",
    "description": "Papel bond tamaño carta",
    "quantity": 30,
    "classification": {"scheme": "UNSPSC", "id": "14111507", "description": "Papel para impresora"},
    "unit": {"name": "Caja", "value": money("1125")},
}
_BODY: dict[str, Any] = {
    "buyer": reference(OFFICE),
    "parties": [
        {"_key": "partyaaaaa", "id": OFFICE, "name": "Municipio de Laguna Azul", "roles": ["buyer", "payer"]},
        {
            "_key": "partybbbbb",
            "id": SELLER,
            "name": "Papelería Inventada",
            "identifier": {"scheme": "MX-RFC", "id": "XAXX010101000", "legalName": "Papelería Inventada"},
            "roles": ["supplier", "tenderer", "payee"],
            "contactPoint": {"email": "ventas@papeleria.ejemplo"},
        },
    ],
    "planning": {"budget": {"id": "2026-0147", "amount": money("40000")}},
    "tender": {
        "id": "MLA-AD-2026-014",
        "title": "Papelería para las oficinas municipales",
        "description": "Compra de papel para las oficinas municipales durante el primer trimestre",
        "status": "complete",
        "procurementMethod": "direct",
        "value": money("39150"),
        "numberOfTenderers": 1,
        "tenderers": [{"_key": "tenderera1", **reference(SELLER)}],
        "tenderPeriod": {"startDate": "2026-02-09", "endDate": "2026-02-16", "durationInDays": 7},
        "contractPeriod": {"startDate": "2026-02-23", "endDate": "2026-03-02"},
        "documents": [
            {
                "_key": "documenta1",
                "id": "doc-1",
                "title": "Requisición 0147",
                "description": "Solicitud de papelería",
                "url": "https://lagunaazul.ejemplo/0147.pdf",
                "datePublished": "2026-02-09",
                "dateModified": "2026-02-10",
            }
        ],
        "milestones": [{"_key": "milestone1", "id": "m1", "status": "met", "dateMet": "2026-02-16"}],
    },
    "awards": [
        {
            "_key": "awardaaaaa",
            "id": "A-1",
            "title": "Adjudicación de papelería",
            "status": "active",
            "date": "2026-02-18",
            "value": {**money("39150"), "netAmount": 33750},
            "suppliers": [{"_key": "supplieraa", **reference(SELLER)}],
            "items": [_ITEM],
        }
    ],
    "contracts": [
        {
            "_key": "contractaa",
            "id": "C-1",
            "awardID": "A-1",
            "title": "Pedido de papelería",
            "status": "active",
            "dateSigned": "2026-02-20",
            "value": money("39150"),
            "amendments": [
                {"_key": "amendmenta", "id": "conv-1", "date": "2026-02-25", "rationale": "Cambio de domicilio"}
            ],
            "implementation": {
                "transactions": [
                    {
                        "_key": "payaaaaaaa",
                        "id": "T-1",
                        "date": "2026-03-12",
                        "value": money("39150"),
                        "payer": reference(OFFICE),
                        "payee": reference(SELLER),
                    }
                ]
            },
        }
    ],
}


def sound() -> dict[str, Any]:
    return copy.deepcopy(_BODY)


def changed(*edits: tuple[str, Any]) -> dict[str, Any]:
    """The sound body with values set at paths; None takes one away."""
    body = sound()
    for path, value in edits:
        put(body, path, value)
    return body


def put(body: dict[str, Any], path: str, value: Any) -> None:
    """Set or take away one value by its pointer, making the objects on the way."""
    *way, last = tokens(path)
    node: Any = body
    for token in way:
        node = node[int(token)] if isinstance(node, list) else node.setdefault(token, {})
    if isinstance(node, list):
        node[int(last)] = value
    elif value is None:
        node.pop(last, None)
    else:
        node[last] = value
