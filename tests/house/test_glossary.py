"""Each field, code, stage and button is called by the office's word for it, and never by its wrong one."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.catalog import Catalog, load_catalog
from forms.codes import fold
from forms.words import label_at
from tests.house.test_forms_complete import FORBIDDEN
from ui.words import load_words

GLOSSARY = Path(__file__).resolve().parents[1] / "fixtures" / "glossary.csv"
SOURCE = Path(__file__).resolve().parents[3] / "shared" / "facts" / "glossary.csv"
ROWS = {row["ocds_term"]: row for row in csv.DictReader(GLOSSARY.read_text(encoding="utf-8").splitlines())}
# Where each row's word stands: a field of the law, a code of a list, a stage, or a word of the window.
HOMES: dict[str, tuple[str, ...]] = {
    "contracting process": ("window:rail.processes", "window:processes.title"),
    "ocid": ("window:settings.prefixes",),
    "internal process number": ("field:/tender/id", "window:process.folio"),
    "planning": ("stage:planning",),
    "tender": ("stage:tender",),
    "award": ("stage:award",),
    "contract": ("stage:contract",),
    "implementation": ("stage:implementation",),
    "buyer": ("field:/buyer",),
    "procuring entity": ("field:/tender/procuringEntity",),
    "requesting unit": ("field:/planning/requestingUnits",),
    "technical unit": ("code:partyRole/technicalUnit",),
    "responsible unit": ("field:/planning/responsibleUnits",),
    "contract administrator": ("code:partyRole/contractAdmin",),
    "planned procurement": ("code:documentType/plannedProcurementNotice",),
    "purchase request": ("code:documentType/request",),
    "budget authorization": ("code:documentType/budgetAuthorization",),
    "budget amount": ("field:/planning/budget/amount",),
    "budget source": ("field:/planning/budget/budgetBreakdown",),
    "budget line (COG)": ("field:/planning/budget/budgetBreakdown/*/budgetLines",),
    "item (goods, services)": ("field:/tender/items", "field:/contracts/*/items"),
    "item (works)": ("works:/tender/items", "works:/contracts/*/items"),
    "unit value": ("field:/tender/items/*/unit/value",),
    "market study": ("code:documentType/marketStudies",),
    "request for quotes": ("field:/planning/requestsForQuotes",),
    "quote": ("field:/planning/requestsForQuotes/*/quotes",),
    "comparative table": ("code:documentType/marketStudies",),
    "procurement method": ("field:/tender/procurementMethodDetails",),
    "method rationale": ("field:/tender/procurementMethodRationale",),
    "exception ruling": ("code:documentType/procurementMethodAuthorization",),
    "committee": (),
    "procedure character": ("field:/_pnt/procedureCharacter",),
    "tender notice": ("code:documentType/tenderNotice",),
    "bidding documents": ("code:documentType/biddingDocuments",),
    "technical specification": ("code:documentType/technicalSpecifications",),
    "site visit": (),
    "clarification meeting": ("field:/tender/clarificationMeetings",),
    "bid": ("field:/bids/details",),
    "tender period end / bid opening": ("field:/tender/tenderPeriod/endDate",),
    "tenderer": ("field:/tender/tenderers", "code:partyRole/tenderer"),
    "disqualified bid": ("code:bidStatus/disqualified",),
    "evaluation report": ("code:documentType/evaluationReports",),
    "award criteria priceOnly": ("code:awardCriteria/priceOnly",),
    "award decision": ("field:/awards/*/date",),
    "unsuccessful": ("code:tenderStatus/unsuccessful",),
    "cancelled tender": ("code:tenderStatus/cancelled",),
    "supplier": ("field:/awards/*/suppliers", "code:partyRole/supplier"),
    "beneficial owner": ("field:/parties/*/beneficialOwners",),
    "joint bidders": (),
    "contract signed": ("code:documentType/contractSigned",),
    "contract value": ("field:/contracts/*/value",),
    "contract period": ("field:/contracts/*/period",),
    "guarantee": ("field:/contracts/*/guarantees",),
    "advance payment": (),
    "amendment": ("field:/contracts/*/amendments",),
    "milestone": ("field:/tender/milestones", "field:/contracts/*/milestones"),
    "progress payment": ("field:/contracts/*/implementation/estimates",),
    "payment": ("field:/contracts/*/implementation/transactions",),
    "delivery receipt": ("code:documentType/completionCertificate",),
    "penalty": ("field:/contracts/*/implementation/charges",),
    "settlement": ("code:documentType/settlement",),
    "termination": ("code:contractStatus/terminated",),
    "social witness": (),
    "social comptroller": (),
    "release / sync": ("window:act.publish", "window:exchange.send"),
    "redacted version": ("window:public.choose",),
    "sign of risk": ("window:level.guide", "window:panel.guides"),
    "validation error": ("window:field.missing_error",),
    "not applicable": ("window:mark.not_applicable", "window:absent.not_applicable"),
}
LITTLE = frozenset(["con", "sin", "del", "las", "los", "una", "para", "por", "que", "sobre", "cuando", "menos", "obra"])


@pytest.fixture(scope="module")
def law() -> Catalog:
    return load_catalog()


def named(law: Catalog, home: str) -> str:
    """What is read at a home; "" where there is none."""
    kind, _, place = home.partition(":")
    record = law.record_types["contracting_process"]
    if kind == "field":
        found = record.field_at(place)
        return found.label if found else ""
    if kind == "works":
        return label_at(place, record, ("works",))
    if kind == "code":
        name, _, code = place.partition("/")
        known = law.codelists[name].by_code.get(code)
        return known.title if known else ""
    if kind == "stage":
        return next((stage.title for stage in record.stages if stage.id == place), "")
    return load_words()[place]


def stems(text: str) -> set[str]:
    """The words that carry the meaning, without their endings."""
    words = re.findall(r"[a-z]{3,}", fold(text))
    return {word[:4] for word in words if word not in LITTLE}


def homes() -> Iterator[tuple[str, str]]:
    return ((term, home) for term, places in HOMES.items() for home in places)


def test_every_row_of_the_glossary_has_its_place() -> None:
    assert set(HOMES) == set(ROWS)


@pytest.mark.parametrize(("term", "home"), [pytest.param(*item, id=" ".join(item)) for item in homes()])
def test_it_is_called_by_its_word_and_never_by_the_wrong_one(law: Catalog, term: str, home: str) -> None:
    row, text = ROWS[term], named(law, home)
    assert text, home
    assert stems(text) & stems(row["interface_term_es_mx"]), (text, row["interface_term_es_mx"])
    wrong, right = fold(row["literal_or_wrong_spanish"]), fold(row["interface_term_es_mx"])
    if wrong not in right:
        assert not re.search(rf"\b{re.escape(wrong)}\b", fold(text)), (text, wrong)


def test_no_word_of_the_window_is_foreign_to_the_office() -> None:
    assert {key: text for key, text in load_words().items() if FORBIDDEN.search(text)} == {}


def test_the_glossary_is_the_one_of_the_facts() -> None:
    if not SOURCE.exists():
        pytest.skip("the facts are not beside this checkout")
    assert GLOSSARY.read_text(encoding="utf-8") == SOURCE.read_text(encoding="utf-8")
