"""Every field of the law and every code of every list, through what tells a change: labels and titles, nothing raw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from forms.catalog import Field, FieldType, load_catalog
from forms.pointers import KEY
from forms.telling import place_words, value_words

LAW = load_catalog()
RAW = re.compile(r"[{}\[\]\"]|\b[a-z]+[A-Z]\w*|/\*|@")
TEXTS = {
    FieldType.TEXT: "Texto inventado",
    FieldType.LONG_TEXT: "Texto inventado",
    FieldType.NUMBER: 5,
    FieldType.INTEGER: 5,
    FieldType.BOOLEAN: True,
    FieldType.DATE: "2026-03-03",
    FieldType.MOMENT: "2026-03-03T10:00:00-05:00",
    FieldType.URI: "https://ejemplo.mx/a",
    FieldType.EMAIL: "a@ejemplo.mx",
    FieldType.TEXTS: ["Uno", "Dos"],
    FieldType.ANY: [1, 2],
}
DEEPEST = 3


def sample(item: Field, depth: int = 0) -> Any:
    """A value of a field with everything it can have in it."""
    if item.type in (FieldType.CODE, FieldType.CODES):
        codes = [code.code for code in LAW.codelists[item.codelist or ""].codes]
        return codes[:2] if item.type is FieldType.CODES else codes[0]
    if item.type is FieldType.ROWS:
        return [{KEY: "aaaaaaaaaa", **(members(item, depth) or {})}]
    if item.type is FieldType.COMPOSITE:
        return members(item, depth)
    return TEXTS[item.type]


def members(item: Field, depth: int) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for member in item.members if depth < DEEPEST else ():
        if member.relative.count("/") == 1 and (value := sample(member, depth + 1)) is not None:
            found[member.name] = value
    return found or None


def fields() -> Iterator[Any]:
    for record in LAW.record_types.values():
        for item in record.walk():
            yield pytest.param(record, item, id=f"{record.id} {item.pointer}")


def plain(words: str) -> str:
    """Without what a person wrote: addresses of mail and of the web are theirs."""
    return words.replace("a@ejemplo.mx", "").replace("https://ejemplo.mx/a", "")


def test_every_place_and_value_is_told_in_words() -> None:
    """One test for three thousand fields: each costs nothing, and a name for each would."""
    wrong = []
    for param in fields():
        record, item = param.values
        path = item.pointer.replace("*", "@aaaaaaaaaa")
        value = sample(item)
        for kind in ("set",) if item.type is not FieldType.ROWS else ("set", "row_add"):
            at = path if kind == "set" else f"{path}/@bbbbbbbbbb"
            given = value[0] if kind == "row_add" and value else value
            said = (place_words(at, record, ("works",)), value_words(at, given, kind, record, LAW) if given else "-")
            wrong += [(at, words) for words in said if not words or RAW.search(plain(words))]
            if item.label not in ("", said[0]) and item.name in said[0]:
                wrong.append((at, said[0]))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(LAW.codelists))
def test_every_code_is_told_by_its_title(name: str) -> None:
    used = [
        (record, item)
        for record in LAW.record_types.values()
        for item in record.walk()
        if item.codelist == name and item.type in (FieldType.CODE, FieldType.CODES)
    ]
    record, item = used[0]
    path = item.pointer.replace("*", "@aaaaaaaaaa")
    for code in LAW.codelists[name].codes:
        given = [code.code] if item.type is FieldType.CODES else code.code
        assert value_words(path, given, "set", record, LAW) == code.title


def test_what_the_law_does_not_know_says_that_the_file_brought_it() -> None:
    record = LAW.record_types["contracting_process"]
    assert place_words("/tender/x_campo", record, ()) in ("Otro dato del archivo: x_campo", "x_campo")
    assert place_words("/x_campo", record, ()) == "Otro dato del archivo: x_campo"
    assert value_words("/x_campo", {"a": [1, True, None]}, "set", record, LAW) == "a: 1, Sí, "
    assert value_words("/x_campo", None, "set", record, LAW) == ""


def test_the_members_the_program_fills_have_names_too() -> None:
    record = LAW.record_types["contracting_process"]
    assert place_words("/language", record, ()) == "Idioma de los datos"
    assert value_words("/language", "es", "set", record, LAW) == "Español"
    assert RAW.search(place_words("/initiationType", record, ())) is None
    assert value_words("/initiationType", "tender", "set", record, LAW) != "tender"


def test_a_row_is_named_and_an_act_by_its_name() -> None:
    record = LAW.record_types["contracting_process"]
    award = {KEY: "aaaaaaaaaa", "title": "Adjudicación de papelería", "status": "active"}
    assert value_words("/awards/@aaaaaaaaaa", award, "row_add", record, LAW) == "Adjudicación de papelería"
    said = {"act": "clarification_meeting", "state": "not_applicable", KEY: "aaaaaaaaaa"}
    told = value_words("/_acts/@aaaaaaaaaa", said, "row_add", record, LAW)
    assert "clarification" not in told
    assert told
    assert value_words("/awards/@aaaaaaaaaa", {KEY: "aaaaaaaaaa"}, "row_add", record, LAW) == "1 renglón"


def test_two_values_that_differ_are_told_differently() -> None:
    """What differs in a member of a composite that its line does not say is said beside it."""
    record = LAW.record_types["contracting_process"]
    value = {"amount": 116, "currency": "MXN"}
    said = [value_words("/tender/value", one, "set", record, LAW) for one in (value, {**value, "netAmount": 100})]
    assert said[0] == "116.00 MXN"
    assert said[1].startswith("116.00 MXN; ")
    assert "100" in said[1]
