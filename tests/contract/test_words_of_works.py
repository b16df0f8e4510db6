"""A record of works is spoken of in the words of works wherever it is read: sheets, pages, findings, messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from capture_app.services.judging import judged_findings
from forms.catalog import Field, FieldType, load_catalog
from forms.findings import Finding, Level
from forms.guides.explain import missing_words
from forms.guides.guide import Answer, Outcome
from forms.pointers import tokens
from forms.words import describe, label_at, where
from tests.office import begin, opened

RECORD = "contracting_process"
LAW = load_catalog()
OCID = "ocds-213czf-1"
MXN = {"currency": "MXN"}
ITEM = {"id": "1", "description": "Banqueta", "quantity": 10, "unit": {"name": "Metro", "value": {"amount": 5, **MXN}}}
QUOTE = {
    "id": "q",
    "issuingSupplier": {"id": "c", "name": "Constructora"},
    "value": {"amount": 50, **MXN},
    "items": [ITEM],
}
INVITED = [{"id": "c", "name": "Constructora"}]
WORKS: dict[str, Any] = {
    "parties": [{"id": "c", "name": "Constructora", "roles": ["supplier"]}],
    "planning": {
        "rationale": "Se inunda",
        "requestsForQuotes": [{"id": "s", "invitedSuppliers": INVITED, "items": [ITEM], "quotes": [QUOTE]}],
    },
    "tender": {
        "id": "OP-1",
        "title": "Banquetas de la calle Inventada",
        "mainProcurementCategory": "works",
        "procurementMethod": "direct",
        "items": [ITEM],
        "tenderPeriod": {"startDate": "2026-01-10T00:00:00-05:00", "endDate": "2026-01-30T00:00:00-05:00"},
    },
    "awards": [{"id": "a", "status": "active", "suppliers": INVITED, "items": [ITEM], "date": "2026-02-01T00:00:00Z"}],
    "contracts": [
        {
            "id": "k",
            "awardID": "a",
            "status": "active",
            "items": [ITEM],
            "dateSigned": "2026-02-10T00:00:00-05:00",
            "implementation": {"transactions": [{"id": "t", "payee": {"id": "c", "name": "Constructora"}}]},
        }
    ],
}


def owners() -> Iterator[Field]:
    """The fields that works call by another name."""
    for item in LAW.record_types[RECORD].walk():
        if item.under("works").label != item.under("goods").label:
            yield item


def words_of_goods() -> set[str]:
    record = LAW.record_types[RECORD]
    found = {name for item in owners() for name in (item.label, item.under("goods").label)}
    for stage in record.stages:
        found |= {section.title for section in stage.sections if section.under("works").title != section.title}
        found |= {stage.row_label or ""} if stage.row_label_for("works") != stage.row_label else set()
    found |= {item.title for item in record.questions if item.title_for("works") != item.title}
    return found - {""}


def test_there_are_such_words() -> None:
    known = words_of_goods()
    assert {"Proveedor adjudicado", "Partidas (bienes o servicios)", "Contrato o pedido", "¿Qué se compra?"} <= known
    assert label_at("/awards/*/suppliers", LAW.record_types[RECORD], ("works",)) == "Contratista adjudicado"
    assert label_at("/awards/*/suppliers", LAW.record_types[RECORD], ("goods",)) == "Proveedor adjudicado"


def test_no_field_of_works_is_called_by_the_words_of_goods() -> None:
    """Nor are its section, help, what adds a row: a supplier of works is its contractor."""
    record = LAW.record_types[RECORD]
    shown = [section.under("works") for stage in record.stages for section in stage.sections]
    fields = [item for section in shown for top in section.fields for item in top.walk() if item.captured]
    said = {text for item in (*shown, *fields) for text in _texts(item)}
    assert {text for text in said if "proveedor" in text.lower() and "padr" not in text.lower()} <= ALLOWED
    assert {text for text in said if "artidas" in text and "presupuest" not in text} == set()


# Who takes part, whatever is bought: the list of all of them, and the platform's own name for a column.
ALLOWED = {
    "Entes, áreas, proveedores y personas que intervienen. Cada uno se captura una sola vez y se elige después.",
    "Solo del proveedor o contratista: como lo pide la Plataforma Nacional de Transparencia. No sale en los datos"
    " abiertos.",
}


def _texts(item: Any) -> tuple[str, ...]:
    return tuple(filter(None, (getattr(item, name, "") for name in ("title", "label", "help", "add_label"))))


def pointer_of(item: Field) -> str:
    return "/" + "/".join("0" if token == "*" else token for token in tokens(item.pointer))


@pytest.mark.parametrize("item", [pytest.param(item, id=item.pointer) for item in owners()])
def test_what_is_wrong_is_told_in_its_words(item: Field) -> None:
    place, own = pointer_of(item), item.under("works").label
    missing = Finding(place, "required.missing", Level.ERROR)
    told = list(judged_findings(OCID, [missing], LAW, WORKS))
    assert own in told[0].message
    assert own in describe(missing, LAW, kinds=("works", "direct"))
    assert missing_words(Outcome("guide.x", Answer.NOT_EVALUABLE, missing=(place,)), kinds=("works",)) == (f"«{own}»",)
    if item.type is FieldType.ROWS:
        assert own in where(f"{place}/0/id", LAW.record_types[RECORD], ("works",))


def test_what_is_missing_of_an_award_is_told_in_its_words() -> None:
    found = Finding("/awards/0/suppliers", "award.supplier_missing", Level.WARNING)
    assert "Contratista adjudicado" in describe(found, kinds=("works",))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Any]:
    release = {"ocid": OCID, "id": "1", "date": "2026-02-20T00:00:00Z", "tag": ["planning"], **WORKS}
    (tmp_path / "one.jsonl").write_text(json.dumps(release))
    with opened(begin(tmp_path / "office")) as app:
        app.importing.import_files([tmp_path / "one.jsonl"])
        yield app


def _read(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[number] for number in range(len(document))]
        said = " ".join(page.get_textpage().get_text_range() for page in pages)
    finally:
        document.close()
    return " ".join(said.split())


def test_the_sheets_say_contractor_concepts_and_works(desk: Any) -> None:
    cover = _read(desk.printing.sheet("caratula", OCID))
    assert "Contratista adjudicado Constructora" in cover
    assert "¿Qué obra se hace?" in cover
    assert "Conceptos de obra" in _read(desk.printing.sheet("cuadro", OCID))
    letter = _read(desk.printing.sheet("requerimiento", "2026-1"))
    for sheet in (cover, letter, _read(desk.printing.sheet("indice", OCID))):
        assert [word for word in words_of_goods() if word in sheet] == []
        assert "pedido" not in sheet.lower()
