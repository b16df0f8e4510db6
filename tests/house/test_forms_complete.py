"""The law is complete: each field explains itself in the office's words and each list is used."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.catalog import Catalog, Field, FieldType, RecordType, load_catalog

FORMS = Path(__file__).resolve().parents[2] / "forms"
FIXTURES = FORMS.parent / "tests" / "fixtures" / "registers"
LONGEST_LABEL = 60
FORBIDDEN = re.compile(r"\b(hitos?|transacci[oó]n(es)?|enmiendas?|sincroniza\w*)\b", re.IGNORECASE)
BARE_PARTIDA = re.compile(r"\bpartidas?$", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def captured(catalog: Catalog) -> list[Field]:
    return [item for record in catalog.record_types.values() for item in record.walk() if item.captured]


def test_every_captured_field_explains_itself(captured: list[Field]) -> None:
    silent = [item.pointer for item in captured if not (item.label and item.help and item.source)]
    assert silent == []


def test_what_is_only_carried_has_a_name_in_the_history(catalog: Catalog) -> None:
    fields = [item for record in catalog.record_types.values() for item in record.walk()]
    assert {item.pointer for item in fields if not item.label} == set()
    assert {item.label for item in fields if len(item.label) > LONGEST_LABEL} == set()


def test_every_captured_field_shows_an_example(captured: list[Field]) -> None:
    assert [item.pointer for item in captured if not item.example] == []


def test_the_example_of_a_code_is_in_its_list(catalog: Catalog, captured: list[Field]) -> None:
    for item in (item for item in captured if item.type is FieldType.CODE):
        assert catalog.codelists[item.codelist or ""].find(item.example), item.pointer


def test_labels_fit_the_form(captured: list[Field]) -> None:
    assert {item.label for item in captured if len(item.label) > LONGEST_LABEL} == set()


def test_help_is_a_sentence(captured: list[Field]) -> None:
    assert {item.help for item in captured if item.help[-1:] not in (".", "?")} == set()


def test_every_code_has_a_known_list(catalog: Catalog) -> None:
    fields = [item for record in catalog.record_types.values() for item in record.walk()]
    coded = [item for item in fields if item.type in (FieldType.CODE, FieldType.CODES)]
    assert [item.pointer for item in coded if item.codelist not in catalog.codelists] == []


def test_every_list_is_used_and_indexed(catalog: Catalog) -> None:
    files = {file.stem for file in (FORMS / "codelists").glob("*.csv")}
    index = tomllib.loads((FORMS / "codelists" / "index.toml").read_text(encoding="utf-8"))
    used = {item.codelist for record in catalog.record_types.values() for item in record.walk()}
    assert files == set(index)
    assert files - used == set()


def test_codes_have_one_title_each(catalog: Catalog) -> None:
    for codelist in catalog.codelists.values():
        titles = [code.title for code in codelist.codes]
        assert len(set(titles)) == len(titles) == len(codelist.by_code), codelist.name
        assert all(titles), codelist.name


def test_every_group_is_used(catalog: Catalog) -> None:
    groups = {file.stem for file in (FORMS / "records" / "groups").glob("*.toml")}
    used = {item.group for record in catalog.record_types.values() for item in record.walk()}
    assert groups - used == set()


def words(catalog: Catalog) -> Iterator[str]:
    """Everything of the law that a person reads."""
    for record in catalog.record_types.values():
        for stage in record.stages:
            yield from (record.register.title_plural, record.register.help) if record.register else ()
            yield from (stage.title, *stage.titles.values(), stage.row_label or "")
            yield from (text for section in stage.sections for text in (section.title, section.help))
            owned = (item.called for section in stage.sections for item in (section, *section.fields))
            yield from (text for called in owned for own in called.values() for text in own.values())
        fields = list(record.walk())
        yield from (text for item in fields for text in (item.label, item.help, item.add_label or ""))
    for codelist in catalog.codelists.values():
        yield from (codelist.title, *(code.title for code in codelist.codes))


def test_no_word_foreign_to_the_office(catalog: Catalog) -> None:
    assert sorted({text for text in words(catalog) if FORBIDDEN.search(text)}) == []


def test_partida_never_stands_alone_in_a_label(captured: list[Field]) -> None:
    assert {item.label for item in captured if BARE_PARTIDA.fullmatch(item.label)} == set()


def test_columns_and_row_titles_are_members(captured: list[Field]) -> None:
    for item in captured:
        start = f"{item.pointer}/*" if item.type is FieldType.ROWS else item.pointer
        inner = {member.pointer.removeprefix(start) for member in item.walk()}
        named = (*item.columns, *((item.row_title,) if item.row_title else ()))
        assert [name for name in named if name not in inner] == [], item.pointer


def test_stage_columns_are_known(catalog: Catalog) -> None:
    for record in catalog.record_types.values():
        for stage in record.stages:
            assert [name for name in stage_columns(record, stage.repeat, stage.row_columns) if name] == []


def stage_columns(record: RecordType, repeat: str | None, columns: tuple[str, ...]) -> Iterator[str]:
    """The columns that no field of the law answers to."""
    for column in columns:
        if record.field_at(f"{repeat}/*{column}") is None:
            yield column


def test_every_register_is_named_published_and_has_a_fixture(catalog: Catalog) -> None:
    for record, register in catalog.registers:
        title = record.field_at(register.row_title)
        assert title is not None
        assert (title.required, title.visibility) == ("standard", "public"), record.id
        assert register.help.endswith("."), record.id
        assert re.fullmatch(r"[a-z-]+", register.public), record.id
        assert re.fullmatch(r"[A-Z]{3}", register.folio), record.id
        assert (FIXTURES / f"{record.id}.json").is_file(), record.id


def test_registers_share_no_number_folio_or_address(catalog: Catalog) -> None:
    found = [register for _, register in catalog.registers]
    for names in ([item.number for item in found], [item.folio for item in found], [item.public for item in found]):
        assert len(set(names)) == len(names) >= 12


def test_the_questions_ask_for_known_fields(catalog: Catalog) -> None:
    record = catalog.record_types["contracting_process"]
    pointers = [pointer for question in record.questions for pointer in question.pointers]
    assert len(record.questions) == 8
    assert [pointer for pointer in pointers if record.field_at(pointer) is None] == []
