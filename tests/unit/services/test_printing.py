"""Sheets that are printed: what stands on them, the same bytes twice, and kind refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from capture_app.changes import FieldEdit
from capture_app.errors import BadInput, NotFound
from capture_app.services.printing.owing import Receipted, areas_of
from capture_app.services.printing.service import PAPERS
from forms.quarters import Quarter, is_of
from tests.office import begin, opened

BODY = {
    "parties": [{"id": "dif", "name": "Dirección de Niñez — DIF", "roles": ["requestingUnit"]}],
    "planning": {
        "requestingUnits": [{"id": "dif"}],
        "requestsForQuotes": [
            {
                "id": "s1",
                "items": [{"id": "1", "description": "Papel", "quantity": 30, "unit": {"name": "Caja"}}],
                "quotes": [
                    {
                        "id": "q1",
                        "issuingSupplier": {"id": "a", "name": "Papelera Ñandú"},
                        "value": {"amount": 100.5, "currency": "MXN"},
                        "items": [{"id": "1", "unit": {"value": {"amount": 3.35, "currency": "MXN"}}}],
                    },
                    {
                        "id": "q2",
                        "issuingSupplier": {"id": "b", "name": "Otra"},
                        "value": {"amount": 200, "currency": "MXN"},
                    },
                ],
            }
        ],
        "documents": [{"id": "d1", "documentType": "request", "title": "Requisición 0147", "format": "offline/print"}],
    },
    "tender": {
        "id": "AD-1",
        "title": "Papelería «escolar»…",
        "procurementMethod": "direct",
        "mainProcurementCategory": "goods",
        "tenderPeriod": {"startDate": "2026-02-10T00:00:00-05:00"},
    },
}


@pytest.fixture
def desk(tmp_path):
    release = {"ocid": "ocds-213czf-1", "id": "1", "date": "2026-02-20T00:00:00Z", "tag": ["planning"], **BODY}
    (tmp_path / "one.jsonl").write_text(json.dumps(release))
    with opened(begin(tmp_path / "office")) as app:
        app.importing.import_files([tmp_path / "one.jsonl"])
        yield app


def _read(data):
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[number] for number in range(len(document))]
        said = " ".join(page.get_textpage().get_text_range() for page in pages)
    finally:
        document.close()
    return " ".join(said.split())


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("caratula", ("Carátula del expediente", "ocds-213czf-1", "Papelería «escolar»...", "Adjudicación directa")),
        ("indice", ("Índice del expediente", "Requisición 0147", "En papel", "Elaboró")),
        ("cuadro", ("Papelera Ñandú", "30 Caja", "3.35 MXN", "100.50 MXN", "es la de Papelera Ñandú")),
    ],
)
def test_the_sheets_of_a_process_say_what_is_captured(desk, kind, said):
    shown = _read(desk.printing.sheet(kind, "ocds-213czf-1"))
    for words in said:
        assert words in shown, words
    assert "Hoja 1 de" in shown


@pytest.mark.parametrize("kind", PAPERS)
def test_the_same_data_give_the_same_bytes(desk, kind):
    assert desk.printing.sheet(kind, "ocds-213czf-1") == desk.printing.sheet(kind, "ocds-213czf-1")


def test_the_foot_says_the_day_of_the_office_and_the_cover_speaks_its_words(desk):
    printed = desk.printing._printed("ocds-213czf-1")
    night = datetime(2026, 3, 21, 2, 0, tzinfo=UTC).astimezone(printed.changed_at.tzinfo)
    assert "datos al 20/03/2026" in replace(printed, changed_at=night).about
    cover = _read(desk.printing.sheet("caratula", "ocds-213czf-1"))
    assert "Folio abierto (OCID)" in cover
    assert "Número de expediente" in cover


def test_the_letter_asks_each_area_for_what_it_owes_of_the_quarter(desk):
    shown = _read(desk.printing.sheet("requerimiento", "2026-1"))
    assert "Para Dirección de Niñez - DIF" in shown
    assert "primer trimestre de 2026" in shown
    assert "Papelería" in shown
    assert "Nada falta" in _read(desk.printing.sheet("requerimiento", "2026-3"))


def test_a_sheet_is_written_whole_in_its_place(desk, tmp_path):
    written = desk.printing.print("caratula", "ocds-213czf-1", tmp_path / "hojas" / "c.pdf")
    assert (tmp_path / "hojas" / "c.pdf").stat().st_size == written.bytes


def test_what_cannot_be_printed_is_said(desk):
    with pytest.raises(NotFound):
        desk.printing.sheet("caratula", "ocds-213czf-none")
    with pytest.raises(BadInput):
        desk.printing.sheet("requerimiento", "2026-9")
    with pytest.raises(NotFound, match="todavía no se ha enviado"):
        desk.printing.sheet("acuse", "")


def test_quarters_hold_their_months():
    assert Quarter(2026, 2).holds("2026-04-01T00:00:00-05:00")
    assert not Quarter(2026, 2).holds("2026-07-01")
    assert is_of({}, Quarter(2026, 2))
    assert areas_of({}) == ("(área no capturada)",)


def test_the_acuse_says_what_was_sent_and_bears_the_signature():
    from datetime import UTC, datetime

    from capture_app.services.printing.letters import batch_receipt

    lines = [Receipted(f"F-{n}", f"Compra {n}", "Publicación", "En el portal") for n in range(60)]
    data = batch_receipt(
        "Municipio", [("Número de acuse", "R-9")], lines, "ab12" * 16, datetime(2026, 3, 1, tzinfo=UTC)
    )
    shown = _read(data)
    assert "R-9" in shown
    assert "F-59" in shown
    assert "ab12ab12" in shown
    assert "Hoja 2 de" in shown


APPROVED = {"state": "vigente", "approved_by": "Contraloría Municipal", "source": "Oficio 7", "value": ""}
FIXED = {
    "authority.audit": ("Auditoría Superior inventada", ("caratula",)),
    "format.pnt": ("Formato XXVIII de 2026", ("indice", "requerimiento")),
    "authority.transparency": ("Autoridad garante inventada", ("indice", "requerimiento")),
    "authority.complaints": ("Órgano interno inventado", ("indice",)),
}


@pytest.mark.parametrize("code", FIXED)
def test_the_authority_and_format_in_force_stand_on_the_sheets_that_need_them(desk, code):
    words, sheets = FIXED[code]
    names = {"caratula": "ocds-213czf-1", "indice": "ocds-213czf-1", "requerimiento": "2026-1"}
    if code == "authority.complaints":  # nobody complains of a direct award
        record = desk.capture.record_ids()[0]
        desk.capture.save_fields(record, [FieldEdit("/tender/procurementMethod", "open")])
    desk.figures.put({**APPROVED, "code": code, "text": words, "state": "no verificado"})
    assert not [kind for kind in sheets if words in _read(desk.printing.sheet(kind, names[kind]))]
    desk.figures.put({**APPROVED, "code": code, "text": words})
    assert [kind for kind in sheets if words in _read(desk.printing.sheet(kind, names[kind]))] == [*sheets]


@pytest.mark.parametrize(
    ("category", "head"), [("goods", "Partidas (bienes o servicios)"), ("works", "Conceptos de obra")]
)
def test_the_comparison_calls_the_rows_as_the_law_does(desk, category, head):
    found = desk.capture.search()[0]
    desk.capture.save_fields(found.id, [FieldEdit("/tender/mainProcurementCategory", category)])
    assert head in _read(desk.printing.sheet("cuadro", "ocds-213czf-1"))


def test_the_cover_says_how_many_answers_it_has_no_room_for(desk):
    lots = [{"id": str(n), "description": f"Lote {n}", "quantity": 1, "unit": _PRICE} for n in range(8)]
    record_id = desk.capture.open("ocds-213czf-1").record_id
    desk.capture.save_fields(record_id, [FieldEdit("/tender/items/@", lot, "row_add") for lot in lots])
    assert "Lote 4: 10.00 MXN; y 3 más" in _read(desk.printing.sheet("caratula", "ocds-213czf-1"))


_PRICE = {"name": "Caja", "value": {"amount": 10, "currency": "MXN"}}
