"""Values made to hurt: refused by their size with a clear word, or judged within a bound of a real record's time.

No clock on the wall: time is processor time of this very run, as a ratio to the largest sample judged beside it.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest

import forms
from capture_app.changes import FieldEdit
from capture_app.errors import BadInput
from capture_app.ids import RandomIds
from capture_app.importers.merging import ReleaseTooLarge, merge_foreign
from capture_app.importers.reading import FileRefused, read_document
from capture_app.importers.registry import importer_for
from capture_app.store.editing import edited
from forms.catalog import Field, FieldType, load_catalog
from forms.compile import compile_schema, file_schema
from forms.context import Context
from forms.findings import Level
from forms.reading import Unreadable, read_typed
from forms.reading_dates import LONGEST_LINE
from forms.schema_check import MOST_ERRORS, release_findings
from forms.sizes import LONGEST_NAME, MOST_OBJECTS, MOST_ROWS_IN_ALL
from forms.standard import TRANSLATED, patterns_at
from forms.validate import validate
from forms.words import describe

PROCESS = "contracting_process"
SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "samples"
CONTEXT = Context(date(2026, 3, 20), ocid="ocds-213czf-hostile", profile="published")
MEGABYTES_10 = 10 * 1024 * 1024
MEASURED = bool(os.environ.get("CAPTURA_PROVE"))
MOST_TIMES = 20 if MEASURED else 200  # the goal is measured by `make prove`; elsewhere only a guard against hanging
LINEAR = 40  # an input ten times as long may take ten times as long, and some noise; a square takes a hundred

Body = dict[str, Any]


def check(body: Body) -> None:
    findings = validate(body, PROCESS, CONTEXT)
    assert all(len(describe(item)) < 1000 for item in findings[:50])


def deep(levels: int) -> Any:
    node: Any = "x"
    for _ in range(levels):
        node = {"budget": [node]}
    return node


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Processor time of the work, the middle of a few rounds after a first one."""
    work()
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return median(taken)


@cache
def largest_sample() -> Body:
    law = load_catalog()
    files = sorted(SAMPLES.rglob("*.json"), key=lambda file: file.stat().st_size)
    bodies = [
        merge_foreign([release], law).body
        for file in files
        for process in importer_for(file).read(file)
        for release in process.releases
    ]
    return max(bodies, key=lambda body: len(str(body)))


def item(index: int) -> Body:
    return {
        "_key": f"{index:010d}",
        "id": str(index),
        "description": "Tubería de PVC",
        "quantity": 3,
        "classification": {"scheme": "CUCOP", "id": "21101", "description": "Material"},
        "unit": {"name": "Pieza", "value": {"amount": 10, "currency": "MXN"}},
    }


def transaction(index: int) -> Body:
    name = {"scheme": "MX-RFC", "id": "x", "legalName": "x"}
    who = {"id": "x", "name": "x", "identifier": name, "address": {"streetAddress": "x"}, "contactPoint": {"name": "x"}}
    return {"id": str(index), "value": {"amount": 1, "currency": "MXN"}, "payer": who, "payee": who, "date": "x"}


def sound_lots(count: int) -> Body:
    """So many awards, each with a supplier and a contract of its own, to which hardly anything is to be said."""

    def lot(index: int) -> tuple[Body, Body, Body]:
        name, value = f"Proveedora {index}", {"amount": 1000 + index, "currency": "MXN"}
        who = {"id": f"P{index}", "name": name}
        period = {"startDate": "2026-01-26", "endDate": "2026-02-25"}
        key = {"scheme": "MX-RFC", "id": "XEXX010101000", "legalName": name}
        contact = {"name": "Ana", "email": f"ventas{index}@ejemplo.mx"}
        party = {**who, "_key": f"p{index:09}", "roles": ["supplier"], "identifier": key, "contactPoint": contact}
        base = {"title": f"Suministro de tubería, lote {index}", "status": "active", "value": value}
        award = {**base, "id": f"A{index}", "date": "2026-01-20", "suppliers": [who], "contractPeriod": period}
        contract = {**base, "id": f"C{index}", "awardID": f"A{index}", "dateSigned": "2026-01-23", "period": period}
        return party, award, contract

    parties, awards, contracts = (list(rows) for rows in zip(*map(lot, range(count)), strict=True))
    period = {"startDate": "2026-01-02T09:00:00-05:00", "endDate": "2026-01-15T10:00:00-05:00"}
    tender = {"id": "1", "title": "Suministro de tubería para la red", "status": "complete", "tenderPeriod": period}
    return {
        "tender": {**tender, "procurementMethod": "open"},
        "parties": parties,
        "awards": awards,
        "contracts": contracts,
    }


