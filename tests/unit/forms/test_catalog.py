"""The law is read strictly, opened where groups are used, and found by place."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.catalog import Catalog, FieldType, LawError, load_catalog, read_catalog
from tests.unit.forms.law import AWARD, FILES, GENERAL, ITEM, TENDER, VALUE, write_law


@pytest.fixture
def small(tmp_path: Path) -> Catalog:
    return read_catalog(write_law(tmp_path))


def test_stages_in_order(small: Catalog) -> None:
    record = small.record_types["small"]
    assert record.title == "Registro"
    assert [stage.id for stage in record.stages] == ["general", "tender", "award"]
    assert [stage.id for stage in record.steps()] == ["tender", "award"]
    tender = record.stage("tender")
    assert tender is not None
    assert (tender.title_for("direct"), tender.title_for("open"), tender.title_for(None)) == (
        "Cotización",
        "Procedimiento",
        "Procedimiento",
    )


def test_members_are_full_patterns(small: Catalog) -> None:
    record = small.record_types["small"]
    items = record.field_at("/tender/items")
    assert items is not None
    assert items.type is FieldType.ROWS
    assert items.columns == ("/description",)
    price = items.member("/unit/value")
    assert price is not None
    assert [member.pointer for member in price.members][:2] == [
        "/tender/items/*/unit/value/amount",
        "/tender/items/*/unit/value/currency",
    ]
    assert [member.label for member in price.members] == ["Precio estimado", "Moneda", ""]
    value = record.field_at("/tender/value/amount")
    assert value is not None
    assert (value.label, value.relative, value.help) == ("Monto estimado", "/amount", "Cantidad.")


@pytest.mark.parametrize(
    "path", ["/tender/items/3/unit/value", "/tender/items/@k2abc/unit/value", "/tender/items/*/unit/value"]
)
def test_field_at_reads_every_notation(small: Catalog, path: str) -> None:
    found = small.record_types["small"].field_at(path)
    assert found is not None
    assert found.pointer == "/tender/items/*/unit/value"


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("/tender/value/amount", "/tender/value"),
        ("/tender/value/unknown", "/tender/value"),
        ("/tender/items/0/unit/value/amount", "/tender/items/*/unit/value"),
        ("/tender/items/0/places/1/name", "/tender/items/*/places"),
        ("/tender/items/@k", "/tender/items"),
        ("/tender/notes/0", "/tender/notes"),
        ("/tender/items/0/unknown", None),
        ("/unknown", None),
        ("/awards/0/title", "/awards/*/title"),
    ],
)
def test_unit_at(small: Catalog, path: str, unit: str | None) -> None:
    found = small.record_types["small"].unit_at(path)
    assert (found.pointer if found else None) == unit


@pytest.mark.parametrize(
    ("path", "stage"),
    [("/title", "general"), ("/tender/x", "tender"), ("/awards", "award"), ("/awards/2/detail", "award"), ("/x", None)],
)
def test_stage_of(small: Catalog, path: str, stage: str | None) -> None:
    found = small.record_types["small"].stage_of(path)
    assert (found.id if found else None) == stage


def test_step_of_general_is_its_host(small: Catalog) -> None:
    step = small.record_types["small"].step_of("/title")
    assert step is not None
    assert step.id == "tender"


def test_requirements_follow_conditions_and_sections(small: Catalog) -> None:
    record = small.record_types["small"]
    rounds, currency, day = (
        record.field_at(path) for path in ("/tender/rounds", "/tender/value/currency", "/awards/0/detail/on")
    )
    assert rounds is not None
    assert currency is not None
    assert day is not None
    open_body = {"tender": {"method": "open", "value": {"amount": 1}}, "awards": [{}, {"title": "x"}]}
    assert record.requirement(rounds, open_body, "/tender/rounds") == "profile"
    assert record.requirement(rounds, {}, "/tender/rounds") is None
    assert record.requirement(currency, open_body, "/tender/value/currency") == "recommended"
    assert record.requirement(currency, {}, "/tender/value/currency") is None
    assert record.requirement(day, open_body, "/awards/0/detail/on") is None
    assert record.requirement(day, open_body, "/awards/1/detail/on") == "profile"


def test_codelists(small: Catalog) -> None:
    method = small.codelists["method"]
    assert (method.open, small.codelists["currency"].open) == (True, False)
    assert method.title_of("direct") == "Adjudicación directa"
    assert method.title_of("other") == "other"
    assert [code.code for code in method.find("LICITACION")] == ["open"]
    assert [code.code for code in method.find("direc")] == ["direct"]
    assert [code.code for code in method.find("publ lic")] == ["open"]
    assert method.find("zzz") == ()
    assert len(method.find("")) == 2


BROKEN = [
    ("tender", TENDER.replace('label = "Tipo"', 'labl = "Tipo"'), "unknown key labl"),
    ("tender", TENDER.replace('type = "integer"', 'type = "whole"'), "unknown type or group 'whole'"),
    ("tender", TENDER.replace('rows = "item"', 'rows = "thing"'), "unknown group 'thing'"),
    ("tender", TENDER.replace('codelist = "method"', 'codelist = "ways"'), "unknown codelist 'ways'"),
    ("award", AWARD.replace("/awards/*/title", "/award/title"), "does not begin with /awards/*/"),
    ("tender", TENDER.replace('  help = "Tipo."\n', ""), "needs label and help"),
    ("tender", TENDER.replace('required = "profile"', 'required = "maybe"', 1), "unknown requirement"),
    ("tender", TENDER.replace("/unit/value/amount", "/unit/price"), "override of unknown member /unit/price"),
    ("tender", TENDER.replace('== "open"', '= "open"'), "position"),
    ("award", AWARD.replace("present ./title", "present ./name"), "the law has no /name"),
    ("tender", TENDER.replace("/tender/rounds", "/tender/id"), "stands twice"),
    ("tender", TENDER.replace('type = "value"', 'type = "item"'), "not composite"),
    ("tender", TENDER.replace('id = "tender"', 'id = "tendr"', 1), "[stage] needs"),
    ("general", GENERAL.replace('within = "tender"', 'within = "none"'), "has no number"),
    ("value", VALUE.replace('name = "value"', 'name = "money"'), "not the file's name"),
    ("item", ITEM.replace('rows = "place"', 'rows = "item"'), "contains itself"),
    ("item", ITEM + "[other]\n", "unknown key other"),
    ("tender", TENDER + "[[section", "tender.toml"),
]


@pytest.mark.parametrize(("stem", "content", "reason"), BROKEN, ids=[case[2] for case in BROKEN])
def test_a_malformed_law_is_refused_by_file_and_entry(tmp_path: Path, stem: str, content: str, reason: str) -> None:
    assert content not in FILES.values()
    with pytest.raises(LawError) as caught:
        read_catalog(write_law(tmp_path, **{stem: content}))
    assert reason in str(caught.value)
    assert caught.value.place


EXTRA = """
[stage]
id = "tender"
[[section]]
id = "general"
  [[section.field]]
  pointer = "/tender/local"
  type = "text"
  label = "Dato local"
  help = "Dato de la oficina."
