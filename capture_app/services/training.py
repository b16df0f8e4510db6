"""The invented demonstration office: three told cases and generated neighbours, all marked as invented."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from random import Random
from typing import Any

from stdnum.mx import rfc

from sync import canonical

NEIGHBOURS = 45
TAX = Decimal("0.16")
METHODS = {
    "direct": ("Adjudicación directa", "AD"),
    "selective": ("Invitación a cuando menos tres personas", "IR"),
    "open": ("Licitación pública", "LP"),
}
STAGES = ("planning", "tender", "award", "contract", "implementation")
ITEM_SCHEME = "COG"


@dataclass(frozen=True)
class DemonstrationOffice:
    """Who the demonstration pretends to be; every name carries its mark."""

    office_code: str
    office_name: str
    ocid_prefix: str


def demonstration_office() -> DemonstrationOffice:
    """The invented Municipio de Laguna Azul."""
    facts = _invented()
    return DemonstrationOffice(facts["office_code"], facts["office_name"], facts["ocid_prefix"])


def told_cases() -> list[dict[str, Any]]:
    """The three worked cases, as OCDS releases."""
    text = files("capture_app.training").joinpath("demo_cases.json").read_bytes()
    releases: list[dict[str, Any]] = canonical.decode_strict(text)["releases"]
    return releases


def neighbours(count: int = NEIGHBOURS, seed: int = 2026) -> Iterator[dict[str, Any]]:
    """``count`` generated OCDS releases around the told cases; the same seed gives the same bytes."""
    facts, chance = _invented(), Random(seed)
    for number in range(1, count + 1):
        purchase = facts["purchase"][number % len(facts["purchase"])]
        yield _Expediente(facts, purchase, number, chance).release()


def release_package(releases: list[dict[str, Any]]) -> bytes:
    """An OCDS release package of demonstration releases, ready to be imported."""
    office = demonstration_office()
    return canonical.encode(
        {
            "uri": f"urn:captura:{office.office_code}:demostracion",
            "version": "1.1",
            "publishedDate": "2026-03-13T12:00:00-05:00",
            "publisher": {"name": office.office_name},
            "releases": releases,
        }
    )


def _invented() -> dict[str, Any]:
    return tomllib.loads(files("capture_app.training").joinpath("invented.toml").read_text(encoding="utf-8"))


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00-05:00"


def _period(start: date, days: int) -> dict[str, Any]:
    return {"startDate": _moment(start), "endDate": _moment(start + timedelta(days=days)), "durationInDays": days}


def _value(net: Decimal) -> dict[str, Any]:
    gross = (net * (1 + TAX)).quantize(Decimal("0.01"))
    return {"amount": gross, "netAmount": net, "currency": "MXN"}


def _supplier(entry: list[str]) -> dict[str, Any]:
    name, letters, born = entry
    body = f"{letters}{born}DE"
    number = body + rfc.calc_check_digit(body)
    return {"id": f"MX-RFC-{number}", "name": f"{name} (INVENTADA)", "rfc": number}


def _reference(party: dict[str, Any]) -> dict[str, Any]:
    return {"id": party["id"], "name": party["name"]}


class _Expediente:
    """One generated contracting process; what it holds depends on how far it has gone."""

    def __init__(self, facts: dict[str, Any], purchase: dict[str, Any], number: int, chance: Random) -> None:
        self.facts = facts
        self.purchase = purchase
        self.chance = chance
        self.start = date(2026, 1, 6) + timedelta(days=chance.randrange(0, 60))
        self.reached = chance.choices(range(5), weights=(2, 2, 2, 4, 6))[0]
        self.method, self.short = METHODS[purchase["method"]]
        self.folio = f"{self.short}-{200 + number:04d}-2026"
        self.ocid = f"{facts['ocid_prefix']}-{facts['office_code']}-2026-demo{number:04d}"
        count = 1 if purchase["method"] == "direct" else chance.choice((3, 4))
        self.bidders = [_supplier(entry) for entry in chance.sample(facts["suppliers"], count)]
        self.winner = self.bidders[0]
        self.buyer = {"id": f"MX-RFC-{facts['office_rfc']}", "name": facts["office_name"]}
        self.area = dict(zip(("id", "name"), facts["areas"][purchase["area"]], strict=True))
        self.treasury = dict(zip(("id", "name"), facts["areas"][-1], strict=True))
        self.items = [self._item(at, line) for at, line in enumerate(purchase["items"], 1)]
        self.net = sum((item["quantity"] * item["unit"]["value"]["netAmount"] for item in self.items), Decimal(0))

    def release(self) -> dict[str, Any]:
        sections = {
            "planning": self._planning,
            "tender": self._tender,
            "awards": self._awards,
            "contracts": self._contracts,
        }
        reached = list(sections.items())[: min(self.reached + 1, 4)]
        return {
            "ocid": self.ocid,
            "id": f"{self.ocid}-compilada",
            "date": _moment(self._day(90)),
            "tag": ["compiled"],
            "initiationType": "tender",
            "language": "es",
            "parties": list(self._parties()),
            "buyer": self.buyer,
            **{name: build() for name, build in reached},
        }

    def _day(self, after: int) -> date:
        return self.start + timedelta(days=after)

    def _item(self, at: int, line: list[str]) -> dict[str, Any]:
        description, unit, price = line
        code, title = self.purchase["line"]
        return {
            "id": str(at),
            "description": description,
            "classification": {"scheme": ITEM_SCHEME, "id": code, "description": title},
            "quantity": max(1, int(self.chance.randrange(9_000, 180_000) / Decimal(price))),
            "unit": {"name": unit, "value": _value(Decimal(price))},
            "deliveryAddress": {
                "streetAddress": "Almacén municipal, Avenida Ceiba 1 (inventada)",
                "locality": self.facts["locality"],
                "region": "Quintana Roo",
                "countryName": "México",
            },
        }

    def _parties(self) -> Iterator[dict[str, Any]]:
        rfc_of_office = self.facts["office_rfc"]
        yield {
            **self.buyer,
            "roles": ["buyer", "procuringEntity", "payer"],
            "identifier": {"scheme": "MX-RFC", "id": rfc_of_office, "legalName": self.buyer["name"]},
        }
        yield {**self.area, "roles": ["requestingUnit", "responsibleUnit"]}
        office = self.facts["areas"][0]
        if office[0] != self.area["id"]:
            yield {"id": office[0], "name": office[1], "roles": ["contractingUnit"]}
        if self.treasury["id"] != self.area["id"]:
            yield {**self.treasury, "roles": ["funder"]}
        if self.reached >= 1:
            yield from (self._bidder(supplier) for supplier in self.bidders)

    def _bidder(self, supplier: dict[str, Any]) -> dict[str, Any]:
        roles = ["tenderer"]
        if supplier is self.winner:
            roles += ["supplier"] if self.reached >= 2 else []
            roles += ["payee"] if self.reached >= 4 else []
        identifier = {
            "scheme": "MX-RFC",
            "id": supplier["rfc"],
            "legalName": supplier["name"],
            "legalPersonality": "legalPerson",
        }
        return {**_reference(supplier), "roles": roles, "identifier": identifier}

    def _planning(self) -> dict[str, Any]:
        code, title = self.purchase["line"]
        office = dict(zip(("id", "name"), self.facts["areas"][0], strict=True))
        amount = {"amount": (self.net * (1 + TAX) * Decimal("1.05")).quantize(Decimal("1")), "currency": "MXN"}
        line = {
            "id": f"2026-11-{code}",
            "components": [{"name": "spendingObject", "level": "partida", "code": code, "description": title}],
        }
        breakdown = {
            "id": "bb-1",
            "description": "Recursos fiscales municipales",
            "amount": amount,
            "period": _period(date(2026, 1, 1), 364),
            "sourceParty": self.treasury,
            "budgetLines": [line],
        }
        return {
            "rationale": f"{self.purchase['title']}: requerido por {self.area['name']} (ejercicio inventado).",
            "hasQuotes": False,
            "requestingUnits": [self.area],
            "contractingUnits": [office],
            "responsibleUnits": [self.area],
            "budget": {
                "id": f"SP-{self.folio}",
                "description": "Suficiencia presupuestal, recursos propios",
                "amount": amount,
                "budgetBreakdown": [breakdown],
            },
        }

    def _tender(self) -> dict[str, Any]:
        return {
            "id": self.folio,
            "title": self.purchase["title"],
            "description": f"{self.purchase['title']} para {self.area['name']}. Datos inventados.",
            "status": "complete" if self.reached >= 2 else "active",
            "procuringEntity": self.buyer,
            "value": _value(self.net),
            "procurementMethod": self.purchase["method"],
            "procurementMethodDetails": self.method,
            "procurementMethodRationale": "Ejemplo: según la tabla de montos de la oficina.",
            "mainProcurementCategory": self.purchase["category"],
            "awardCriteria": "priceOnly",
            "awardCriteriaDetails": "Precio más bajo entre quienes cumplen.",
            "submissionMethod": ["inPerson"],
            "tenderPeriod": _period(self._day(4), 12),
            "awardPeriod": _period(self._day(16), 3),
            "hasEnquiries": False,
            "numberOfTenderers": len(self.bidders),
            "tenderers": [_reference(supplier) for supplier in self.bidders],
            "items": self.items,
        }

    def _awards(self) -> list[dict[str, Any]]:
        award = {
            "id": f"ADJ-{self.folio}",
            "title": f"Adjudicación de {self.purchase['title'].lower()}",
            "description": "Se adjudica la totalidad de las partidas.",
            "rationale": "Precio más bajo entre quienes cumplen.",
            "status": "active",
            "date": _moment(self._day(18)),
            "value": _value(self.net),
            "suppliers": [_reference(self.winner)],
            "items": self.items,
            "contractPeriod": _period(self._day(21), 40),
        }
        return [award]

    def _contracts(self) -> list[dict[str, Any]]:
        contract = {
            "id": f"CTO-{self.folio}",
            "awardID": f"ADJ-{self.folio}",
            "title": f"Contrato {self.folio}",
            "description": self.purchase["title"],
            "status": "active",
            "period": _period(self._day(21), 40),
            "value": _value(self.net),
            "items": self.items,
            "dateSigned": _moment(self._day(21)),
        }
        if self.reached >= 4:
            contract["implementation"] = self._implementation()
        return [contract]

    def _implementation(self) -> dict[str, Any]:
        payments = self.chance.choice((1, 1, 2, 3))
        share = (self.net / payments).quantize(Decimal("0.01"))
        rows = [self._payment(at, share) for at in range(1, payments + 1)]
        return {"status": "ongoing" if payments > 1 else "concluded", "transactions": rows}

    def _payment(self, at: int, net: Decimal) -> dict[str, Any]:
        return {
            "id": f"PAGO-{at}-{self.folio}",
            "source": "https://demo.invalid/inventado",
            "date": _moment(self._day(30 + 12 * at)),
            "value": _value(net),
            "paymentMethod": "wireTransfe",
            "payer": self.buyer,
            "payee": _reference(self.winner),
        }
