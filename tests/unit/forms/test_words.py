"""The sentences: all there, all used, none with a word the office does not say."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from forms import words
from forms.acts import wording as acts_wording
from forms.catalog import FieldType, load_catalog
from forms.compile import file_schema
from forms.findings import Finding, Level, finding
from forms.guides import GUIDES
from forms.guides.guide import Answer
from forms.pointers import tokens
from forms.profiles import profiles
from forms.record_type import kinds_of
from forms.rules import RULES
from forms.scanner import Kind
from forms.sheets import REGISTER_ROOT, ROOT
from forms.words import describe, label_at
from forms.workflow import Act, Role, Status
from sync import wire

FORMS = Path(words.__file__).parent
INTAKE = FORMS.parent / "portal" / "intake"  # its answers name the rules that forms has words for
STATES = ("empty", "started", "complete", "errors")


def literals(folder: Path = FORMS) -> set[str]:
    """Every text constant in the code of a folder."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in folder.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def families() -> set[str]:
    keys = {f"level.{level}" for level in Level}
    keys |= {f"level.{level}.count.{form}" for level in Level for form in ("one", "other")}
    keys |= {f"record_status.{status}" for status in Status} | {f"act.{act}" for act in Act}
    keys |= {f"{guide.code}.{part}" for guide in GUIDES for part in ("why", "how")}
    keys |= {f"guide_state.{answer}" for answer in Answer}
    keys |= {f"role.{role}" for role in Role} | {f"stage_state.{state}" for state in STATES}
    keys |= {f"personal.kind.{kind}" for kind in Kind}
    keys |= {f"required.{profile.id}" for profile in profiles().values() if profile.pointers}
    keys |= acts_wording.keys()
    keys |= {f"header.{name}" for name in file_schema(words.RECORD_TYPE, load_catalog())["required"]}
    return keys | {f"type.{kind}" for kind in FieldType} | {"type.object"}


def of_sheets() -> set[str]:
    """What a spreadsheet calls a list, by the name of a member of the law or of what the list stands in."""
    records = load_catalog().record_types.values()
    names = {token for record in records for item in record.walk() for token in tokens(item.pointer)}
    return {f"sheet.{name}" for name in (*ROOT, *REGISTER_ROOT)} | {
        f"sheet.{kind}.{name}" for kind in ("of", "in") for name in names
    }


def test_every_rule_has_its_message() -> None:
    assert {rule.code for rule in (*RULES, *GUIDES)} - set(words.messages()) == set()


def test_every_message_is_used() -> None:
    said = literals()
    used = said | families() | of_sheets() | {f"{key}.{form}" for key in said for form in ("one", "other")}
    used |= {f"rule.{rule}" for rule in (wire.ALTERED, *literals(INTAKE), *(f"workflow.{act}" for act in Act))}
    assert set(words.messages()) - used == set()
    assert families() - set(words.messages()) == set()


def test_no_foreign_word() -> None:
    foreign = re.compile(r"\b(hitos?|transacci|enmienda|sincroniz|ocds/|pointer)", re.IGNORECASE)
    assert [text for text in words.messages().values() if foreign.search(text)] == []


def test_describe_names_the_field_by_its_label() -> None:
    item = finding("/awards/0/date", "date.impossible", Level.ERROR, value="2026-02-30")
    assert words.describe(item) == "«2026-02-30» no es una fecha posible. Corrija «Fecha del fallo o adjudicación»."


def test_describe_turns_codes_and_types_into_words() -> None:
    code = "status.award_inactive_with_contract"
    status = finding("/awards/0/status", code, Level.WARNING, status="cancelled")
    title = load_catalog().codelists["awardStatus"].title_of("cancelled")
    assert f"«{title}»" in words.describe(status)
    typed = finding("/awards/0/date", "typed.unreadable", Level.ERROR, text="el martes", expected="date")
    assert words.describe(typed).endswith("«el martes», no se puede leer como fecha; escríbalo de nuevo.")
    unknown = finding("/tender/status", "code.unknown", Level.ERROR, value="x", codelist="tenderStatus")
    assert load_catalog().codelists["tenderStatus"].title in words.describe(unknown)


@pytest.mark.parametrize(
    ("pointer", "label"),
    [("", "Expediente"), ("/awards/0", "Adjudicación"), ("/nowhere/x", "x"), ("/tender/value/none", "Monto estimado")],
)
def test_labels_of_places_without_an_entry(pointer: str, label: str) -> None:
    record = load_catalog().record_types["contracting_process"]
    shown = words.label_at(pointer, record)
    assert shown == label or (pointer == "/tender/value/none" and shown)


def test_where_names_the_rows_on_the_way() -> None:
    record = load_catalog().record_types["contracting_process"]
    assert words.where("/awards/1/suppliers/0/name", record) == "Adjudicación 2 › Proveedor o contratista adjudicado 1"
    assert words.where("/tender/title", record) == ""


def test_plural_by_two_keys() -> None:
    assert words.counted("level.error.count", 1) == "1 error"
    assert words.counted("level.error.count", 1200) == "1,200 errores"


def test_a_works_record_is_spoken_of_in_its_own_words() -> None:
    """The list, its section, its rows' members and what is wrong with them; goods keep theirs."""
    record = load_catalog().record_types["contracting_process"]
    works, goods = kinds_of({"tender": {"mainProcurementCategory": "works"}}), kinds_of({"tender": {}})
    for kinds, title, label, number in (
        (works, "Conceptos de obra", "Conceptos de obra contratados", "Clave del concepto"),
        (goods, "Partidas (bienes o servicios)", "Partidas contratadas (bienes o servicios)", "Número de partida"),
    ):
        stage = record.stage("contract")
        assert stage is not None
        section = next(item for item in stage.sections if item.id == "items").under(*kinds)
        items = section.fields[0]
        own = items.member("/id")
        assert (section.title, items.label, own is not None and own.label.startswith(number)) == (title, label, True)
        assert label_at("/contracts/0/items", record, kinds) == label
        missing = Finding("/contracts/0/items/0/id", "required.missing", Level.ERROR)
        assert number in describe(missing, kinds=kinds)


def test_no_list_of_items_keeps_the_words_of_goods_in_works() -> None:
    record = load_catalog().record_types["contracting_process"]
    lists = [item for item in record.walk() if item.group == "item" and item.captured]
    said = [f"{item.label} {item.help} {item.add_label}" for item in (found.under("works") for found in lists)]
    assert lists
    assert [text for text in said if "artida" in text] == []
