"""What towns of the coast do in their tables: several names in a cell, no number, months alone, two tables, other
orders of days. Each comes in as the sheet says it, or is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capture_app.bootstrap import App
from capture_app.services.import_report import FileReport
from capture_app.services.mapping_tables import answers_of
from tests.office import begin, opened
from tests.workbooks import workbook

TITLES = ("Expediente", "Concepto", "Proveedor ganador", "RFC ganador", "Monto total")


def taken(app: App, file: Path, corrections: dict[str, str] | None = None) -> tuple[FileReport, dict[str, Any]]:
    """The report of a table imported as it is proposed, and the bodies by folio."""
    proposal = app.mapping.propose(file)
    format = app.mapping.save("tabla", answers_of(proposal, corrections or {}), proposal.grain)
    report = app.importing.import_files([file], format).files[0]
    return report, {row.folio: app.capture.body(row.ocid) for row in app.capture.everything()}


def told(report: FileReport, code: str) -> list[str]:
    return [problem.place for problem in report.problems if problem.code == code]


def imported(tmp_path: Path, *rows: tuple[Any, ...], titles: tuple[str, ...] = TITLES) -> Any:
    with opened(begin(tmp_path)) as app:
        return taken(app, workbook(tmp_path / "tabla.xlsx", Compras=(titles, *rows)))


@pytest.mark.parametrize(
    ("names", "keys", "wanted"),
    [
        ("Uno SA de CV\nDos SA de CV", "UNO010101AA1\nDOS020202BB2", ["Uno SA de CV", "Dos SA de CV"]),
        ("Llantera A / Llantera B", "LLA010101AA1 / LLB020202BB2", ["Llantera A", "Llantera B"]),
        ("1. Ana Uc\n2. Eva Pech", "UCAA010101AA1, PEEE020202BB2", ["Ana Uc", "Eva Pech"]),
        ("Cons. X; Cons. Y", "", ["Cons. X", "Cons. Y"]),
        ("Uno S.A. de C.V.\nDos S. de R.L. de C.V.", "", ["Uno S.A. de C.V.", "Dos S. de R.L. de C.V."]),
        ("Comercializadora\nDel Sureste SA de CV", "CSU010101AA1", ["Comercializadora Del Sureste SA de CV"]),
        ("Comercializadora\nDel Sureste SA de CV", "", ["Comercializadora Del Sureste SA de CV"]),
        ("Aceros S/A de Chetumal", "ACH010101AA1", ["Aceros S/A de Chetumal"]),
    ],
)
def test_a_cell_of_several_suppliers_names_each(tmp_path: Path, names: str, keys: str, wanted: list[str]) -> None:
    report, bodies = imported(
        tmp_path, ("AD-1", "Llantas", names, keys, "1,000.00"), ("AD-2", "Agua", "Ana Dzul", "", "20")
    )
    body = bodies["AD-1"]
    assert [supplier["name"] for supplier in body["awards"][0]["suppliers"]] == wanted
    assert sorted(party["name"] for party in body["parties"]) == sorted(wanted)
    assert told(report, "cell.several") == []
    assert len(body["awards"]) == 1


@pytest.mark.parametrize(
    ("names", "keys"), [("Llantera A / Llantera B", ""), ("Uno SA\nDos SA\nTres SA", "UNO010101AA1\nDOS020202BB2")]
)
def test_where_it_cannot_be_told_how_many_a_cell_names_somebody_is_asked(tmp_path: Path, names: str, keys: str) -> None:
    report, bodies = imported(tmp_path, ("AD-1", "Llantas", names, keys, 1000), ("AD-2", "Agua", "Ana", "", 20))
    assert len(bodies["AD-1"]["awards"][0]["suppliers"]) == 1
    assert told(report, "cell.several") == ["renglón 2, Proveedor ganador"]


def test_who_took_part_and_won_is_one_party(tmp_path: Path) -> None:
    """Named without a key among those who took part, and with it as the winner."""
    titles = ("Expediente", "Concepto", "Proveedores participantes", "Proveedor ganador", "RFC ganador", "Monto total")
    row = ("IR-1", "Uniformes", "Textiles Uno SA de CV; Textiles Dos SA de CV", "TEXTILES UNO, S.A. DE C.V.")
    _, bodies = imported(tmp_path, (*row, "TUN010101AA1", 5000), titles=titles)
    parties = {party["id"]: party["roles"] for party in bodies["IR-1"]["parties"]}
    assert parties.pop("MX-RFC-TUN010101AA1") == ["tenderer", "supplier"]
    assert list(parties.values()) == [["tenderer"]]
    assert len(bodies["IR-1"]["tender"]["tenderers"]) == 2


def test_a_month_alone_is_no_process_and_a_missing_number_no_number(tmp_path: Path) -> None:
    """Two works without a number are not one work; both wait in the sheet of errors."""
    report, bodies = imported(
        tmp_path,
        ("ENERO", None, None, None, None),
        ("AD-1", "Llantas", "Ana Dzul", None, 1000),
        ("S/N", "Parque", "Eva Uc", None, 10),
        ("S/N", "Pozo", "Eva Uc", None, 20),
        ("Pendiente", "Domo", "Eva Uc", None, 30),
    )
    assert list(bodies) == ["AD-1"]
    assert told(report, "row.note") == ["renglón 2"]
    assert told(report, "row.key_missing") == ["renglón 4", "renglón 5", "renglón 6"]


def test_days_are_read_in_the_order_that_other_columns_show(tmp_path: Path) -> None:
    titles = ("Expediente", "Concepto", "Fecha convocatoria", "Fecha de fallo", "Monto total")
    rows = (("L-1", "Camiones", "03/15/2026", "04/06/2026", 10), ("L-2", "Llantas", "03/01/2026", "04/02/2026", 20))
    report, bodies = imported(tmp_path, *rows, titles=titles)
    assert [bodies[name]["awards"][0]["date"] for name in ("L-1", "L-2")] == ["2026-04-06", "2026-04-02"]
    assert told(report, "column.day_order") == []
    report, bodies = imported(tmp_path / "otra", *((*row[:2], None, *row[3:]) for row in rows), titles=titles)
    assert bodies["L-1"]["awards"][0]["date"] == "2026-06-04"
    assert told(report, "column.day_order") == ["renglón 1, Fecha de fallo"]


def test_columns_are_what_they_hold_more_than_what_they_are_called(tmp_path: Path) -> None:
    titles = ("ID_PROC", "OBRA", "CONTRATISTA", "RFC GANADOR", "MONTO CONTRATADO", "MONTO EJERCIDO")
    rows = (
        ("LO-23-001", "Calle 10", "Peto", "PET010101AA1", "$1'250,000.00", "$ 500,000.00"),
        ("LO-23-002", "Drenaje", "Peto", "PET-010101-AA1", "2.5 MDP", "0"),
    )
    with opened(begin(tmp_path)) as app:
        proposal = app.mapping.propose(workbook(tmp_path / "tabla.xlsx", Obras=(titles, *rows)))
    assert [column.choice.pointer for column in proposal.columns] == [
        "/tender/id",
        "/tender/title",
        "/awards/*/suppliers/*/name",
        "/awards/*/suppliers/*/identifier/id",
        "/contracts/*/value/amount",
        "",
    ]


def test_a_key_of_its_own_in_each_row_names_the_process_and_a_second_table_is_told(tmp_path: Path) -> None:
    titles = ("Clave", "Proveedor", "Descripción", "Total")
    second = ((None,), ("PAGOS",), ("Núm. cheque", "Beneficiario", "Banco", "Pagado"), ("CH-1", "Tere", "X", 40))
    report, bodies = imported(
        tmp_path, ("NB-1", "Abarrotes Tere", "Despensas", 40), ("NB-2", "Tere", "Agua", None), *second, titles=titles
    )
    assert sorted(bodies) == ["NB-1", "NB-2"]
    assert told(report, "row.table") == ["renglón 5"]


def test_two_winners_of_one_procedure_keep_each_their_amount(tmp_path: Path) -> None:
    """The contract has no number in the table; a row is one nevertheless."""
    report, bodies = imported(
        tmp_path,
        ("LP-01", "Medicinas", "Far Uno SA de CV", "FUN010101AA1", 1000),
        ("LP-01", "Medicinas", "Far Dos SA de CV", "FDO010101AA1", 2000),
        ("LP-02", "Gasas", "Far Uno SA de CV", "FUN010101AA1", 3000),
    )
    contracts = bodies["LP-01"]["contracts"]
    assert [contract["value"]["amount"] for contract in contracts] == [1000, 2000]
    names = {award["id"]: award["suppliers"][0]["name"] for award in bodies["LP-01"]["awards"]}
    assert [names[contract["awardID"]] for contract in contracts] == ["Far Uno SA de CV", "Far Dos SA de CV"]
    assert told(report, "cell.differs") == []


def test_an_amount_that_another_row_says_otherwise_is_told(tmp_path: Path) -> None:
    """Somebody said that each row is a process; what has no place in it is not left out in silence."""
    rows = (("LP-01", "Medicinas", "Far Uno", "", 1000), ("LP-01", "Medicinas", "Far Dos", "", 2000))
    with opened(begin(tmp_path)) as app:
        file = workbook(tmp_path / "tabla.xlsx", Compras=(TITLES, *rows))
        format = app.mapping.save("tabla", answers_of(app.mapping.propose(file), {}), "process")
        report = app.importing.import_files([file], format).files[0]
    assert told(report, "cell.differs") == ["renglón 3, Monto total"]


def test_days_and_amounts_in_other_spellings_are_told_for_what_they_are(tmp_path: Path) -> None:
    titles = ("No. Pedido", "Proveedor", "Descripción", "Importe", "Fecha", "Monto modificado", "¿Se publicó?")
    rows = (
        ("P-1", "Dell", "Servidores", "12,000 dólares", "12/ene/2026", None, True),
        ("P-2", "Papelería", "Hojas", "$ 1,500.00 MXN", "lunes, 12 de enero de 2026", 1800, False),
    )
    with opened(begin(tmp_path)) as app:
        file = workbook(tmp_path / "tabla.xlsx", Compras=(titles, *rows))
        pointers = [column.choice.pointer for column in app.mapping.propose(file).columns]
        report, bodies = taken(app, file)
    assert pointers[3:] == [
        "/contracts/*/value/amount",
        "/contracts/*/dateSigned",
        "/contracts/*/amounts/amended/amount",
        "",
    ]
    assert told(report, "cell.unreadable") == ["renglón 2, Importe"]
    (contract,) = bodies["P-2"]["contracts"]
    assert (contract["dateSigned"], contract["amounts"]["amended"]["amount"]) == ("2026-01-12", 1800)