"""


def test_a_folder_adds_one_field(tmp_path: Path) -> None:
    home, extra = write_law(tmp_path / "home"), tmp_path / "extra"
    (extra / "records" / "small").mkdir(parents=True)
    (extra / "records" / "small" / "tender.toml").write_text(EXTRA, encoding="utf-8")
    record = read_catalog(home, extra).record_types["small"]
    added = record.field_at("/tender/local")
    assert added is not None
    assert added.label == "Dato local"
    section = record.stages[1].sections[0]
    assert section.title == "General"
    assert section.fields[-1] is added
    assert read_catalog(home).record_types["small"].field_at("/tender/local") is None


def test_the_variable_names_the_extra_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = EXTRA.replace("/tender/local", "/tender/datoLocal")
    (tmp_path / "records" / "contracting_process").mkdir(parents=True)
    (tmp_path / "records" / "contracting_process" / "tender.toml").write_text(
        text.replace('id = "general"', 'id = "local"\ntitle = "Datos locales"'), encoding="utf-8"
    )
    monkeypatch.setenv("CAPTURA_FORMS_EXTRA", str(tmp_path))
    assert load_catalog().record_types["contracting_process"].field_at("/tender/datoLocal")
    monkeypatch.delenv("CAPTURA_FORMS_EXTRA")
    assert load_catalog().record_types["contracting_process"].field_at("/tender/datoLocal") is None


def test_the_real_law_is_read_once() -> None:
    assert load_catalog() is load_catalog()
    record = load_catalog().record_types["contracting_process"]
    assert [stage.id for stage in record.steps()] == ["planning", "tender", "award", "contract", "implementation"]
    implementation = record.stage_of("/contracts/0/implementation/transactions/0/value")
    assert implementation is not None
    assert implementation.id == "implementation"
    contract = record.stage_of("/contracts/0")
    assert contract is not None
    assert contract.id == "contract"


def test_members_of_a_carried_member_ask_for_nothing() -> None:
    record = load_catalog().record_types["contracting_process"]
    for item in record.walk():
        if item.carried:
            assert item.required in (None, "standard"), item.pointer
            assert all(member.carried for member in item.members), item.pointer
