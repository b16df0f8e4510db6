"""The catalogues that the program brings: whole, placed and honest about their sources."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from forms.catalogues.catalogues import load_catalogue, plans
from forms.catalogues.office_words import find_words, office_words, stem, terms

DAY = date(2026, 3, 20)
STATE = "23"
MUNICIPALITIES = 11


@pytest.mark.parametrize("name", plans())
def test_every_entry_has_a_level_and_a_source(name):
    catalogue = load_catalogue(name)
    assert catalogue.entries
    assert all(entry.kind in catalogue.plan.kinds and entry.source for entry in catalogue.entries)


@pytest.mark.parametrize("name", plans())
def test_every_entry_is_found_by_its_code_and_by_its_title(name):
    catalogue = load_catalogue(name)
    for entry in catalogue.entries:
        assert catalogue.find(entry.code)[0] == entry
        assert entry in catalogue.find(entry.title)


def test_the_spending_classifier_is_the_official_one(shared):
    file = shared / "data" / "catalogs" / "cog_capitulos_conceptos.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        official = {row["clave"]: (row["nombre"], row["padre"] or None) for row in csv.DictReader(stream)}
    ours = {entry.code: (entry.title, entry.parent) for entry in load_catalogue("spending_classifier").entries}
    assert ours == official


def test_every_chapter_has_concepts():
    catalogue = load_catalogue("spending_classifier")
    chapters = catalogue.children(None)
    assert [entry.code for entry in chapters] == [f"{number}000" for number in range(1, 10)]
    assert all(catalogue.children(chapter.code) for chapter in chapters)


def test_places_are_the_state_its_municipalities_and_their_towns(shared):
    catalogue = load_catalogue("places")
    assert [entry.title for entry in catalogue.children(None)] == ["Quintana Roo"]
    assert len(catalogue.children(STATE)) == MUNICIPALITIES
    assert [entry.title for entry in catalogue.path_to("230040001")] == ["Quintana Roo", "Othón P. Blanco", "Chetumal"]
    file = shared / "data" / "catalogs" / "inegi_localidades_quintana_roo_1000hab.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        official = {(row["cvegeo"], row["nom_localidad"], row["cve_municipio"]) for row in csv.DictReader(stream)}
    towns = [entry for entry in catalogue.entries if entry.kind == "localidad"]
    assert {(entry.code, entry.title, (entry.parent or "")[2:]) for entry in towns} == official


def test_public_bodies_cover_the_branches_and_every_municipality():
    catalogue = load_catalogue("public_bodies")
    branches = {entry.branch for entry in catalogue.entries}
    powers = {"Poder Ejecutivo", "Poder Legislativo", "Poder Judicial", "Órgano autónomo"}
    assert branches == {*powers, "Municipio", "Organismo paramunicipal"}
    assert sum(entry.branch == "Municipio" for entry in catalogue.entries) == MUNICIPALITIES
    assert all(entry.branch == "Municipio" for entry in catalogue.entries if entry.verified)


def test_paramunicipal_bodies_hang_from_their_municipality_and_nobody_has_verified_them():
    catalogue = load_catalogue("public_bodies")
    found = [entry for entry in catalogue.entries if entry.branch == "Organismo paramunicipal"]
    assert {catalogue.by_code[entry.parent or ""].branch for entry in found} == {"Municipio"}
    assert len({entry.parent for entry in found}) == MUNICIPALITIES
    assert not any(entry.verified for entry in found)


def test_a_body_that_changed_its_name_names_its_successor():
    catalogue = load_catalogue("public_bodies")
    before = catalogue.find("contraloria")[0]
    assert "SABGOB" in catalogue.by_code[before.successor or ""].title


def test_office_words_are_many_and_each_name_is_there_once():
    names = [" ".join(terms(name)) for word in office_words() for name in word.names]
    assert len(office_words()) >= 60
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("BANQUETAS", "banqueta"),
        ("lapiceros", "lapicero"),
        ("boligrafo", "bolígrafo"),
        ("guarnicion", "guarnición"),
        ("toner", "tóner"),
        ("luminarias led", "luminaria"),
        ("retroexc", "retroexcavadora"),
        ("renta de retroexcavadora para obra", "retroexcavadora"),
        ("camiones de volteo", "volteo"),
    ],
)
def test_an_office_word_is_found_as_people_type_it(typed, first):
    assert find_words(typed, office_words())[0].name == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("servicio de limpieza de oficinas y parque", "limpieza de oficinas"),
        ("libreta de taquigrafía block con espiral", "libreta"),
        ("suministro de vales de gasolina", "vales de despensa"),
        ("adquisición de vales de despensa", "vales de despensa"),
        ("papelería y artículos de escritorio", "papelería"),
        ("cajas de papel bond para copias", "papel bond"),
        ("block de concreto de 15", "block de concreto"),
        ("block", "block de concreto"),
    ],
)
def test_what_is_said_first_and_says_more_comes_first(typed, first):
    assert find_words(typed, office_words())[0].name == first


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("10 tambos de pintura", "contenedor de basura"),
        ("suministro de boyas y balizas", "tope"),
        ("póliza de seguro de vida para el personal", "seguro de vehículos"),
        ("levantamiento de reconocimiento del canal", "trofeo"),
        ("lápiz para escritura", "notario"),
        ("digitalización de expedientes", "folder"),
        ("libreta block de 80 hojas", "block de concreto"),
        ("gira magna de trabajo", "gasolina"),
    ],
)
def test_a_word_of_another_trade_is_not_this_one(typed, word):
    """Read off published purchases: the same word in a sentence of something else."""
    assert word not in [found.name for found in find_words(typed, office_words())]


def test_the_plural_is_the_same_word():
    assert [stem(word) for word in ("fletes", "camiones", "hules", "viaticos", "luz", "gas")] == [
        "flete",
        "camion",
        "hul",
        "viatico",
        "luz",
        "gas",
    ]
    assert terms("Árbol de la calle") == ("arbol", "calle")
