"""Cases of the rules on completeness and publication: what fails, what holds, what they say nothing of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.context import Context
from forms.thresholds import read_thresholds
from tests.unit.forms.bodies import CONTEXT, changed

Body = Mapping[str, Any]
A, C, T = "/awards/0", "/contracts/0", "/tender"


def in_force(code: str, value: int, unit: str, state: str = "vigente") -> Context:
    """A context in which one figure has been approved."""
    row = {"code": code, "value": value, "unit": unit, "state": state, "approved_by": "Cabildo"}
    return replace(CONTEXT, thresholds=read_thresholds([row]))


@dataclass(frozen=True)
class Case:
    code: str
    failing: Body
    pointer: str
    sound: Body
    silent: Body
    context: Context = CONTEXT


_SIGNED = {"id": "d", "documentType": "contractSigned"}
_PERIOD = {"startDate": "2026-02-23", "endDate": "2026-03-02"}
_ITEM = {"id": "1", "description": "Papel bond tamaño carta", "quantity": 30}
_AWARD = ((f"{A}/contractPeriod", _PERIOD), (f"{A}/items", [_ITEM]), (f"{A}/date", "2026-02-20"))
SAME = (*_AWARD, (f"{C}/period", _PERIOD), (f"{C}/items", [_ITEM]))
_LINE = {"id": "L", "components": [{"name": "spendingObject", "code": "2111"}]}
_BREAKDOWN = ("/planning/budget/budgetBreakdown", [{"id": "B", "budgetLines": [_LINE]}])
_COMPANY = ("/parties/1/identifier/id", "PIS180514AB1")
_WHERE = ("/tender/deliveryAddresses", [{"locality": "Laguna Azul"}])
_GOODS = ("/tender/mainProcurementCategory", "goods")
_OWN_MONEY = ("/planning/budget/budgetBreakdown", [{"id": "B", "fundType": "Recursos propios"}])


def _papers(at: str, *kinds: str) -> tuple[str, list[dict[str, str]]]:
    return at, [{"id": kind, "documentType": kind} for kind in kinds]


_ALL_PAPERS = (
    _papers("/planning/documents", "request", "budgetAuthorization", "marketStudies"),
    ("/planning/requestsForQuotes", [{"id": "1", "quotes": [{"id": "q"}]}]),
    _papers(f"{C}/documents", "contractSigned"),
    _papers(f"{C}/implementation/documents", "completionCertificate"),
)
_PLAN: Body = {"planning": {"budget": {"id": "1"}}}

_PRIVATE = {"id": "d", "title": "Acta", "url": "https://a.ejemplo/acta.pdf", "_personal": True}
_RESOLVED = {"number": "CT/012/2026", "date": "2026-02-20", "ground": "Artículo 115", "pages": "2, 5 a 7"}


@dataclass(frozen=True)
class Known:
    """The files of an office: those of these rows, and no other."""

    rows: frozenset[str] = frozenset()

    def keys(self) -> frozenset[str]:
        return self.rows


_PLAIN = {"_key": "aaaaaaaaaa", "id": "d", "title": "Acta"}

CASES = (
    Case(
        "document.without_file",
        changed((f"{T}/documents", [_PLAIN])),
        f"{T}/documents/0/url",
        changed((f"{T}/documents", [{**_PLAIN, "_key": "bbbbbbbbbb"}])),
        {"tender": {"title": "Papel bond"}},
        replace(CONTEXT, files=Known(frozenset({"bbbbbbbbbb"}))),
    ),
    Case(
        "personal.found",
        changed((f"{T}/description", "Lo recibe Ana Inventada, CURP PEGJ850101HQRRRN09")),
        f"{T}/description",
        changed((f"{T}/description", "Contrato LPN-2026-0147, 30 cajas de papel")),
        {"tender": {"title": "Papel bond"}},
    ),
    Case(
        "document.unresolved",
        changed((f"{T}/documents", [{**_PRIVATE, "_redaction": {"number": "CT/012/2026"}}])),
        f"{T}/documents/0/_redaction",
        changed((f"{T}/documents", [{**_PRIVATE, "_redaction": _RESOLVED}])),
        changed((f"{T}/documents", [{"id": "d", "title": "Acta", "url": "https://a.ejemplo/acta.pdf"}])),
    ),
    Case(
        "personal.kept_back",
        changed((f"{T}/x_contacto", "Tel. 983 123 4567")),
        f"{T}/x_contacto",
        changed((f"{T}/x_partida", "211 materiales")),
        _PLAN,
    ),
    Case(
        "question.unanswered",
        changed((f"{A}/suppliers", None), (f"{T}/numberOfTenderers", None), _WHERE),
        "/awards/0/suppliers",
        changed(_WHERE),
        _PLAN,
    ),
    Case("field.empty", {**_PLAN, "tender": {"title": " "}}, "/tender/title", _PLAN, {}),
    Case(
        "publication.late",
        changed((f"{C}/documents", [{**_SIGNED, "datePublished": "2026-03-13"}])),
        f"{C}/documents/0/datePublished",
        changed((f"{C}/documents", [{**_SIGNED, "datePublished": "2026-03-12"}])),
        changed((f"{C}/documents", [_SIGNED])),
        in_force("publication.longest", 20, "días naturales"),
    ),
    Case("contract.copies_award", changed(*SAME), C, changed(*SAME, (f"{C}/dateSigned", "2026-02-21")), changed()),
    Case(
        "documents.required_missing",
        changed(_GOODS, _OWN_MONEY),
        "/planning/documents",
        changed(_GOODS, _OWN_MONEY, *_ALL_PAPERS),
        changed(_GOODS),
        in_force("acts.estatal", 1, ""),
    ),
    Case("budget.line_missing", changed(), "/planning/budget/budgetBreakdown", changed(_BREAKDOWN), _PLAN),
    Case(
        "supplier.owner_missing",
        changed(_COMPANY),
        "/parties/1/beneficialOwners",
        changed(_COMPANY, ("/parties/1/beneficialOwners", [{"id": "b", "name": "Persona Inventada"}])),
        changed(_COMPANY, (f"{A}/value/amount", 10)),
        in_force("owner.from", 1000, "MXN con IVA"),
    ),
)
