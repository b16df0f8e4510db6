"""Lists for the registers: sanctioned suppliers, the 69-B list, suppliers, and the treasury's budget."""

from __future__ import annotations

from decimal import Decimal

from tests.office import begin, opened
from tests.workbooks import text_table, workbook

SAT = [
    ["Información actualizada al 31 de enero de 2026"],
    ["Listado completo de contribuyentes (Artículo 69-B del Código Fiscal de la Federación)"],
    ["No", "RFC", "Nombre del Contribuyente", "Situación del contribuyente",
     "Número y fecha de oficio global de presunción SAT", "Publicación página SAT presuntos"],
    ["1", "EMP190101AB1", "Empresa de Ejemplo Uno, S.A. de C.V.", "Definitivo", "500-05-2026-1 de fecha 3 de enero",
     "05/01/2026"],
    ["2", "EMP190102AB2", "Empresa de Ejemplo Dos, S.C.", "Presunto", "500-05-2026-2", "05/01/2026"],
]  # fmt: skip
SANCTIONED = [
    ["Expediente", "Nombre o razón social", "RFC", "Autoridad sancionadora", "Fecha inicial", "Fecha final", "Multa"],
    [
        "PRA-1/2025",
        "Obras Ficticias del Golfo, S.A. de C.V.",
        "OFG090801RT5",
        "OIC",
        "21/01/2026",
        "20/04/2027",
        "150,000",
    ],
]
SUPPLIERS = [
    ["No. de registro", "Razón social", "RFC", "Giro", "Fecha de registro", "Estatus"],
    ["P-001", "Papelería Inventada, S.A. de C.V.", "PIS180514KQ1", "Papelería", "15/01/2025", "Vigente"],
    ["P-002", "Mauro Inventado Canché", "IECM800101AB1", "Ferretería", "16/01/2025", "Baja"],
]
BUDGET = [
    ["MUNICIPIO DE LAGUNA AZUL (INVENTADO)"],
    ["Presupuesto de Egresos 2026"],
    ["Partida", "Unidad administrativa", "Aprobado", "Modificado"],
    ["2000 Materiales y suministros", "Oficialía Mayor", 300.5, 310],
    ["2111 Papelería", "Oficialía Mayor", 200.25, 210],
    ["2141 Tóner", "Oficialía Mayor", 100.25, 100],
    ["6141 Pavimentación", "Obras Públicas", 5000, 5000],
    ["Total", None, 5300.5, 5310],
]


def imported(app, file):
    (first,) = app.importing.import_files([file]).files
    (again,) = app.importing.import_files([file]).files
    assert (first.read, again.stored, again.unchanged) == (first.stored, 0, first.stored)
    assert first.kept_aside == 0
    return first


def bodies(app, record_type: str):
    return [app.capture.body(entry.id) for entry in app.capture.everything(record_type)]


def test_the_69b_list_and_a_list_of_sanctions_become_entries(tmp_path):
    with opened(begin(tmp_path)) as app:
        assert imported(app, text_table(tmp_path / "Listado_69B.csv", SAT, "cp1252")).format == "taxpayers_69b"
        assert imported(app, text_table(tmp_path / "sancionados.csv", SANCTIONED)).format == "sanctioned"
        found = {body["particularSancionado"]["rfc"]: body for body in bodies(app, "sanctioned_supplier")}
    assert set(found) == {"EMP190101AB1", "EMP190102AB2", "OFG090801RT5"}
    assert found["EMP190101AB1"]["resolucion"] == {"sentido": "Definitivo", "fechaNotificacion": "2026-01-05"}
    assert found["OFG090801RT5"]["inhabilitacion"] == {"fechaInicial": "2026-01-21", "fechaFinal": "2027-04-20"}
    assert found["OFG090801RT5"]["multa"]["monto"] == 150_000


def test_a_register_of_suppliers_becomes_entries(tmp_path):
    with opened(begin(tmp_path)) as app:
        assert imported(app, workbook(tmp_path / "padron.xlsx", Padron=SUPPLIERS)).format == "suppliers"
        found = {body["registrationNumber"]: body for body in bodies(app, "supplier_registry")}
    assert {name: body["status"] for name, body in found.items()} == {"P-001": "active", "P-002": "cancelled"}


def test_a_treasurys_budget_is_summed_by_chapter_and_area(tmp_path):
    with opened(begin(tmp_path)) as app:
        assert imported(app, workbook(tmp_path / "presupuesto.xlsx", COG=BUDGET)).format == "budget"
        (body,) = bodies(app, "annual_budget")
        (run,) = app.importing.runs()
        app.importing.undo(run.run_id)
        assert bodies(app, "annual_budget") == []
    assert (body["year"], body["total"]["amount"]) == (2026, Decimal("5300.5"))
    assert [(row["chapter"], row["unit"], row["approved"]["amount"], row["modified"]["amount"])
            for row in body["chapters"]] == [
        ("2000", "Oficialía Mayor", Decimal("300.5"), 310),
        ("6000", "Obras Públicas", 5000, 5000),
    ]  # fmt: skip


PURCHASES = [
    ["Expediente", "Proveedor", "RFC", "Monto", "Inicio", "Término", "Dependencia", "Objeto del contrato"],
    ["E-1", "Papelería Inventada", "PIS180514KQ1", "10,000", "21/01/2026", "20/04/2026", "DIF", "Papelería"],
]
WORKS = [
    ["", "", "", "CONTRATISTA", "", "PERIODO", ""],
    ["NUM. OBRA", "OBRA", "MONTO", "NOMBRE", "RFC", "INICIO", "FIN"],
    ["O-1", "Banquetas", "580000", "Constructora Inventada", "CIN050607AB1", "09/02/2026", "30/04/2026"],
]


def test_a_table_of_purchases_is_never_a_list_of_sanctions_or_of_suppliers(tmp_path):
    """Its titles are those of a list of sanctions but for the words that say so: nobody is called sanctioned by it."""
    with opened(begin(tmp_path)) as app:
        for name, rows in (("compras", PURCHASES), ("obras", WORKS)):
            for file in (text_table(tmp_path / f"{name}.csv", rows), workbook(tmp_path / f"{name}.xlsx", Hoja=rows)):
                (report,) = app.importing.import_files([file]).files
                assert [problem.code for problem in report.problems] == ["file.unmapped_table"]
        assert app.capture.record_ids() == ()
