"""The window beside bare PySide6: first paint, a keystroke, a slow disk, the list's filter, a large record, memory.

`python -m bench ui [--records N]`.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.timing import table
from bench.window_starts import STARTS, starts
from bench.window_work import KEYS, TURNS, filters, keystrokes, openings

FEW, MANY = 100, 100_000
PREFIX = "ocds-213czf"


def office(folder: Path, records: int) -> str:
    """An office with one record captured and copies of its row beside it; the id of the first."""
    from capture_app.bootstrap import build
    from capture_app.ids import RandomIds
    from capture_app.settings import Settings, write_settings
    from capture_app.store import rows

    write_settings(folder, Settings("LAGUNA", "Laguna Azul (INVENTADA)", (PREFIX,), "Ana Inventada"))
    app = build(folder)
    made = app.capture.create("Papel bond tamaño carta 0")
    connection = app.capture._desk.connection
    row = rows.read_one(connection, "record", "record_id = ?", (made.record_id,))
    ids = RandomIds()
    with connection.transaction():
        for number in range(1, records):
            text = f"{row['search_text']} {number}"
            copy = {**row, "record_id": ids.record_id(), "ocid": f"{row['ocid']}{number}", "folio": f"F-{number}"}
            copy |= {"title": f"Papel bond tamaño carta {number}", "search_text": text}
            del copy["digest"]
            rows.insert(connection, "record", copy)
    app.close()
    return made.record_id


def main(arguments: list[str]) -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    records = int(arguments[arguments.index("--records") + 1]) if "--records" in arguments else MANY
    with tempfile.TemporaryDirectory() as place:
        few, many = Path(place, "few"), Path(place, "many")
        for folder in (few, many):
            folder.mkdir()
        first = office(few, FEW)
        office(many, records)
        lines = starts(few, many, records)
        lines += keystrokes(few, first)
        lines += openings(few)
        lines += filters(many, records)
    print(table(("", "ours", "beside", "by the clock", "processor", "goal"), lines))
    print(f"\nload {os.getloadavg()[0]:.1f}; middle of {STARTS} starts; {KEYS * TURNS} keys of each, in turns")
    return 0
