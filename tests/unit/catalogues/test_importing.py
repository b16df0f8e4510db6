"""Newer editions: taken whole or not at all, dated, kept as they came; no record changes with them."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from capture_app.__main__ import main
from capture_app.bootstrap import build
from capture_app.changes import FieldEdit
from capture_app.commands.joining import init
from capture_app.errors import BadInput, CaptureError, NotFound, Refused
from capture_app.services import catalogues as service_module
from capture_app.services.catalogues import OFFICE_WORDS, PRODUCTS, CatalogueService
from capture_app.store.product_codes import ProductCode, write_product_codes
from forms.catalog import load_catalog

COG = "spending_classifier"
LINES = "clave,nombre\n3751,Viáticos en el país\n"
RENAMED = "clave,nombre\n3700,Traslados\n3751,Viáticos nacionales\n"
CODE, TITLE = "44121704", "Esferos de punta redonda"


def title(catalogues, code, day=None):
    entry = catalogues.catalogue(COG, day).by_code.get(code)
    return entry and entry.title


def test_imported_lines_stand_under_what_the_program_brings(catalogues, table):
    edition = catalogues.import_file(COG, table(LINES), "2026")
    assert (edition.rows, edition.imported_by, edition.original) == (1, "Ana", "tabla.csv")
    (hit,) = catalogues.search(COG, "viaticos pais")
    assert (hit.code, hit.scheme, hit.kind) == ("3751", "COG", "partida específica")
    assert hit.path == ("Servicios generales", "Servicios de traslado y viáticos")


def test_the_file_is_kept_as_it_came(catalogues, table, tmp_path):
    file = table(LINES)
    edition = catalogues.import_file(COG, file, "2026")
    kept = tmp_path / "catalogues" / "spending_classifier-2026.csv"
    assert kept.read_bytes() == file.read_bytes()
    assert edition.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert catalogues.editions(COG) == (edition,)


def test_an_edition_holds_on_its_days_only(catalogues, table):
    catalogues.import_file(COG, table(LINES), "a", date(2026, 1, 1), date(2026, 12, 31))
    catalogues.import_file(COG, table(RENAMED), "b", date(2026, 7, 1), date(2026, 12, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1))
    assert [title(catalogues, "3751", day) for day in days] == [
        None,
        "Viáticos en el país",
        "Viáticos nacionales",
        None,
    ]
    assert title(catalogues, "3700", days[0]) == "Servicios de traslado y viáticos"
    assert title(catalogues, "3700", days[2]) == "Traslados"


def test_importing_twice_changes_nothing(catalogues, table):
    first = catalogues.import_file(COG, table(LINES), "2026")
    assert catalogues.import_file(COG, table(LINES), "2026") == first
    assert len(catalogues.editions(COG)) == 1


def test_another_file_under_the_same_name_is_refused(catalogues, table):
    catalogues.import_file(COG, table(LINES), "2026")
    with pytest.raises(Refused, match="otro contenido"):
        catalogues.import_file(COG, table(RENAMED), "2026")
    assert title(catalogues, "3751") == "Viáticos en el país"


def test_a_file_altered_on_disk_is_not_used_and_can_be_put_back(catalogues, table, tmp_path):
    catalogues.import_file(COG, table(LINES), "2026")
    (tmp_path / "catalogues" / "spending_classifier-2026.csv").write_text("clave,nombre\n3751,Otra cosa\n")
    again = CatalogueService(tmp_path, load_catalog(), catalogues._clock)
    with pytest.raises(CaptureError, match="no es el que se importó"):
        again.search(COG, "viaticos")
    again.import_file(COG, table(LINES), "2026")
    assert title(again, "3751") == "Viáticos en el país"


def test_a_description_that_cannot_be_read_is_said(catalogues, table, tmp_path):
    catalogues.import_file(COG, table(LINES), "2026")
    (tmp_path / "catalogues" / "spending_classifier-2026.toml").write_text("esto no es")
    with pytest.raises(CaptureError, match="no es el que se importó"):
        catalogues.search(COG, "viaticos")


def test_nothing_is_half_taken_and_every_place_is_named(catalogues, table, tmp_path):
    with pytest.raises(BadInput) as refused:
        catalogues.import_file(COG, table(LINES + "37A1,\n", "partidas.csv"), "2026")
    assert "partidas.csv, renglón 3, columna clave: la clave «37A1»" in refused.value.message_es
    assert "partidas.csv, renglón 3, columna nombre: falta el nombre" in refused.value.message_es
    assert "vuelva a importar" in refused.value.sentences
    assert (refused.value.file.endswith("partidas.csv"), refused.value.place) == (True, "3:clave")
    assert not (tmp_path / "catalogues").exists()


def test_many_mistakes_are_counted(catalogues, table):
    with pytest.raises(BadInput, match="y 80 más"):
        catalogues.import_file(COG, table("clave,nombre\n" + "X,x\n" * 100))


def test_every_problem_has_a_sentence(catalogues, table, monkeypatch):
    from capture_app.words import sentences

    kinds = {key.removeprefix("catalogue.problem.") for key in sentences() if key.startswith("catalogue.problem.")}
    forms = service_module.Path(service_module.__file__).parents[2] / "forms"
    files = (*(forms / "catalogues").glob("*.py"), forms / "threshold_table.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    written = {kind for kind in kinds if f'"{kind}"' in source or kind in ("words_missing", "codes_missing")}
    assert written == kinds


@pytest.mark.parametrize("edition", ["../fuera", "con espacio", "x" * 33, ".oculta"])
def test_an_edition_has_a_plain_name(catalogues, table, edition):
    with pytest.raises(BadInput):
        catalogues.import_file(COG, table(LINES), edition)


def test_days_in_the_wrong_order_are_refused(catalogues, table):
    with pytest.raises(BadInput, match="antes de comenzar"):
        catalogues.import_file(COG, table(LINES), "2026", date(2026, 2, 1), date(2026, 1, 1))


def test_a_name_or_a_file_that_is_not_there_is_said(catalogues, tmp_path, table):
    with pytest.raises(NotFound, match="nada"):
        catalogues.search("nada", "x")
    with pytest.raises(NotFound, match="currency"):
        catalogues.import_file("currency", table(LINES))
    with pytest.raises(BadInput, match="No se puede leer"):
        catalogues.import_file(COG, tmp_path / "no-hay.csv")


@pytest.fixture
def few_codes(tmp_path, monkeypatch):
    """A small catalogue of products in the place of the real one."""
    file = tmp_path / "few.sqlite3"
    write_product_codes(file, [ProductCode(CODE, TITLE, "Bolígrafos"), ProductCode("72152705", "Aceras")], {})
    monkeypatch.setattr(service_module, "SHIPPED", file)
    return file


def test_products_can_be_renewed_and_none_is_lost(catalogues, table, few_codes):
    text = f"clave,descripcion,palabras similares\n{CODE},Plumas de punta,Lapiceros\n30111601,Cemento,\n"
    catalogues.import_file(PRODUCTS, table(text), "2027", date(2027, 1, 1))
    assert catalogues.products().get(CODE).title == TITLE
    later = catalogues.products(date(2027, 1, 1))
    assert [product.code for product in later.every()] == ["30111601", CODE, "72152705"]
    assert [hit.title for hit in catalogues.search(PRODUCTS, "cemento", day=date(2027, 1, 1))] == ["Cemento"]


def test_a_lost_zero_of_a_product_code_is_said(catalogues, table, few_codes):
    with pytest.raises(BadInput, match="ceros a la izquierda"):
        catalogues.import_file(PRODUCTS, table("clave,descripcion\n1010101,No existe\n"))


def test_an_office_adds_words_of_its_own(catalogues, table, few_codes):
    catalogues.import_file(OFFICE_WORDS, table(f"palabras,claves\nlápiz de tinta|tintero,{CODE}\n"))
    hit = catalogues.search(PRODUCTS, "tintero")[0]
    assert (hit.code, hit.title, hit.scheme, hit.word) == (CODE, TITLE, "UNSPSC", "lápiz de tinta")
    assert catalogues.search(OFFICE_WORDS, "tintero")[0].code == CODE
    assert any(hit.word == "banqueta" for hit in catalogues.search(PRODUCTS, "banqueta"))


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("pluma,99999999", "columna claves: la clave «99999999» no está"),
        ("pluma,12", "ocho dígitos"),
        (f",{CODE}", "|"),
    ],
)
def test_a_word_leads_to_products_that_exist(catalogues, table, few_codes, row, where):
    with pytest.raises(BadInput) as refused:
        catalogues.import_file(OFFICE_WORDS, table(f"palabras,claves\n\n{row}\n"))
    assert where in refused.value.message_es
    assert "renglón 3" in refused.value.message_es


def test_without_the_products_the_rest_works_and_it_is_said(catalogues, tmp_path, monkeypatch):
    monkeypatch.setattr(service_module, "SHIPPED", tmp_path / "no-hay.sqlite3")
    with pytest.raises(NotFound, match="Falta el catálogo"):
        catalogues.search(PRODUCTS, "pluma")
    assert {info.name: info.entries for info in catalogues.listing()}[PRODUCTS] == 0


def test_code_lists_are_searched_by_the_same_door(catalogues):
    assert catalogues.search("currency", "peso mexicano")[0].code == "MXN"
    assert catalogues.search("unitName", "pieza")[0].title == "Pieza"
    assert set(catalogues.names) == {info.name for info in catalogues.listing()}


def test_importing_an_edition_changes_no_record(tmp_path, table):
    """A record keeps the code and the title it was captured with."""
    folder = tmp_path / "datos"
    init(folder, "MB", "Municipio inventado", "ocds-xs1qbl", "Ana")
    app = build(folder)
    try:
        record_id = app.capture.create("Viáticos").record_id
        chosen = {"scheme": "COG", "id": "3700", "description": app.catalogues.catalogue(COG).by_code["3700"].title}
        app.capture.save_fields(
            record_id,
            [FieldEdit("/tender/items/@", {"description": "Viaje", "classification": chosen}, "row_add")],
        )
        before, pending = app.capture.open(record_id), app.capture.history(record_id)
        app.catalogues.import_file(COG, table(RENAMED), "2026")
        assert app.catalogues.catalogue(COG).by_code["3700"].title == "Traslados"
        after = app.capture.open(record_id)
        assert after == before
        assert app.capture.history(record_id) == pending
        assert after.body["tender"]["items"][0]["classification"] == chosen
        assert app.check().bad == ()
    finally:
        app.close()


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_command_searches_without_an_office(capsys, tmp_path):
    code, out, _ = run(capsys, "--data", tmp_path / "nada", "catalog", "places", "chetumal", "--json")
    (hit,) = json.loads(out)
    assert (code, hit["code"], hit["path"]) == (0, "230040001", ["Quintana Roo", "Othón P. Blanco"])
    code, out, _ = run(capsys, "--data", tmp_path / "nada", "catalog")
    assert code == 0
    assert "spending_classifier  71  Clasificador" in out
    assert not (tmp_path / "nada").exists()


def test_the_command_imports_and_says_what_is_wrong(capsys, tmp_path, table):
    folder = tmp_path / "datos"
    init(folder, "MB", "Municipio inventado", "ocds-xs1qbl", "Ana")
    order = ("--data", folder, "catalog", COG, "--import")
    code, out, _ = run(capsys, *order, table(LINES), "--edition", "2026", "--from", "01/01/2026", "--json")
    made = json.loads(out)
    assert (code, made["file"], made["since"], made["rows"]) == (0, "spending_classifier-2026.csv", "2026-01-01", 1)
    assert run(capsys, "--data", folder, "catalog", COG, "viaticos", "pais")[1].startswith(
        "3751  Viáticos en el país  ("
    )
    code, _, err = run(capsys, *order, table("clave,nombre\nX,x\n"), "--edition", "mala")
    assert (code, "tabla.csv, renglón 2, columna clave" in err) == (2, True)
    assert run(capsys, "--data", folder, "catalog", COG, "nada de nada")[0] == 1
    assert run(capsys, "--data", folder, "catalog", "nada")[0] == 2
    assert run(capsys, "--data", folder, "catalog", "--import", "x")[0] == 2


def test_one_row_is_an_edition_of_its_own_from_today_or_from_when_it_begins(catalogues):
    assert title(catalogues, "3751") is None
    first = catalogues.put(COG, {"code": "3751", "title": "Viáticos en el país", "source": "Cabildo, acta 12"})
    assert title(catalogues, "3751") == "Viáticos en el país"
    again = catalogues.put(COG, {"code": "3751", "title": "Viáticos  nacionales", "since": "01/01/2099"})
    assert (first.imported_by, first.rows, again.since) == ("Ana", 1, date(2099, 1, 1))
    assert (title(catalogues, "3751"), title(catalogues, "3751", date(2099, 1, 1))) == (
        "Viáticos en el país",
        "Viáticos nacionales",
    )
    assert len(catalogues.editions(COG)) == 2
    (hit,) = catalogues.search(COG, "viaticos pais")
    assert (hit.source, hit.verified) == ("Cabildo, acta 12", False)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"code": "x", "title": "Algo"}, "code"),
        ({"code": "3751", "title": ""}, "title"),
        ({"code": "3751", "title": "Algo", "until": "ayer"}, "until"),
        ({"code": "3751\n3752,Otro", "title": "Algo"}, "code"),
    ],
)
def test_a_row_with_a_wrong_cell_is_refused_at_its_place(catalogues, tmp_path, cells, place):
    with pytest.raises(BadInput) as refused:
        catalogues.put(COG, cells)
    assert refused.value.place == place
    assert not (tmp_path / "catalogues").exists()


def test_a_list_of_the_standard_or_of_products_has_no_rows_of_the_office(catalogues):
    for name in ("currency", PRODUCTS):
        with pytest.raises(NotFound):
            catalogues.put(name, {"code": "1", "title": "Algo"})


@pytest.mark.parametrize("role", ["capturista", "revisor", "instructor"])
def test_only_an_administrator_writes_a_row_or_brings_an_edition(tmp_path, fixed_clock, table, role):
    service = CatalogueService(tmp_path, load_catalog(), fixed_clock, user="Luis", role=role)
    for act in (
        lambda: service.put(COG, {"code": "3751", "title": "Algo"}),
        lambda: service.import_file(COG, table(LINES)),
    ):
        with pytest.raises(Refused, match="Solo quien administra"):
            act()
    assert service.editions(COG) == ()
