"""Looking before importing: what would be new, changed, the same or refused, with its reasons, and nothing kept."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from capture_app.app import App
from capture_app.changes import FieldEdit
from capture_app.services.mapping_tables import answers_of
from capture_app.settings import change_settings
from tests.invoices import OFFICE_RFC, invoice
from tests.office import begin, opened
from tests.workbooks import text_table, workbook

HEAD = ["Expediente", "Objeto", "Contrato", "Importe"]


def described(app: App, folder: Path) -> None:
    proposal = app.mapping.propose(text_table(folder / "described.csv", [HEAD, ["E-0", "Cero", "C-0", "1"]]))
    app.mapping.save("tabla", answers_of(proposal, {}), proposal.grain)


def table(folder: Path, *rows: list[str]) -> Path:
    return text_table(folder / "tabla.csv", [HEAD, *rows])


def release(ocid: str, **tender: Any) -> dict[str, Any]:
    date = f"2026-01-0{len(tender)}T00:00:00Z"
    return {"ocid": ocid, "id": date, "date": date, "tag": ["tender"], "tender": {"id": "1", **tender}}


def written(folder: Path, name: str, *releases: dict[str, Any]) -> Path:
    file = folder / name
    file.write_text(json.dumps({"releases": list(releases)}), encoding="utf-8")
    return file


def test_each_process_is_told_with_what_would_change_and_why_it_stays_out(tmp_path: Path) -> None:
    with opened(begin(tmp_path / "office")) as app:
        described(app, tmp_path)
        app.importing.import_files([table(tmp_path, ["E-1", "Uno", "C-1", "10"], ["E-2", "Dos", "C-2", "20"])])
        before = {name: app.capture.body(name) for name in ("E-1", "E-2")}
        rows = (["E-1", "Uno", "C-1", "10"], ["E-2", "Dos", "C-2", "25"], ["E-3", "Tres", "C-3", "30"])
        (report,) = app.importing.import_files(
            [table(tmp_path, *rows, ["E-4", "Cuatro", "C-4", "mucho"])], dry_run=True
        ).files
        assert {name: app.capture.body(name) for name in ("E-1", "E-2")} == before
        assert app.capture.find("E-3") is None
        assert len(app.importing.runs()) == 1
        assert report.error_sheet == ""
    assert {item.name: item.outcome for item in report.processes} == {
        "E-1": "unchanged",
        "E-2": "changed",
        "E-3": "created",
        "E-4": "refused",
    }
    (difference,) = next(item.differences for item in report.processes if item.name == "E-2")
    assert (difference.old, difference.new) == ("20.00 MXN", "25.00 MXN")
    assert "Monto" in difference.label or "Valor" in difference.label
    (wrong,) = [problem for problem in report.problems if problem.code == "cell.unreadable"]
    assert (wrong.place, wrong.pointer) == ("renglón 5, Importe", "/contracts/*/value/amount")
    assert (report.created, report.changed, report.refused) == (1, 1, 1)


def test_a_check_says_what_the_import_then_does(tmp_path: Path) -> None:
    """Also where two files bring the same process: the second completes what the first would make."""
    files = [
        written(tmp_path, "1.json", release("ocds-213czf-1", title="Uno"), release("ocds-213czf-2", title="Dos")),
        written(tmp_path, "2.json", release("ocds-213czf-1", title="Otro", description="Con más")),
    ]
    with opened(begin(tmp_path / "office")) as app:
        check = app.importing.import_files(files, dry_run=True)
        assert app.capture.record_ids() == ()
        real = app.importing.import_files(files)
    assert (check.members(), check.outcomes()) == (real.members(), real.outcomes())
    assert [(file.created, file.changed) for file in check.files] == [(2, 0), (0, 1)]


def test_of_an_invoice_given_twice_the_second_changes_nothing_and_no_file_is_kept(tmp_path: Path) -> None:
    made = invoice(random.Random(1), receiver=OFFICE_RFC)
    files = [tmp_path / "a.xml", tmp_path / "b.xml"]
    for file in files:
        file.write_text(made.xml, encoding="utf-8")
    begin(tmp_path / "office")
    change_settings(tmp_path / "office", "office_rfc", OFFICE_RFC)
    with opened(tmp_path / "office") as app:
        report = app.importing.import_files(files, dry_run=True)
        assert app.capture.record_ids() == ()
        assert not (tmp_path / "office" / "facturas").exists()
    assert [(file.created, file.stored) for file in report.files] == [(1, 1), (0, 0)]


def test_it_can_be_asked_while_the_window_has_the_office_open(tmp_path: Path) -> None:
    with opened(begin(tmp_path / "office")) as window:
        described(window, tmp_path)
        with opened(tmp_path / "office", read_only=True) as beside:
            (report,) = beside.importing.import_files(
                [table(tmp_path, ["E-1", "Uno", "C-1", "10"])], dry_run=True
            ).files
            made = window.capture.create("Mientras tanto")
        assert window.capture.record_ids() == (made.record_id,)
    assert report.created == 1


class Visitor:
    """Wants the database after each process, and writes while it has it."""

    def __init__(self, app: App, record_id: str) -> None:
        self.app, self.record_id = app, record_id
        self.told: list[int] = []

    def is_wanted(self) -> bool:
        return True

    def give_way(self) -> None:
        self.app.capture.save_fields(self.record_id, [FieldEdit("/tender/title", f"Tecla {len(self.told)}")])

    def tell(self, processes: int) -> None:
        self.told.append(processes)


def test_what_a_person_types_goes_between_two_processes_of_an_import(tmp_path: Path) -> None:
    """Were the transaction of the import still open, the other connection would wait five seconds and fail."""
    rows = [[f"E-{number}", "Objeto", f"C-{number}", "10"] for number in range(4)]
    with opened(begin(tmp_path / "office")) as lane, opened(tmp_path / "office") as window:
        described(lane, tmp_path)
        made = window.capture.create("Antes")
        visitor = Visitor(window, made.record_id)
        (report,) = lane.importing.import_files([table(tmp_path, *rows)], pace=visitor).files
        assert (report.stored, visitor.told) == (4, [1, 2, 3, 4])
        assert window.capture.body(made.record_id)["tender"]["title"] == "Tecla 4"
        visitor.told.clear()
        undone = lane.importing.undo(report.run_id, visitor)
        assert (undone.withdrawn, undone.kept) == (4, ())
        assert window.capture.record_ids() == (made.record_id,)
        (run,) = lane.importing.runs()
        assert run.undone_at is not None


def test_a_stopped_import_says_what_is_in_and_is_taken_back_or_gone_on_with(tmp_path: Path) -> None:
    file = table(tmp_path, *[[f"E-{number}", "Objeto", f"C-{number}", "10"] for number in range(5)])
    with opened(begin(tmp_path / "office")) as app:
        described(app, tmp_path)
        visitor = Visitor(app, app.capture.create("Otro").record_id)
        stopped, never_read = app.importing.import_files(
            [file, file], pace=visitor, cancelled=lambda: len(visitor.told) >= 2
        ).files
        assert (stopped.is_stopped, stopped.stored, never_read.is_refused) == (True, 2, True)
        assert "Entraron 2 expedientes" in stopped.problems[0].message
        assert [app.capture.find(f"E-{number}") is not None for number in range(5)] == [True, True, False, False, False]
        (rest,) = app.importing.import_files([file]).files
        assert (rest.unchanged, rest.created) == (2, 3)
        assert app.importing.undo(stopped.run_id).withdrawn == 2
        assert app.capture.find("E-0") is None


def test_an_undo_that_was_broken_off_is_taken_to_its_end(tmp_path: Path) -> None:
    with opened(begin(tmp_path / "office")) as app:
        described(app, tmp_path)
        app.importing.import_files([table(tmp_path, ["E-1", "Uno", "C-1", "10"])])
        rows = (["E-1", "Uno", "C-1", "15"], ["E-2", "Dos", "C-2", "20"])
        (report,) = app.importing.import_files([table(tmp_path, *rows)]).files
        for record in app.capture.taken_by(report.run_id):
            app.capture.undo_taken(report.run_id, record)
        again = app.importing.undo(report.run_id)
        assert again.kept == ()
        assert app.capture.body("E-1")["contracts"][0]["value"]["amount"] == 10
        assert app.capture.find("E-2") is None


def test_a_record_met_twice_by_one_import_goes_back_whole(tmp_path: Path) -> None:
    def packed(name: str, *titles: str) -> Path:
        sheets = {f"Hoja{at}": [HEAD, ["E-1", title, f"C-{at}", "10"]] for at, title in enumerate(titles)}
        return workbook(tmp_path / name, **sheets)

    with opened(begin(tmp_path / "office")) as app:
        described(app, tmp_path)
        app.importing.import_files([packed("first.xlsx", "Uno")])
        before = app.capture.body("E-1")
        (report,) = app.importing.import_files([packed("second.xlsx", "Dos", "Tres")]).files
        assert app.capture.body("E-1") != before
        assert app.importing.undo(report.run_id).kept == ()
        assert app.capture.body("E-1") == before
