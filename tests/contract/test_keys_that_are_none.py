"""A supplier whose row says that it has no RFC has none, is told by its name, and is not taken for another one."""

import pytest

from capture_app.services.mapping_tables import answers_of
from tests.office import begin, opened
from tests.workbooks import text_table

HEAD = ["Expediente", "Objeto", "Proveedor", "RFC", "Monto"]
NONE = ("S/RFC", "SIN RFC", "N/A", "s/r", "XXX", "No aplica", "XXXX000000XXX", "-----")


def parties_of(tmp_path, rows):
    file = text_table(tmp_path / "t.csv", [HEAD, *rows])
    with opened(begin(tmp_path / "oficina")) as app:
        proposal = app.mapping.propose(file)
        app.mapping.save("t", answers_of(proposal, {"Expediente": "/tender/id"}), proposal.grain)
        (report,) = app.importing.import_files([file]).files
        assert (report.stored, report.refused) == (len(rows), 0)
        bodies = (app.capture.body(record) for record in app.capture.record_ids())
        return {body["tender"]["id"]: body.get("parties", []) for body in bodies}


def test_words_that_say_none_are_no_identifier(tmp_path):
    rows = [[f"AD-{n}", f"Compra {n}", f"Proveedor {n}", word, "1000"] for n, word in enumerate(NONE)]
    found = parties_of(tmp_path, [*rows, ["AD-9", "Compra", "Papelería", "PIS180514KQ1", "5"]])
    assert found.pop("AD-9")[0]["identifier"]["id"] == "PIS180514KQ1"
    assert [[party["name"] for party in found[f"AD-{n}"]] for n in range(len(NONE))] == [
        [f"Proveedor {n}"] for n in range(len(NONE))
    ]
    assert not any("identifier" in party for parties in found.values() for party in parties)
    assert len({party["id"] for parties in found.values() for party in parties}) == len(NONE)


@pytest.mark.parametrize("name", ["N/A", "No aplica", "-"])
def test_a_name_that_says_none_is_nobody(tmp_path, name):
    assert parties_of(tmp_path, [["AD-1", "Compra", name, "N/A", "5"]]) == {"AD-1": []}
