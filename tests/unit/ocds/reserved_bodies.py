"""Invented tenders whose reserved members carry canaries: texts and amounts that stand nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from typing import Any

STATES = ("planned", "announced", "opened", "proposed", "awarded", "contracted")
METHODS = ("open", "selective", "limited", "direct")
NEVER = "never"
# The first state in which what waits for a moment may be seen.
SEEN_FROM: Mapping[str, int] = MappingProxyType(
    {"opening": 2, "award": 4, "contract": 5, NEVER: len(STATES)}  # "proposed" is an award still pending
)
OFFICE = {"id": "OFFICE", "name": "Municipio inventado"}
OPENING_RECORD = {"_key": "acta000000", "id": "acta", "documentType": "openingOfProposals", "title": "Acta"}
RESERVED_DOCUMENTS = {
    "planning": {
        "marketStudies": "award",
        "quote": "award",
        "requestForQuote": "award",
        "baseBudget": "award",
        "valuation": "award",
    },
    "tender": {
        "bidders": "opening",
        "shortlistedFirms": "opening",
        "bidBond": "opening",
        "conflictOfInterest": "opening",
        "debarments": "opening",
        "evaluationReports": "award",
        "evaluationResult": "award",
        "winningBid": "award",
        "submissionDocuments": "award",
    },
}
INVITATION = "tenderNotice"
ROLES = {
    "invitedSupplier": "award",
    "issuingSupplier": "award",
    "supplier": "award",
    "payee": "award",
    "guarantor": "award",
    "subcontractor": "award",
    "complainant": "award",
    "tenderer": "opening",
    "enquirer": "opening",
    "interestedParty": "opening",
}
# Members of the law with `public_after` that carry canaries here.
MEMBERS = {
    "/planning/requestsForQuotes": "award",
    "/tender/value": "award",
    "/tender/minValue": "award",
    "/tender/items/*/unit/value": "award",
    "/tender/properties/*/valuation/amount": "award",
    "/tender/advertising/media/*/cost": "award",
    "/complaints/*/complainant": "award",
    "/tender/numberOfTenderers": "opening",
    "/tender/tenderers": "opening",
    "/bids/details": "opening",
    "/bids/statistics": "opening",
    **{
        f"/{owner}/{name}/changes/*/former_value": "award"
        for owner in ("tender", "awards/*", "contracts/*")
        for name in ("amendment", "amendments/*")
    },
}


def beginning(moment: str) -> str:
    """How all texts begin that wait for a moment."""
    return f"canario {moment} "


@dataclass
class Tender:
    """One tender: its body at any state, and its canaries by the moment they wait for."""

    chance: Random
    canaries: dict[str, list[str]] = field(default_factory=lambda: {moment: [] for moment in SEEN_FROM})
    parties: list[dict[str, Any]] = field(default_factory=list)
    keys: int = 0

    def __post_init__(self) -> None:
        self.method = self.chance.choice(METHODS)
        self.own = {"notes": self.text(NEVER), "procedureCharacter": "nacional"}
        self.parties.append({"_key": self.key(), **OFFICE, "roles": ["buyer", "procuringEntity", "payer"]})
        self.early = {"planning": self._planning(), "bids": self._bids(), "complaints": [self._complaint()]}
        self.tender = self._tender()
        for role, moment in ROLES.items():
            self._stranger(role, moment)
        self.beside = self._beside()
        self.proposal = {"value": self.money("award"), "description": self.text("award")}
        self.contract, self.guarantor = self._contract()
        self.persons = [self._person("supplier", "award"), self._person("tenderer", NEVER)]
        self.untold = [self._untold("supplier", "award"), self._untold("tenderer", NEVER)]
        self.unlisted = [{"_key": self.key(), "name": self.text(moment)} for moment in ("award", NEVER)]

    def body(self, state: int) -> dict[str, Any]:
        """The body in a state: what is reserved is captured from the first day."""
        tender = dict(self.tender)
        if state >= 1:
            tender["tenderPeriod"] = {"startDate": "2026-01-05T09:00:00-05:00", "endDate": "2026-01-20T10:00:00-05:00"}
        if state >= 2:
            tender["documents"] = [*tender["documents"], OPENING_RECORD]
        winner, loser = self.persons
        bidders = [*(self._reference(person) for person in (*self.persons, *self.untold)), *self.unlisted]
        tender["tenderers"] = [*tender["tenderers"], *bidders]
        body = {"buyer": OFFICE, "parties": self.parties, **self.early, "tender": tender, "_pnt": self.own}
        body |= {**self.beside, "parties": [self.guarantor, *self.untold, *self.parties, winner, loser]}
        if state >= 3:
            status = "pending" if state == 3 else "active"
            body["awards"] = [
                {"_key": "award00000", "id": "A", "status": status, "date": "2026-02-01", "title": "Fallo"}
            ]
            suppliers = [self._reference(winner), self._reference(self.untold[0]), self.unlisted[0]]
            body["awards"][0] |= {"suppliers": suppliers, **self.proposal, "title": "Fallo"}
            body["contracts"] = [self.contract]
        if state >= 5:
            body["contracts"] = [{**self.contract, "status": "active", "dateSigned": "2026-02-10"}]
        return body

    def leaks(self, state: int, published: bytes) -> list[str]:
        """The canaries in what was published that must not be seen yet."""
        hidden = [name for name, first in SEEN_FROM.items() if state < first]
        return [canary for name in hidden for canary in self._there(name, published)]

    def _there(self, moment: str, published: bytes) -> list[str]:
        """Those of a moment that were published; texts begin alike, so one look tells whether any of them may be."""
        may_be_said = beginning(moment).encode() in published
        canaries = self.canaries[moment]
        if not may_be_said:
            canaries = [canary for canary in canaries if not canary.startswith(beginning(moment))]
        return [canary for canary in canaries if canary.encode() in published]

    def unseen(self, published: bytes) -> list[str]:
        """The canaries of some moment that were not published."""
        shown = (canary for name, canaries in self.canaries.items() if name != NEVER for canary in canaries)
        return [canary for canary in shown if canary.encode() not in published]

    def key(self) -> str:
        self.keys += 1
        return f"k{self.keys:09}"

    def text(self, moment: str) -> str:
        return self._kept(moment, f"{beginning(moment)}{self.chance.getrandbits(48):012x}")

    def amount(self, moment: str) -> int:
        return int(self._kept(moment, str(self.chance.randrange(10**13, 10**14))))

    def money(self, moment: str) -> dict[str, Any]:
        return {"amount": self.amount(moment), "netAmount": self.amount(moment), "currency": "MXN"}

    def _kept(self, moment: str, canary: str) -> str:
        self.canaries[moment].append(canary)
        return canary

    def party(self, moment: str, role: str | None) -> dict[str, Any]:
        """A reference to a party of its own, written in the list of parties with odd or with right roles."""
        name, own = f"{self.text(moment)}, S.A. de C.V.", f"P-{self.key()}"
        roles = self.chance.choice([[role], [role], [], ["Rol de otro sistema"], [role, "Rol de otro sistema"]])
        party = {
            "_key": self.key(),
            "id": own,
            "name": name,
            "identifier": {"scheme": "MX-RFC", "id": self.text(moment), "legalName": self.text(moment)},
            "address": {"streetAddress": self.text(NEVER), "region": "Quintana Roo"},
            "_pnt": {"streetName": self.text(NEVER)},
            "contactPoint": {"email": f"{self.text(NEVER)}@correo.ejemplo"},
        }
        self.parties.append({**party, **({"roles": roles} if any(roles) else {})})
        return {"id": own, "name": name}

    def _stranger(self, role: str, moment: str) -> None:
        """A party that nothing refers to: its role alone keeps it back."""
        roles = [role, *(other for other in ROLES if ROLES[other] == moment and self.chance.random() < 0.2)]
        name = f"{self.text(moment)} S. de R.L."
        self.parties.append({"_key": self.key(), "id": f"P-{self.key()}", "name": name, "roles": roles})

    def rfc(self) -> str:
        """The key of a natural person, which no outlet says without the office's word."""
        letters = "".join(self.chance.choice("BCDFGHJKLMNPQRSTVWXYZ") for _ in range(3))
        day = f"{self.chance.randint(50, 99)}{self.chance.randint(1, 12):02}{self.chance.randint(1, 28):02}"
        return self._kept(NEVER, f"{letters[0]}A{letters[1:]}{day}{self.chance.randint(100, 999)}")

    def _person(self, role: str, moment: str) -> dict[str, Any]:
        """A natural person who bids: named when he or she wins, and else not at all."""
        rfc = self.rfc()
        return {
            "_key": self.key(),
            "id": f"MX-RFC-{rfc}",
            "name": self.text(moment),
            "roles": [role],
            "identifier": {"scheme": "MX-RFC", "id": rfc, "givenName": self.text(moment)},
            "beneficialOwners": [{"_key": self.key(), "name": self.text(NEVER), "nationalities": ["MX"]}],
            "contactPoint": {"telephone": self.text(NEVER)},
            "x_otro": f"celular 9831234567 {self.text(NEVER)}",
        }

    def _untold(self, role: str, moment: str) -> dict[str, Any]:
        """Who bids and may be a natural person, as nothing tells: named when he or she wins, and else not at all."""
        names = {
            "name": self.text(moment),
            "identifier": {"scheme": "X-PADRON", "id": "P1", "legalName": self.text(moment)},
        }
        contact = {"contactPoint": {"name": self.text(moment), "telephone": self.text(NEVER)}}
        return {"_key": self.key(), "id": f"P-{self.key()}", "roles": [role], **names, **contact}

    def _reference(self, person: Mapping[str, Any]) -> dict[str, Any]:
        return {"_key": f"r{person['_key'][1:]}", "id": person["id"], "name": person["name"]}

    def _beside(self) -> dict[str, Any]:
        """What stands in a body beside its fields: texts kept as typed, notes, reasons, the unknown."""
        path = "/tender/description"
        reason = {"code": "personal.found", "reason": self.text(NEVER), "by": self.text(NEVER), "at": "", "of": ""}
        return {
            "_typed": {path: self.text(NEVER)},
            "_notes": {path: [{"by": self.text(NEVER), "at": "", "text": self.text(NEVER)}]},
            "_absent": {path: ["not_applicable", self.text(NEVER)]},
            "_justified": {path: [reason]},
            "_acts": [{"_key": self.key(), "act": "quotes", "state": "on_paper", "reason": self.text(NEVER)}],
            "x_persona": {"quien": self.text(NEVER), "correo": "alguien@correo.example.com"},
            "x_lista": [{"dato": f"CURP PEGJ850101HQRRRN09 {self.text(NEVER)}"}],
            self.text(NEVER): "Tel. 983 123 4567",
        }

    def _private_document(self) -> dict[str, Any]:
        """A document with personal data whose public version nobody has approved."""
        address = self._kept(NEVER, f"https://oficina.ejemplo/{self.chance.getrandbits(48):012x}.pdf")
        redaction = {"number": self.text(NEVER), "pages": self.text(NEVER)}
        paper = {"folder": self.text(NEVER), "pages": self.text(NEVER)}
        document = {"_key": self.key(), "documentType": "request", "title": "Solicitud", "url": address}
        return {**document, "_personal": True, "_redaction": redaction, "_paper": paper}

    def rows(self, moment: str, role: str) -> list[dict[str, Any]]:
        return [{"_key": self.key(), **self.party(moment, role)} for _ in range(self.chance.randint(1, 3))]

    def document(self, kind: str, moment: str) -> dict[str, Any]:
        address = self._kept(moment, f"https://oficina.ejemplo/{self.chance.getrandbits(48):012x}.pdf")
        return {"_key": self.key(), "documentType": kind, "title": self.text(moment), "url": address}

    def documents(self, stage: str) -> list[dict[str, Any]]:
        found = [self.document(kind, moment) for kind, moment in RESERVED_DOCUMENTS[stage].items()]
        found.append(self._private_document())
        found.append({"_key": self.key(), "id": f"p-{stage}", "documentType": "request", "title": "Requisición"})
        self.chance.shuffle(found)
        return found

    def _planning(self) -> dict[str, Any]:
        quote = {"_key": self.key(), "value": self.money("award"), "description": self.text("award")}
        quote["issuingSupplier"] = self.party("award", "issuingSupplier")
        request = {
            "_key": self.key(),
            "title": self.text("award"),
            "invitedSuppliers": self.rows("award", "invitedSupplier"),
            "quotes": [quote],
            "items": [{"_key": self.key(), "description": self.text("award"), "unit": {"value": self.money("award")}}],
        }
        return {"hasQuotes": True, "requestsForQuotes": [request], "documents": self.documents("planning")}

    def _bids(self) -> dict[str, Any]:
        bid = {
            "_key": self.key(),
            "status": self.chance.choice(["invited", "pending", "valid"]),
            "tenderers": self.rows("opening", "tenderer"),
            "value": self.money("opening"),
            "description": self.text("opening"),
            "documents": [self.document("submissionDocuments", "award")],
        }
        statistic = {"_key": self.key(), "id": "s", "measure": "lowestValidBidValue", "value": self.amount("opening")}
        return {"details": [bid], "statistics": [statistic], "x_otro": self.text("award")}

    def _contract(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """A contract that is being written, and who guarantees it, whom nothing else names."""
        guarantor = {"id": f"P-{self.key()}", "name": self.text("award")}
        guarantee = {"_key": self.key(), "id": "G", "value": self.money("award"), "guarantor": guarantor}
        contract = {"_key": "contract00", "id": "C", "awardID": "A", "status": "pending", "guarantees": [guarantee]}
        return {**contract, "value": self.money("award")}, {"_key": self.key(), **guarantor, "roles": ["guarantor"]}

    def _complaint(self) -> dict[str, Any]:
        return {"_key": self.key(), "id": "INC", "complainant": self.party("award", "complainant")}

    def _tender(self) -> dict[str, Any]:
        item = {"_key": self.key(), "id": "1", "description": "Concepto", "quantity": 3}
        item["unit"] = {"name": "m2", "value": self.money("award")}
        is_invitation = self.method in ("selective", "limited")
        notice = {"_key": self.key(), "id": "aviso", "documentType": INVITATION, "title": "Convocatoria"}
        notice = self.document(INVITATION, "opening") if is_invitation else notice
        change = {"property": "/tender/value/amount", "former_value": self.amount("award")}
        return {
            "lots": [{"id": "1", "title": "Partida", "value": {"amount": self.amount("award"), "currency": "MXN"}}],
            "x_presupuestoBase": self.amount("award"),
            "amendments": [{"_key": self.key(), "id": "M", "changes": [change]}],
            "id": "T",
            "title": "Pavimentación de una calle inventada",
            "procurementMethod": self.method,
            "value": self.money("award"),
            "minValue": self.money("award"),
            "numberOfTenderers": self.amount("opening"),
            "tenderers": self.rows("opening", "tenderer"),
            "items": [item],
            "properties": [{"_key": self.key(), "id": "local", "valuation": {"amount": self.money("award")}}],
            "advertising": {"media": [{"_key": self.key(), "id": "radio", "cost": self.money("award")}]},
            "documents": [notice, *self.documents("tender")],
        }
