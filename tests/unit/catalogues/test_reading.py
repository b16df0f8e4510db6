"""Tables as offices bring them: what is wrong is said by row and column, and nothing is half taken."""

from __future__ import annotations

from datetime import date

import pytest

from forms.catalogues.catalogues import load_catalogue, plans
from forms.catalogues.entry import Catalogue
from forms.catalogues.reading import decode, read_entries

HEAD = "clave,nombre,tipo,padre,desde,hasta,sucesor,verificado\n"


def read(text, name="spending_classifier"):
    return read_entries(text, plans()[name], load_catalogue(name))


def wrong(text, name="spending_classifier"):
    reading = read(text, name)
    assert not reading.entries
    return [(problem.row, problem.column, problem.what) for problem in reading.problems]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheets_table_is_read_with_its_own_headings(separator):
    text = (
        separator.join(("Partida", "Descripción")) + "\r\n" + separator.join(("3751", "Viáticos en el país")) + "\r\n"
    )
    (entry,) = read(text).entries.values()
    assert (entry.code, entry.title, entry.parent, entry.kind) == (
        "3751",
        "Viáticos en el país",
        "3700",
        "partida específica",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_survive_the_encodings_of_a_spreadsheet(encoding):
    assert decode("clave,nombre\n3751,Viáticos\n".encode(encoding)) == "clave,nombre\n3751,Viáticos\n"


def test_a_budget_line_stands_under_the_nearest_code_that_exists():
    entries = read("clave,nombre\n3751,a\n3750,b\n37511,c\n3612,d\n").entries
    assert {code: entry.parent for code, entry in entries.items()} == {
        "3751": "3750",
        "3750": "3700",
        "37511": "3751",
        "3612": "3600",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("clave\n3751\n", [(1, "titulo", "column_missing")]),
        ("clave,codigo,nombre\n1,2,x\n", [(1, "codigo", "column_twice")]),
        ("clave,nombre\n", [(2, "", "empty")]),
        ("clave,nombre\n,Viáticos\n", [(2, "clave", "code_missing")]),
        ("clave,nombre\n37A1,Viáticos\n", [(2, "clave", "code_shape")]),
        ("clave,nombre\n3751.0,Viáticos\n", [(2, "clave", "code_shape")]),
        ("clave,nombre\n3751,\n", [(2, "nombre", "title_missing")]),
        ("clave,nombre\n3751," + "x" * 1001 + "\n", [(2, "nombre", "title_long")]),
        ("clave,nombre\n3751,a\n\n3751,b\n", [(4, "clave", "code_twice")]),
        ("clave,nombre,desde\n3751,a,31/02/2026\n", [(2, "desde", "day")]),
        ("clave,nombre,desde,hasta\n3751,a,2026-02-01,01/01/2026\n", [(2, "hasta", "until_before")]),
        ("clave,nombre,verificado\n3751,a,quizá\n", [(2, "verificado", "yes_or_no")]),
        ("clave,nombre\n3751,a\0\n", [(1, "", "not_text")]),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(text, expected):
    assert wrong(text) == expected


def test_everything_wrong_is_said_at_once():
    assert len(wrong("clave,nombre\nA,a\nB,\n3751,ok\n")) == 3


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("X1,Área,área,NADIE,,,,", ("padre", "parent_unknown")),
        ("X1,Área,área,M005,,,NADIE,", ("sucesor", "successor_unknown")),
        ("X1,Área,oficina,M005,,,,", ("tipo", "kind_unknown")),
        ("X1,Área,área,X1,,,,", ("padre", "circle")),
    ],
)
def test_a_body_stands_where_it_can(row, expected):
    assert wrong(HEAD + row + "\n", "public_bodies") == [(2, *expected)]


def test_two_that_stand_under_each_other_are_refused():
    text = HEAD + "X1,Uno,área,X2,,,,\nX2,Dos,área,X1,,,,\n"
    assert wrong(text, "public_bodies") == [(2, "padre", "circle"), (3, "padre", "circle")]


def test_what_a_torn_or_badly_quoted_table_says_is_not_taken():
    assert wrong('clave,nombre\n3751,"Viáticos en el p') == [(2, "", "not_table")]
    assert wrong('clave,nombre\n3751,"Viáticos" en el país\n') == [(2, "", "not_table")]
    assert wrong("clave,nombre\n3751,Viáticos\n3752,Viáticos, en el extranjero\n") == [(3, "", "cells_many")]
    assert wrong("clave,nombre,desde\n3751,Viáticos,2025-01-01\n3752,Viát") == [(3, "", "torn")]
    assert len(read("clave,nombre,desde\n3751,Viáticos\n3752,Pasajes").entries) == 2
    assert len(read("clave,nombre\n3751,Viáticos,,\n").entries) == 1


def test_a_town_needs_its_municipality():
    assert wrong("cvegeo,nombre\n230990001,Pueblo\n", "places") == [(2, "cvegeo", "parent_missing")]
    assert list(read("cvegeo,nombre\n23099,Nuevo\n230990001,Pueblo\n", "places").entries) == ["23099", "230990001"]


def bodies(text) -> Catalogue:
    base = load_catalogue("public_bodies")
    return base.with_entries(read(HEAD + text, "public_bodies").entries, "prueba")


def test_body_buying_unit_and_area_are_one_path():
    catalogue = bodies(
        "M005-OM,Oficialía Mayor,unidad compradora,M005,,,,no\nM005-OM-RM,Recursos Materiales,área,M005-OM,,,,no\n"
    )
    path = catalogue.path_to("M005-OM-RM")
    assert [(entry.kind, entry.title) for entry in path] == [
        ("ente", "Municipio de Benito Juárez"),
        ("unidad compradora", "Oficialía Mayor"),
        ("área", "Recursos Materiales"),
    ]
    assert [entry.code for entry in catalogue.children("M005-OM")] == ["M005-OM-RM"]


def test_after_its_last_day_a_body_is_its_successor():
    catalogue = bodies(
        "A1,Secretaría de antes,ente,,2016-01-01,2024-12-31,A2,\n"
        "A2,Secretaría de en medio,ente,,2025-01-01,2025-06-30,A3,\nA3,Secretaría de hoy,ente,,2025-07-01,,,\n"
    )
    titles = [catalogue.in_force("A1", date(year, 7, 1)) for year in (2015, 2020, 2025)]
    assert [entry and entry.code for entry in titles] == [None, "A1", "A3"]
    assert [entry.code for entry in catalogue.find("secretaria de antes", date(2026, 1, 1))] == ["A3"]
    assert [entry.code for entry in catalogue.find("A1", date(2020, 1, 1))] == ["A1"]
    assert len(set(catalogue.find("secretaria", date(2026, 1, 1)))) == len(
        catalogue.find("secretaria", date(2026, 1, 1))
    )
    assert catalogue.by_code["A1"].title == "Secretaría de antes"


def test_successors_that_go_round_end():
    catalogue = bodies("A1,Uno,ente,,,2020-01-01,,\n")
    assert catalogue.in_force("A1", date(2026, 1, 1)) is None
