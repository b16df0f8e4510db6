"""What is wrong with an office's own table is said with the words of the table and of the office."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from capture_app.errors import BadInput
from capture_app.store import product_codes
from capture_app.store.product_codes import ProductCode, write_product_codes
from tests.office import begin, opened

HEAD = "clave,nombre,nivel,depende de,desde,hasta,sucesor\n"


def refused(tmp_path: Path, text: str, name: str = "public_bodies") -> str:
    file = tmp_path / "tabla.csv"
    file.write_text(text, encoding="utf-8")
    with opened(begin(tmp_path / "oficina")) as app:
        before = app.catalogues.search(name, "", 500)
        with pytest.raises(BadInput) as wrong:
            app.catalogues.import_file(name, file)
        assert app.catalogues.search(name, "", 500) == before
        return wrong.value.sentences


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "M02,Otro,dirección,,,,\n", "ente, unidad compradora, área"),
        ("clave\nM02\n", "columna titulo: falta esta columna en el primer renglón; puede llamarse: titulo, nombre"),
        (HEAD + "M1,Uno,ente,,,2020-01-01,M2\nM2,Dos,ente,,,2021-01-01,M1\n", "acaba sucediéndose a sí misma"),
        (HEAD + "M1,Uno,ente,M2,,,\nM2,Dos,ente,M1,,,\n", "acaba dependiendo de sí misma"),
    ],
)
def test_a_fault_is_told_so_that_it_can_be_mended(tmp_path, text, said):
    assert said in refused(tmp_path, text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_comes_in_however_a_spreadsheet_writes_it(tmp_path, encoding, delimiter):
    file = tmp_path / "t.csv"
    file.write_bytes((HEAD + "M09,Municipio de Peñón,AREA,,,,\n").replace(",", delimiter).encode(encoding))
    with opened(begin(tmp_path / "oficina")) as app:
        app.catalogues.import_file("public_bodies", file)
        (hit,) = app.catalogues.search("public_bodies", "peñón")
    assert (hit.code, hit.title, hit.kind) == ("M09", "Municipio de Peñón", "área")


def test_the_codes_are_written_with_one_wait_for_the_disk(tmp_path, monkeypatch):
    said: list[str] = []
    connect = sqlite3.connect

    def watched(*given, **how):
        raw = connect(*given, **how)
        raw.set_trace_callback(said.append)
        return raw

    monkeypatch.setattr(product_codes.sqlite3, "connect", watched)
    products = [ProductCode(f"{number:08d}", "Cosa inventada") for number in range(50)]
    write_product_codes(tmp_path / "codes.sqlite3", products, {})
    begun, ended = said.index("BEGIN "), said.index("COMMIT")
    rows = [at for at, text in enumerate(said) if text.startswith("INSERT INTO product")]
    assert len(rows) == 50
    assert all(begun < at < ended for at in rows)
