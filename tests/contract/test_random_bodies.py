"""Bodies and files of anything at all: judged in words or refused in words, never with a fault of the program."""

from __future__ import annotations

import copy
import json
import os
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from capture_app.__main__ import main
from forms.catalog import FieldType, load_catalog
from forms.context import Context
from forms.findings import Level
from forms.grade import grade
from forms.guides import outcomes
from forms.outlets import PUBLIC_OUTLETS
from forms.progress import amount_of, answers, current_stage, progress, record_title
from forms.public_view import visible
from forms.record_type import Node
from forms.schema_check import release_findings
from forms.threshold_table import figures
from forms.thresholds import read_thresholds
from forms.validate import structure_findings, validate
from forms.words import describe
from tests.contract.mutations import mutated
from tests.office import begin
from tests.unit.forms.bodies import changed

PROVE = bool(os.environ.get("CAPTURA_PROVE"))
BODIES, FILES, BLOCKS = (10_000, 1_000, 10) if PROVE else (120, 16, 2)
PROCESS = "contracting_process"
LAW = load_catalog()
TYPES = tuple(LAW.record_types)
OWN = ("_absent", "_typed", "_acts", "_notes", "_justified", "_pnt", "_key")
NAMES = ("", "/", "~", "*", "@k", "0", "-", "\ud800", "\x00", "x" * 600, "__proto__", *OWN)
NUMBERS: tuple[Any, ...] = (
    *(float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), 1e308, 5e-324, -0.0),
    *(10**400, -(10**30), 2**63, 0, -1, Decimal("1E+1000"), Decimal("1E-1000"), Decimal("-0"), True, False),
)
TEXTS = (
    *("", " ", "x" * 3000, "\ud800", "a\udfffb", "\x00", "\u202ertl", "ñ", "MXN", "direct", "open", "1/2"),
    *("9999-99-99", "9999-12-31", "0001-01-01T00:00:00+14:00", "2026-02-30", "10000-01-01", "2026-01-01T25:61:61Z"),
    *("http://[::1", "mailto:", "http://\ud800", "@", "a@b", "XAXX010101000", "PEGJ850101HQRRRN09", "NaN"),
)
SHAPES: tuple[Any, ...] = (
    *(None, [], {}, [[]], [{}], [None], {"": ""}, {"": {"": []}}, {"id": []}, {"id": {}}, {"id": None}),
    *({"amount": "x", "currency": 7}, {"startDate": "0000-01-01", "endDate": -5}, [[{"id": [1]}]]),
)
HOSTILE = (*NUMBERS, *TEXTS, *SHAPES)
APPROVED = read_thresholds(
    [{"code": code, "state": "vigente", "approved_by": "C", "value": 5, "text": "obligatorio"} for code in figures()]
)


def strange(chance: random.Random) -> Any:
    if chance.random() < 0.05:
        node: Any = "x"
        for _ in range(chance.choice((10, 63, 64, 65, 100))):
            node = [node] if chance.random() < 0.5 else {"a": node}
        return node
    return copy.deepcopy(chance.choice(HOSTILE))


def anything(chance: random.Random, node: Node, depth: int = 0) -> Any:
    """A value for a node of the law: right in its kind more often than not."""
    if depth > 7 or (depth and chance.random() < 0.2):
        return strange(chance)
    if "*" in node.children:
        return [anything(chance, node.children["*"], depth + 1) for _ in range(chance.randint(0, 3))]
    if node.children:
        share = 0.5 if depth < 3 else 0.35
        kept = [name for name in node.children if chance.random() < share]
        made = {name: anything(chance, node.children[name], depth + 1) for name in kept}
        return {**made, chance.choice(NAMES): strange(chance)} if chance.random() < 0.1 else made
    return leaf(chance, node)


def leaf(chance: random.Random, node: Node) -> Any:
    item = node.field
    if item is None or chance.random() < 0.3:
        return strange(chance)
    if item.codelist:
        return chance.choice(LAW.codelists[item.codelist].codes).code
    day = f"20{chance.randint(10, 40)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    kinds: dict[FieldType, Any] = {
        FieldType.NUMBER: Decimal(chance.randint(-5, 10**9)),
        FieldType.INTEGER: chance.randint(-1, 99),
        FieldType.BOOLEAN: True,
        FieldType.DATE: day,
        FieldType.MOMENT: f"{day}T10:00:00-05:00",
    }
    return kinds.get(item.type, chance.choice(("Texto cualquiera", "A", "id-1", "MX-RFC-X")))


