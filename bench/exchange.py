"""Importing a large table whole (read, mapped, validated, stored with its journal) beside merely reading it."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook, load_workbook

from bench.timing import table
from capture_app.bootstrap import build
from capture_app.services.mapping_proposal import Answer
from capture_app.settings import Settings, write_settings

CONTRACT, ITEM = "/contracts/*", "/contracts/*/items/*"
FIELDS: tuple[tuple[str, str], ...] = (
    ("Expediente", "/tender/id"),
    ("Objeto", "/tender/title"),
    ("Modalidad", "/tender/procurementMethodDetails"),
    ("Convocatoria", "/tender/tenderPeriod/startDate"),
    ("Área", "/planning/requestingUnits/*/name"),
    ("Fondo", "/planning/budget/budgetBreakdown/*/description"),
    ("Proveedor", "/awards/*/suppliers/*/name"),
    ("RFC", "/awards/*/suppliers/*/identifier/id"),
    ("Fallo", "/awards/*/date"),
    ("Contrato", f"{CONTRACT}/id"),
    ("Firma", f"{CONTRACT}/dateSigned"),
    ("Importe", f"{CONTRACT}/value/amount"),
    ("Inicio", f"{CONTRACT}/period/startDate"),
    ("Término", f"{CONTRACT}/period/endDate"),
    ("Partida", f"{ITEM}/id"),
    ("Artículo", f"{ITEM}/description"),
    ("Cantidad", f"{ITEM}/quantity"),
    ("Unidad", f"{ITEM}/unit/name"),
    ("Precio unitario", f"{ITEM}/unit/value/netAmount"),
    ("Clave", f"{ITEM}/classification/id"),
)


def rows(count: int, columns: int, items: int) -> Iterator[list[Any]]:
    """A header, then one row an item: the columns an office fills, and others it keeps for itself."""
    random = Random(1)
    extra = columns - len(FIELDS)
    yield [*(title for title, _ in FIELDS), *(f"Columna propia {number}" for number in range(extra))]
    for number in range(count):
        process, item = divmod(number, items)
        day = date(2026, 1, 1) + timedelta(days=process % 300)
        supplier = process % 400
        process_cells = [f"OM-{process:05}", f"Compra inventada {process}", "Adjudicación directa", day,
                         f"Área {process % 30}", "Participaciones", f"Empresa de Ejemplo {supplier}, S.A. de C.V.",
                         f"EDE{190101 + supplier % 28}A{supplier % 10}1", day, f"C-{process:05}", day,
                         round(random.random() * 1e6, 2), day, day + timedelta(days=60)]  # fmt: skip
        own = [round(random.random() * 1000, 2) if place % 3 else f"dato {number} {place}" for place in range(extra)]
        yield [*process_cells, str(item + 1), f"Artículo inventado {number % 977}", random.randint(1, 90), "Pieza",
               round(random.random() * 900, 2), "44121706", *own]  # fmt: skip


def write_book(file: Path, count: int, columns: int, items: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Compras")
    for row in rows(count, columns, items):
        sheet.append(row)
    book.save(file)


def read_only(file: Path) -> int:
    """The rival: every cell of the same file as a value, and nothing done with it."""
    book = load_workbook(file, read_only=True, data_only=True)
    count = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return count


def import_whole(file: Path, folder: Path) -> tuple[int, int]:
    """Processes and rows stored in a new office."""
    write_settings(folder, Settings("BENCH", "Oficina de medición", ("ocds-213czf",), "Medición"))
    app = build(folder)
    try:
        answers = [Answer(title, pointer) for title, pointer in FIELDS]
        format = app.mapping.save("compras", answers, "item")
        (report,) = app.importing.import_files([file], format).files
        assert report.stored, report.problems[:3]
        assert not report.refused, report.problems[:3]
        return report.stored, report.rows.taken if report.rows else 0
    finally:
        app.close()


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Wall and processor seconds, the children's among them, and the result."""
    wall, cpu = time.perf_counter(), _cpu()
    result = work()
    return time.perf_counter() - wall, _cpu() - cpu, result


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def main(arguments: list[str]) -> int:
    parser = ArgumentParser(prog="python -m bench exchange")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--columns", type=int, default=60)
    parser.add_argument("--items", type=int, default=100, help="rows of one process")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "compras.xlsx"
        write_book(file, given.rows, given.columns, given.items)
        read = timed(lambda: read_only(file))
        taken = timed(lambda: import_whole(file, Path(name) / "office"))
    lines = [
        ["openpyxl, read only", f"{read[0]:.1f} s", f"{read[1]:.1f} s", "1.00 ×"],
        ["import, stored", f"{taken[0]:.1f} s", f"{taken[1]:.1f} s", f"{taken[1] / read[1]:.2f} ×"],
    ]
    print(f"{given.rows:,} rows × {given.columns} columns; stored {taken[2][0]:,} processes of {taken[2][1]:,} rows\n")
    print(table(["", "wall", "processor", "ratio"], lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