ELEVEN = ("parties", "complaints", *(f"x_{letter}" for letter in "abcdefghi"))
HOSTILE: Mapping[str, Callable[[], Body]] = {
    "a title of 10 MB": lambda: {"tender": {"id": "1", "title": "a" * MEGABYTES_10}},
    "10 MB of spaces": lambda: {"tender": {"id": "1", "title": " " * MEGABYTES_10, "description": "\t" * MEGABYTES_10}},
    "10 MB for an address": lambda: {"planning": {"documents": [{"id": "1", "url": "http://" + "a" * MEGABYTES_10}]}},
    "10 MB for a date": lambda: {"awards": [{"id": "1", "date": "2026-01-01T" + "0" * MEGABYTES_10}]},
    "10 MB for an e-mail": lambda: {
        "parties": [{"id": "1", "contactPoint": {"email": "a@" + "a." * (MEGABYTES_10 // 2)}}]
    },
    "10 MB for a code": lambda: {"tender": {"id": "1", "status": "x" * MEGABYTES_10}},
    "10 MB for an RFC": lambda: {
        "parties": [{"id": "1", "identifier": {"scheme": "MX-RFC", "id": "A" * MEGABYTES_10}}]
    },
    "10 MB for an id that nobody has": lambda: {"contracts": [{"id": "1", "awardID": "9" * MEGABYTES_10}]},
    "10 MB in a member that nobody knows": lambda: {"tender": {"id": "1", "x_note": "a" * MEGABYTES_10}},
    "10 MB far inside what nobody knows": lambda: {"x_note": [{"deep": [{"x": "a" * MEGABYTES_10}]}]},
    "6,000 rows of nobody's": lambda: {"x_rows": [{"a": 1}] * 6_000},
    "10 MB in an extension's list": lambda: {"tender": {"id": "1", "former": deep(20), "x": {"y": ["a" * 2**21]}}},
    "a name of a member of 10 MB": lambda: {"tender": {"id": "1", "x" * MEGABYTES_10: 1}},
    "4,000 names of 2,000 letters": lambda: {"x_free": {"deep": {f"{'n' * 2000}{index}": 1 for index in range(4_000)}}},
    "eleven lists of 5,000 rows": lambda: {name: [{"id": str(row)} for row in range(5_000)] for name in ELEVEN},
    "5,000 transactions with all that they can hold": lambda: {
        "contracts": [{"id": "1", "implementation": {"transactions": [transaction(row) for row in range(5_000)]}}]
    },
    "100,000 members": lambda: {"tender": {"id": "1", **{f"m{index}": index for index in range(100_000)}}},
    "100,000 translations": lambda: {"tender": {"id": "1", **{f"title_x-a{index}": "" for index in range(100_000)}}},
    "5,000 parties of one name": lambda: {"parties": [{"id": "1", "name": "Uno"} for _ in range(5_000)]},
    "5,000 wrong rows": lambda: {"awards": list(range(5_000))},
    "5,000 empty awards": lambda: {"awards": [{} for _ in range(5_000)]},
    "5,000 awards of one id": lambda: {"awards": [{"id": "1", "title": "x"} for _ in range(5_000)]},
    "5,000 empty items": lambda: {"tender": {"id": "1", "items": [{} for _ in range(5_000)]}},
    "5,000 items": lambda: {"tender": {"id": "1", "items": [item(index) for index in range(5_000)]}},
    "5,000 items of wrong types": lambda: {
        "tender": {"id": "1", "items": [{"description": [], "quantity": "x", "unit": 5}] * 5_000}
    },
    "5,000 items with a wrong place of delivery": lambda: {
        "contracts": [{"id": "1", "items": [{"deliveryLocation": {"geometry": {"type": "x"}}} for _ in range(5_000)]}]
    },
    "2 x 5,000 empty documents": lambda: {
        name: {"documents": [{} for _ in range(5_000)]} for name in ("tender", "planning")
    },
    "500 awards and contracts": lambda: {
        "awards": [{"id": str(index)} for index in range(500)],
        "contracts": [{"id": str(index), "awardID": str(index)} for index in range(500)],
    },
    "500 empty awards and contracts": lambda: {name: [{} for _ in range(500)] for name in ("awards", "contracts")},
    "500 awards, contracts and suppliers with nothing wrong": lambda: sound_lots(500),
    "500 awards and 5,000 authorisations": lambda: {
        "awards": [{"id": str(index)} for index in range(500)],
        "planning": {"documents": [{"documentType": "budgetAuthorization"} for _ in range(5_000)]},
    },
    "numbers without end": lambda: {
        "tender": {"id": "1", "value": {"amount": 10**4000}, "numberOfTenderers": 10**4000}
    },
    "lists within lists": lambda: {"tender": {"id": "1", "former": deep(60)}, "awards": [[[[[]]]]] * 50},
}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_do_not_hang_the_check(name: str) -> None:
    body = HOSTILE[name]()
    usual = seconds(lambda: check(largest_sample()))
    assert seconds(lambda: check(body)) < MOST_TIMES * usual


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_do_not_hang_it_either(name: str) -> None:
    release = HOSTILE[name]()
    usual = seconds(lambda: check(largest_sample()))
    assert seconds(lambda: release_findings(release)) < MOST_TIMES * usual


def test_five_thousand_items_take_ten_times_five_hundred() -> None:
    """Lists within the limit may be long; what matters is that nothing grows with its square."""
    few = {"tender": {"id": "1", "items": [item(index) for index in range(500)]}}
    many = {"tender": {"id": "1", "items": [item(index) for index in range(5_000)]}}
    assert seconds(lambda: check(many)) < LINEAR * seconds(lambda: check(few))


def test_twenty_times_the_lots_take_twenty_times_as_long() -> None:
    """Each award is looked at with its own supplier and contract, never with those of all others: that took 100."""
    few, many = sound_lots(25), sound_lots(500)
    assert {item.code for item in validate(many, PROCESS, CONTEXT)} >= {"guide.documents_missing"}
    assert seconds(lambda: check(many)) < LINEAR * seconds(lambda: check(few))


@pytest.mark.parametrize("name", ["parties", "complaints"])
def test_five_thousand_empty_rows_take_ten_times_five_hundred(name: str) -> None:
    few, many = ({name: [{"title": "x"} for _ in range(count)]} for count in (500, 5_000))
    assert seconds(lambda: check(many)) < LINEAR * seconds(lambda: check(few))


def test_what_a_sentence_quotes_is_short() -> None:
    for make in HOSTILE.values():
        for found in validate(make(), PROCESS, CONTEXT)[:200]:
            assert len(describe(found)) < 1000, found.code


@pytest.mark.parametrize(
    "content",
    [b'{"ocid":"a","tender":' + b'{"x":' * 100 + b"1" + b"}" * 101, b"[" * 100_000],
    ids=["100 levels", "100,000 brackets"],
)
def test_a_file_beyond_the_limits_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "hostile.json"
    file.write_bytes(content)
    with pytest.raises(FileRefused):
        read_document(file)


def test_what_is_too_large_is_said_at_its_place() -> None:
    codes = {
        "a title of 10 MB": ("/tender/title", "size.text"),
        "100,000 members": ("/tender", "size.members"),
        "a name of a member of 10 MB": ("/tender", "size.name"),
        "4,000 names of 2,000 letters": ("/x_free/deep", "size.name"),
        "eleven lists of 5,000 rows": ("", "size.rows_in_all"),
        "5,000 transactions with all that they can hold": ("", "size.in_all"),
        "10 MB for a date": ("/awards/0/date", "size.text"),
        "10 MB in a member that nobody knows": ("/tender/x_note", "size.text"),
        "10 MB far inside what nobody knows": ("/x_note/0/deep/0/x", "size.text"),
        "6,000 rows of nobody's": ("/x_rows", "size.rows"),
    }
    for name, (pointer, code) in codes.items():
        (found,) = validate(HOSTILE[name](), PROCESS, CONTEXT)
        assert (found.pointer, found.code, found.level) == (pointer, code, Level.ERROR)
    assert len(validate(HOSTILE["5,000 wrong rows"](), PROCESS, CONTEXT)) < 2 * MOST_ERRORS
    for name, most in (("parties", 5_000), ("awards", 500), ("contracts", 500)):
        (found,) = validate({name: [{"id": "1"}] * (most + 1)}, PROCESS, CONTEXT)
        assert (found.pointer, found.code, found.params) == (f"/{name}", "size.rows", {"most": f"{most:,}"})
        assert f"{most:,} renglones" in describe(found)
        assert release_findings({name: [{"id": "1"}] * (most + 1)}) == (found,)
        assert "size.rows" not in {item.code for item in validate({name: [{"id": "1"}] * most}, PROCESS, CONTEXT)}


@pytest.mark.parametrize("before", [0, 150, 3_999], ids=["at once", "soon", "at the end"])
def test_beyond_a_thousand_errors_the_rest_is_told_when_these_are_mended(before: int) -> None:
    """Wherever the wrong rows stand; the rules, which would take longer than all else, wait until then."""
    wrong = [{"id": str(row), "description": 5} for row in range(MOST_ERRORS)]
    well = [{"id": f"w{row}"} for row in range(before)]
    as_many, more = ({"tender": {"id": "1", "items": well + rows}} for rows in (wrong, [*wrong, {"quantity": "x"}]))
    found = validate(more, PROCESS, CONTEXT)
    assert [item.code for item in found] == ["structure.more"] + ["type.wrong"] * MOST_ERRORS
    assert found[0].level is Level.ERROR
    assert found[0].blocks
    assert "1,000" in describe(found[0])
    assert found[1].pointer == f"/tender/items/{before}/description"
    told = [item.code for item in validate(as_many, PROCESS, CONTEXT)]
    assert told.count("type.wrong") == MOST_ERRORS
    assert "structure.more" not in told
    assert "items.unclassified" in told


def test_what_a_release_lacks_is_not_told_at_the_price_of_a_copy_of_it() -> None:
    """Each error of a schema brings the object it is of; five members are missing in the largest of all."""
    body = {"tender": {"id": "1", "items": [item(index) for index in range(5_000)]}}
    whole = dict.fromkeys(("ocid", "id", "date"), "x") | {"tag": ["tender"], "initiationType": "tender"}
    assert [found.pointer for found in release_findings(body)] == ["/date", "/id", "/initiationType", "/ocid", "/tag"]
    assert seconds(lambda: release_findings(body)) < 10 * seconds(lambda: release_findings(whole | body))


def test_what_no_record_reaches_is_refused_and_what_one_may_reach_is_not() -> None:
    """On both sides of each limit: a name, the rows of all lists, and rows with their parts."""
    for most, over, make in (
        (LONGEST_NAME, "size.name", lambda size: {"x" * size: 1}),
        (MOST_ROWS_IN_ALL // 4, "size.rows_in_all", lambda size: {"x": [{"y": [{"z": 1}] * (size - 1)}] * 4}),
        (MOST_OBJECTS // 5, "size.in_all", lambda size: {"awards": [{name: {"x": 1} for name in "abcd"}] * size}),
    ):
        assert over not in {item.code for item in validate(make(most - 1), PROCESS, CONTEXT)}
        assert over in {item.code for item in validate(make(most + 1), PROCESS, CONTEXT)}


@pytest.mark.parametrize("kind", [kind for kind in FieldType if kind is not FieldType.ROWS])
def test_nobody_types_ten_megabytes(kind: FieldType) -> None:
    """A line that somebody types is short; the patterns that read it never see more."""
    for pump in ("1", "de "):
        with pytest.raises(Unreadable) as refusal:
            read_typed(Field("/x", "x", kind), pump * MEGABYTES_10 + "x", CONTEXT.today)
        assert len(refusal.value.message) < 200


def test_the_longest_line_is_read_in_a_moment() -> None:
    usual = seconds(lambda: check({"tender": {"id": "1", "items": [item(index) for index in range(100)]}}))
    for kind in (FieldType.DATE, FieldType.MOMENT, FieldType.NUMBER):
        for pump in PUMPS:
            text = (pump * LONGEST_LINE)[:LONGEST_LINE]
            assert seconds(partial(_try, kind, text), rounds=1) < MOST_TIMES * usual


def _try(kind: FieldType, text: str) -> None:
    with suppress(Unreadable):
        read_typed(Field("/x", "x", kind), text, CONTEXT.today)


def regexes() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of the law: constants of its modules, and those of its schemas."""
    for module in pkgutil.walk_packages(forms.__path__, "forms."):
        if module.name.startswith("forms.reading"):
            continue  # what is typed, cut to a line before any pattern sees it
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value
    for place in TRANSLATED:
        for pattern in patterns_at(place):
            yield f"translations of {place}", re.compile(pattern)


PUMPS = (
    "a",
    "1",
    " ",
    ".",
    "-",
    "/",
    "a-",
    "a.",
    "1-",
    "ab-",
    "x-a-",
    "abc-de-",
    "@",
    "a@",
    "%41",
    "é",
    '"',
    "\\",
    "_a",
    ":",
)
HEADS = ("", "http://", "title_", "title_es-", "2026-01-01T00:00:00", "a@", '"', "/", "ocds-213czf-", "1", "ABC")
TAILS = ("", "!", "\n", " ", "@", '"', "\x00")


def attack(pattern: re.Pattern[Any], size: int) -> None:
    for head in HEADS:
        for pump in PUMPS:
            for tail in TAILS:
                said = head + pump * size + tail
                text = said.encode() if isinstance(pattern.pattern, bytes) else said
                pattern.fullmatch(text)
                pattern.match(text)


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*pair, id=pair[0]) for pair in regexes()])
def test_no_pattern_explodes(name: str, pattern: re.Pattern[str]) -> None:
    """Ten times the text may not take a hundred times as long, let alone twice for each letter."""
    attack(pattern, 24)
    assert seconds(lambda: attack(pattern, 2_000), rounds=1) < LINEAR * max(
        seconds(lambda: attack(pattern, 200), rounds=3), 0.002
    )


def test_the_schemas_have_no_other_pattern() -> None:
    """A `pattern` keyword would not be among those attacked above."""

    def keywords(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from node
            for value in node.values():
                yield from keywords(value)
        elif isinstance(node, list):
            for value in node:
                yield from keywords(value)

    law = load_catalog()
    for schema in (compile_schema(PROCESS, law, "published"), file_schema(PROCESS, law)):
        properties = {name for item_ in law.record_types[PROCESS].walk() for name in [item_.name]}
        assert "pattern" not in set(keywords(schema)) - properties


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real samples are not beside this checkout")
@pytest.mark.parametrize(
    "name", ["100,000 members", "a name of a member of 10 MB", "eleven lists of 5,000 rows", "100,000 reserved members"]
)
def test_an_import_refuses_what_no_record_can_be(name: str) -> None:
    """Before it is looked into: each member of it would be noted by itself."""
    reserved = {"tender": {"id": "1", **{f"_m{index}": index for index in range(100_000)}}}
    release = HOSTILE.get(name, lambda: reserved)()

    def refused() -> None:
        with pytest.raises(ReleaseTooLarge):
            merge_foreign([{"ocid": "ocds-213czf-hostile", **release}], load_catalog())

    assert seconds(refused, rounds=1) < MOST_TIMES * seconds(lambda: check(largest_sample()))


@pytest.mark.parametrize(("name", "most"), [("awards", 500), ("contracts", 500), ("complaints", 5_000)])
def test_no_list_grows_beyond_what_it_may_hold(name: str, most: int) -> None:
    """A file's list that is longer is set aside; the editor adds no row to one that is full."""
    rows = [{"id": str(index), "title": "Uno"} for index in range(most + 1)]
    merged = merge_foreign([{"ocid": "ocds-213czf-hostile", name: rows}], load_catalog())
    assert name not in merged.body
    assert [(item.path, item.reason) for item in merged.aside] == [(f"/{name}", "rows.too_many")]
    full = {name: [{"_key": f"{index:010d}", **row} for index, row in enumerate(rows[:most])]}
    with pytest.raises(BadInput, match=f"{most:,} renglones"):
        edited(full, [FieldEdit(f"/{name}/@", {"title": "Otro"}, kind="row_add")], RandomIds())
    assert validate(full, PROCESS, CONTEXT)[0].code != "size.rows"