def context_of(chance: random.Random) -> Context:
    return Context(
        date(2026, 3, 20),
        "ocds-213czf-azar",
        "LAGUNA",
        ("ocds-213czf",),
        profile=chance.choice(("draft", "published")),
        thresholds=chance.choice((APPROVED, read_thresholds([]))),
        requirements=chance.choice(("ocds", "full", "pnt")),
    )


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_body_is_judged_in_words(block: int) -> None:
    for number in range(block, BODIES, BLOCKS):
        chance = random.Random(number)
        name = chance.choice(TYPES) if chance.random() < 0.4 else PROCESS
        record, context = LAW.record_types[name], context_of(chance)
        body: dict[str, Any] = anything(chance, record.tree)
        found = validate(body, name, context)
        words = [describe(item) for item in found[:60]]
        assert all(words), number
        assert all("{" not in said for said in words), number
        assert all(item.pointer.encode() is not None for item in found), number
        progress(body, name, found, requirements=context.requirements)
        answers(body, name)
        current_stage(body, name)
        record_title(body, record)
        amount_of(body)
        outcomes(body, name, context)
        assert grade(found) in "ABCD"
        for outlet in PUBLIC_OUTLETS:
            visible(body, outlet, record_type=name, salt="s")


@pytest.mark.parametrize(
    ("value", "code", "blocks"),
    [
        ("a\ud800b", "text.unwritable", "B01"),
        (Decimal("NaN"), "type.wrong", "B05"),
        (float("inf"), "type.wrong", "B05"),
        (10**400, "type.wrong", "B05"),
        ("x" * (1024 * 1024 + 1), "size.text", "B01"),
    ],
    ids=["half a letter", "no number", "endless", "four hundred digits", "a mebibyte"],
)
def test_what_no_file_can_hold_is_told_at_its_place(value: Any, code: str, blocks: str) -> None:
    context = Context(date(2026, 3, 20))
    found = validate(changed(("/tender/title", value)), PROCESS, context)
    told = [item for item in found if item.level is Level.ERROR and item.pointer == "/tender/title"]
    assert [(item.code, item.blocks) for item in told] == [(code, blocks)]
    assert describe(told[0])


@pytest.mark.parametrize(("place", "value"), [("/tender/x\udfff", 1), ("/tender/status", "a\ud800b")])
def test_half_a_letter_is_told_at_its_place_by_every_check(place: str, value: Any) -> None:
    body = changed((place, value))
    found = validate(body, PROCESS, Context(date(2026, 3, 20)))
    assert [(item.pointer, item.code) for item in found] == [(place.partition("/x")[0], "text.unwritable")]
    if isinstance(value, str):
        assert (*structure_findings(body, PROCESS),) == release_findings(body) == found


TOKENS = (
    *("NaN", "-Infinity", "1e999", "1" + "0" * 400, '"\\ud800"', '"\\u0000"', "[" * 100, "[" * 100 + "]" * 100),
    *("", ",", "}", "nul", "'x'", '"', "\\", '{"":{"":[]}}', '{"id":1,"id":2}', "\ufeff", "01", "0x1F"),
)


def spoilt(chance: random.Random, text: str) -> bytes:
    """The text of a file with some values replaced, bytes altered, or its end cut off."""
    for _ in range(chance.randint(0, 2)):
        at = text.find(":", chance.randrange(len(text)))
        if at > 0:
            end = chance.choice((at + 1, min(at + 9, len(text))))
            text = text[: at + 1] + chance.choice(TOKENS) + text[end:]
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(chance.choice((0, 0, 1, 3))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data[: chance.randrange(len(data))] if chance.random() < 0.1 else data)


def written(chance: random.Random) -> bytes:
    body = {name: value for name, value in changed().items() if not name.startswith("_")}
    release = {
        "ocid": f"ocds-213czf-{chance.randrange(40)}",
        "id": "1",
        "date": "2026-02-20T00:00:00Z",
        "tag": ["award"],
    }
    damaged = mutated({**release, **body}, chance, ("otro", "tender", "awards"), most=3)
    text = json.dumps({"releases": [damaged]}, default=float, ensure_ascii=chance.random() < 0.5)
    return spoilt(chance, text)


def test_any_file_is_read_or_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Through the command line: each file judged and brought in, and the office sound at the end."""
    office = begin(tmp_path / "oficina")
    files = []
    for number in range(FILES):
        file = tmp_path / f"archivo-{number}.json"
        file.write_bytes(written(random.Random(number)))
        files.append(str(file))
    data = ("--data", str(office))
    codes = {main([verb, *data, file]) for file in files for verb in ("validate", "import")}
    assert codes == {0, 1}
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert main(["check", *data]) == 0
    assert main(["validate", *data, *files]) == 1
