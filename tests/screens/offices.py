"""What is photographed: the demonstration office, its portal no longer in reach; an empty one is made beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from fpdf import FPDF

from capture_app.app import App
from capture_app.changes import FieldEdit
from capture_app.services import training
from tests.office import begin, opened

UNFINISHED = "Bancas de concreto para el parque central (INVENTADO)"
WAITING = "Equipo de cómputo para la Tesorería"
SANCTIONED = "Llantas y Refacciones"
ESTIMATES = ((1, "05", 780000), (2, "06", 1032400), (3, "07", 960250))
PAPER = "Bases del procedimiento (INVENTADAS)"
ENTRIES = (
    ("Reglamento Municipal de Adquisiciones (INVENTADO)", "regulation"),
    ("Papelería del Mayab (INVENTADA)", "supplier_registry"),
)


def demonstration(folder: Path) -> Path:
    """`captura demo`, with one record just begun, two entries of registers, and one value set for later."""
    command = [sys.executable, "-m", "capture_app", "demo", "--folder", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    office = folder / "office"
    with opened(office) as app:
        app.capture.create(UNFINISHED)
        for title, record_type in ENTRIES:
            app.capture.create(title, record_type)
        _budget(app)
        _sanction(app)
        _attach_a_paper(app, told_record(office), folder)
        _charge_estimates(app, works_record(office))
        waiting = app.capture.search(WAITING.split(" para")[0], limit=1)[0].id
        app.review.submit([waiting])
        app.review.approve([waiting])
        edits = (("/tender/title", f"{WAITING} y Contraloría"), ("/planning/rationale", "Los equipos tienen diez años"))
        app.capture.save_fields(waiting, [FieldEdit(path, value) for path, value in edits])
        app.review.submit([waiting])
    return office


def _budget(app: App) -> None:
    """What the year's contracts are measured against."""
    made = app.capture.create("Presupuesto de egresos 2026 (INVENTADO)", "annual_budget")
    said = {"/year": 2026, "/budgetStage": "approved", "/total": {"amount": 92_000_000, "currency": "MXN"}}
    app.capture.save_fields(made.record_id, [FieldEdit(path, value) for path, value in said.items()])


def _sanction(app: App) -> None:
    """One of the suppliers has a sanction in the register."""
    known = next(iter(app.capture.known_parties(SANCTIONED, limit=1)))
    made = app.capture.create(known.name, "sanctioned_supplier")
    app.capture.save_fields(made.record_id, [FieldEdit("/particularSancionado/rfc", known.rfc)])


def _attach_a_paper(app: App, record_id: str, folder: Path) -> None:
    """A PDF of two pages beside the first document of the procedure."""
    paper = FPDF(format="letter")
    for page in ("Bases de la cotización 0147/2026", "Anexo técnico"):
        paper.add_page()
        paper.set_font("helvetica", size=18)
        paper.cell(text=PAPER.replace("(", "- ").replace(")", ""), new_x="LMARGIN", new_y="NEXT", h=14)
        paper.set_font("helvetica", size=12)
        paper.cell(text=page, h=10)
    file = folder / "bases.pdf"
    paper.output(str(file))
    row = app.capture.body(record_id)["tender"]["documents"][0]
    app.attachments.attach(record_id, f"/tender/documents/@{row['_key']}", file)


def _charge_estimates(app: App, record_id: str) -> None:
    """Three months of the work, each with its part of the advance and what is paid."""
    key = app.capture.body(record_id)["contracts"][0]["_key"]
    edits = []
    for number, month, gross in ESTIMATES:
        advance = gross * 3 // 10
        amounts = {"gross": gross, "advanceAmortised": advance, "net": gross - advance}
        values = {name: {"amount": amount, "currency": "MXN"} for name, amount in amounts.items()}
        period = {"startDate": f"2025-{month}-01", "endDate": f"2025-{month}-30"}
        row = {"id": f"est-{number}", "number": str(number), "period": period, **values}
        edits.append(FieldEdit(f"/contracts/@{key}/implementation/estimates/@", row, "row_add"))
    app.capture.save_fields(record_id, edits)


def works_record(office: Path) -> str:
    """The told case of a public work, which has estimates."""
    return next(row for row, _ in _records(office, "Pavimentación con concreto hidráulico"))


def small(folder: Path) -> Path:
    """Quick to make, for the test: an office with one record just begun."""
    office = begin(folder)
    with opened(office) as app:
        app.capture.create(UNFINISHED)
    return office


def told_record(office: Path) -> str:
    """The record of the first told case; "" where the office has none."""
    ocid = training.told_cases()[0]["ocid"]
    return next((row for row, name in _records(office) if name == ocid), "")


def unfinished_record(office: Path) -> str:
    return next(row for row, name in _records(office, UNFINISHED))


def _records(office: Path, text: str = "") -> list[tuple[str, str]]:
    with opened(office, read_only=True) as app:
        return [(row.id, row.ocid) for row in app.capture.search(text, limit=500)]
