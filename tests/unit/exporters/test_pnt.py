"""Formats of the platform: any definition is data, rows by contract, empty cells explained or named."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import openpyxl
import pytest

from capture_app.errors import BadInput
from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.pnt.definition import own_format, read_formats
from capture_app.exporters.pnt.exporter import PntWriter, quarter_block
from capture_app.ocds.package import PackageHead, Publisher
from capture_app.services.pnt import exporter_for, load_format
from forms.acts.matrix import load_matrix
from forms.quarters import Quarter, read_quarter

HEAD = PackageHead("urn:x", Publisher("Municipio (INVENTADO)"), "2026-03-20T15:00:00.000Z")
BLOCK = (*quarter_block(Quarter(2026, 1)).items(), ("dataResponsibleUnit", "Compras"), ("validationDate", "2026-04-01"))
BODY = {
    "parties": [
        {"id": "p1", "name": "Mauro", "roles": ["supplier", "invitedSupplier"], "identifier": {"id": "MAUX800101AB1"}},
        {"id": "p2", "name": "Papelera, S.A.", "identifier": {"legalName": "Papelera, S.A.", "scheme": "MX-RFC"}},
    ],
    "planning": {
        "budget": {
            "budgetBreakdown": [
                {
                    "origin": "Municipales",
                    "budgetLines": [
                        {
                            "components": [
                                {"name": "budgetSource", "description": "Recursos fiscales"},
                                {"name": "spendingObject", "code": "2111"},
                            ]
                        }
                    ],
                }
            ]
        },
        "requestsForQuotes": [{"quotes": [{"issuingSupplier": {"id": "p1"}, "value": {"amount": Decimal("10.50")}}]}],
    },
    "tender": {"id": "AD-1", "procurementMethod": "direct", "title": "Papel", "mainProcurementCategory": "goods"},
    "awards": [{"id": "a1", "suppliers": [{"id": "p2"}]}, {"id": "a2", "suppliers": [{"id": "p1"}]}],
    "contracts": [
        {
            "_key": "k1",
            "id": "C-1",
            "awardID": "a1",
            "dateSigned": "2026-02-20",
            "value": {"amount": Decimal("100.00"), "currency": "USD"},
            "_pnt": {"amountMXN": Decimal("1800.00")},
            "guarantees": [{"value": {"amount": Decimal("1.5")}}, {"value": {"amount": Decimal("2.25")}}],
            "documents": [
                {"documentType": "contractSigned", "url": "https://x.invalid/1"},
                {"documentType": "contractAnnexe", "url": "https://x.invalid/2"},
            ],
        },
        {"_key": "k2", "id": "C-2", "awardID": "a2", "amendments": [{"id": "CM-1", "date": "2026-03-01"}]},
    ],
    "_absent": {
        "/contracts/@k1/surveillanceMechanisms": ["not_applicable", "es una compra menor"],
        "/contracts/@k2/dateSigned": ["pending"],
    },
}


def _book(format, *bodies, block=BLOCK):
    processes = [ExportProcess(f"ocds-213czf-{n}", (), body=body) for n, body in enumerate(bodies)]
    data = b"".join(PntWriter(format, block)(processes, HEAD))
    return openpyxl.load_workbook(io.BytesIO(data))


def _rows(book):
    """Each row of the report by the label of its column."""
    _, *lines = book["Reporte de Formatos"].iter_rows(min_row=6, values_only=True)
    labels = [label.partition("\n")[0] for label in lines[0] if label]
    return [dict(zip(labels, line, strict=False)) for line in lines[1:]]


def test_one_row_a_contract_with_its_own_award_and_amounts():
    first, second = _rows(_book(own_format("b"), BODY))
    assert (first["Número que identifique al contrato"], second["Número que identifique al contrato"]) == ("C-1", "C-2")
    assert first["Razón social del adjudicado"] == "Papelera, S.A."
    assert second["Registro Federal de Contribuyentes (RFC) de la persona física o moral adjudicada"] == "MAUX800101AB1"
    assert first["Fecha del contrato"] == "20/02/2026"
    assert first["Monto total del contrato con impuestos incluidos (expresado en pesos mexicanos)"] == 1800
    guarantees = next(label for label in first if label.startswith("Monto total de garantías"))
    assert first[guarantees] == 3.75
    assert first["Fuentes de financiamiento"] == "Recursos fiscales"


def test_catalogues_are_indices_by_their_words():
    first, second = _rows(_book(own_format("b"), BODY))
    assert (first["Tipo de procedimiento (catálogo)"], first["Materia (catálogo)"]) == (0, 2)
    changed = "Se realizaron convenios modificatorios (catálogo)"
    assert (first[changed], second[changed]) == (1, 0)
    turned = json.dumps(
        {
            "idFormato": "9",
            "campos": [
                {
                    "idCampo": 1,
                    "etiqueta": "Materia",
                    "tipoDato": "Catálogo",
                    "valor": [
                        {"orden": 7, "descripcion": "ADQUISICIONES"},
                        {"orden": 3, "descripcion": "Obra Pública"},
                    ],
                }
            ],
        }
    )
    (format,) = read_formats(turned.encode(), "x.json")
    assert _rows(_book(format, BODY))[0]["Materia"] == 7


def test_linked_tables_are_joined_by_their_number():
    book = _book(own_format("b"), BODY)
    first, second = _rows(book)
    quotes = next(label for label in first if label.startswith("Nombre completo o razón social de las cotizaciones"))
    assert (first[quotes], second[quotes]) == (1, 2)
    lines = list(book["Tabla_334271"].iter_rows(min_row=4, values_only=True))
    assert [line[0] for line in lines] == [1, 2]
    assert lines[0][4:] == ("Mauro", "MAUX800101AB1", 10.5)
    assert list(book["Tabla_334268"].iter_rows(min_row=4, values_only=True)) == [(1, "CM-1", None, "01/03/2026", None)]


def test_the_note_says_why_cells_are_empty_for_this_contract_alone():
    first, second = _rows(_book(own_format("b"), BODY))
    surveillance = "Mecanismos de vigilancia y supervisión contratos"
    assert f"No aplica, porque es una compra menor: {surveillance}." in first["Nota"]
    assert surveillance not in second["Nota"]
    assert "otro documento: https://x.invalid/2" in first["Nota"]
    assert first["Hipervínculo al documento del contrato y anexos, versión pública si así corresponde"].endswith("/1")
    assert "Aún no comienza la ejecución: " in first["Nota"]


def test_the_note_tells_what_the_office_said_of_lists_and_of_papers():
    said = {"/contracts/@k1/amendments": ["not_applicable", "no hubo cambios"]}
    act = next(row for row in load_matrix() if row.document_type == "contractSigned")
    paper = {"act": act.id, "state": "on_paper", "reason": "carpeta 3, fojas 10 a 14"}
    contract = {"_key": "k1", "id": "C-1", "awardID": "a1"}
    body = {**BODY, "contracts": [contract], "_absent": said, "_acts": [{"_key": "x", **paper}]}
    (row,) = _rows(_book(own_format("b"), body))
    assert "No aplica, porque no hubo cambios: " in row["Nota"]
    assert "Está en papel, carpeta 3, fojas 10 a 14: Hipervínculo al documento del contrato" in row["Nota"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("active", "Aún no hay contrato"), ("unsuccessful", "El procedimiento se declaró desierto")],
)
def test_a_procedure_without_contract_has_its_row(status, reason):
    tender = {"id": "LP-1", "procurementMethod": "open", "title": "Obra", "status": status}
    (row,) = _rows(_book(own_format("a"), {"tender": tender}))
    assert row["Número de expediente, folio o nomenclatura"] == "LP-1"
    assert f"{reason}: " in row["Nota"]
    assert row["Número que identifique al contrato"] is None


def test_what_is_missing_is_named_by_contract_and_column():
    missing = PntWriter(own_format("b"), tuple(quarter_block(Quarter(2026, 1)).items())).missing("o", BODY)
    named = {(item.contract, item.column): item.is_required for item in missing}
    assert named["C-1", "Fecha de validación"] is True
    assert named["C-2", "Fecha del contrato"] is False
    assert ("C-1", "Mecanismos de vigilancia y supervisión contratos") not in named


def test_each_format_takes_its_procedures_and_a_merged_one_takes_all():
    bodies = [{"tender": {"procurementMethod": method}} for method in ("open", "selective", "direct")]
    taken = [[PntWriter(own_format(name)).takes(body) for body in bodies] for name in "ab"]
    assert taken == [[True, True, False], [False, False, True]]
    assert [PntWriter(_merged()).takes(body) for body in bodies] == [True, True, True]


def test_a_process_of_no_known_kind_is_not_lost_in_silence():
    body = {"tender": {"procurementMethodDetails": "Trueque"}}
    for name in "ab":
        (cell,) = PntWriter(own_format(name)).missing("o", body)
        assert (cell.ocid, cell.is_required) == ("o", True)


def _merged():
    """An invented definition, with words and order of its own, that takes every procedure."""
    kinds = (
        "Invitación a Cuando Menos Tres Personas",
        "Adjudicación Directa",
        "Licitación Pública",
        "Otro (especificar)",
    )
    catalogue = [{"orden": 10 + place, "descripcion": kind} for place, kind in enumerate(kinds)]
    fields = [
        ("Nota", "Nota", []),
        ("TIPO DE PROCEDIMIENTO (catálogo)", "Catálogo", catalogue),
        ("Montos totales de los contratos con impuestos incluidos (expresados en pesos mexicanos)", "Moneda", []),
        ("Número que identifique al contrato", "Texto corto", []),
        ("Clave de la red de radio", "Texto corto", []),
        ("Posibles contratantes", "Tabla", [{"idCampo": 51, "etiqueta": "Razón social", "tipoDato": "Texto corto"}]),
    ]
    listed = [{"idCampo": n, "etiqueta": e, "tipoDato": t, "valor": v} for n, (e, t, v) in enumerate(fields, 1)]
    (format,) = read_formats(json.dumps({"777": {"titulo": "Fundido", "campos": listed}}).encode(), "x.json")
    return format


def test_an_invented_merged_format_needs_no_code():
    format = _merged()
    assert (format.id, format.unknown) == ("777", ("Clave de la red de radio",))
    first, second = _rows(_book(format, BODY))
    assert first["TIPO DE PROCEDIMIENTO (catálogo)"] == 11
    assert first["Montos totales de los contratos con impuestos incluidos (expresados en pesos mexicanos)"] == 1800
    assert second["Número que identifique al contrato"] == "C-2"
    assert "Clave de la red de radio" in first["Nota"]


def test_the_definitions_of_the_platform_are_read_and_filled(shared):
    path = shared / "data" / "pnt" / "inai_formatos_43335_43336.json"
    for number, name in (("43335", "b"), ("43336", "a")):
        format = load_format(path, number)
        assert format.unknown == ()
        assert [item.id for item in format.fields] == [item.id for item in own_format(name).fields]
        assert [item.source for item in format.fields] == [item.source for item in own_format(name).fields]
        assert all(column.source for item in format.fields for column in item.columns)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "hola", '{"campos": []}', '{"campos": [{"idCampo": 1}]}', '{"1": {"campos": 3}}']
)
def test_a_definition_that_is_none_is_refused_with_its_place(tmp_path, content):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(BadInput):
        exporter_for("pnt", None, tmp_path / "x.json")


def test_quarters_have_their_days_and_others_are_refused():
    assert quarter_block(read_quarter("2026-3")) == {
        "fiscalYear": "2026",
        "reportingPeriodStartDate": "2026-07-01",
        "reportingPeriodEndDate": "2026-09-30",
    }
    with pytest.raises(BadInput):
        exporter_for("pnt-a", "2026-5")


def test_a_quarter_reports_its_own_contracts_and_procedures():
    signed = {"C-1": "2026-02-01", "C-2": "2026-05-01", "C-3": ""}
    body = {
        "tender": {"procurementMethod": "direct"},
        "contracts": [{"id": name, "dateSigned": day} if day else {"id": name} for name, day in signed.items()],
    }
    bare = {"tender": {"procurementMethod": "direct", "tenderPeriod": {"startDate": "2026-02-10"}}}

    def told(number: int, what) -> list[str]:
        writer = PntWriter(own_format("b"), quarter=Quarter(2026, number))
        written = b"".join(writer([ExportProcess("o", (), body=what)], HEAD))
        rows = _rows(openpyxl.load_workbook(io.BytesIO(written)))
        assert writer.takes(what) == bool(rows)
        assert bool(writer.missing("o", what)) == bool(rows)
        return [str(row.get("Número que identifique al contrato")) for row in rows]

    assert told(1, body) == ["C-1", "C-3"]
    assert told(2, body) == ["C-2", "C-3"]
    assert told(1, {**body, "contracts": body["contracts"][1:2]}) == []
    assert (len(told(1, bare)), len(told(2, bare))) == (1, 0)


def test_the_same_records_give_the_same_bytes():
    process = ExportProcess("o", (), body=BODY)
    first, second = (b"".join(PntWriter(own_format("b"), BLOCK)([process], HEAD)) for _ in range(2))
    assert first == second
