"""The rules on what an awarded process should say, on publication and on what was copied."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.findings import Level
from forms.rules import RULES
from forms.rules.rule import State
from forms.survey import survey
from forms.validate import validate
from tests.unit.forms.bodies import CONTEXT, changed
from tests.unit.forms.quality_cases import CASES, Case, Known, in_force
from tests.unit.forms.test_rules import judge
from tests.unit.forms.test_validate import clean

PROCESS = "contracting_process"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_rule_fails_holds_and_does_not_apply(case: Case) -> None:
    state, pointers = judge(case.code, case.failing, case.context)
    assert state is State.FAILED
    assert case.pointer in pointers
    assert judge(case.code, case.sound, case.context) == (State.OK, [])
    assert judge(case.code, case.silent, case.context)[0] is State.NOT_APPLICABLE


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_none_of_them_is_an_error(case: Case) -> None:
    found = [item for item in validate(case.failing, PROCESS, case.context) if item.code == case.code]
    assert found
    assert {item.level for item in found} <= {Level.WARNING, Level.NOTE}


@pytest.mark.parametrize("case", [case for case in CASES if case.context != CONTEXT], ids=lambda case: case.code)
@pytest.mark.parametrize("state", ["muestra", "no verificado"])
def test_a_figure_that_is_not_in_force_judges_nothing(case: Case, state: str) -> None:
    row = case.context.thresholds.rows[0]
    context = in_force(row.code, int(row.value), row.unit, state)
    assert judge(case.code, case.failing, context)[0] is State.NOT_APPLICABLE


def test_where_is_only_a_note() -> None:
    found = [item for item in validate(changed(), PROCESS, CONTEXT) if item.code == "question.unanswered"]
    assert ("¿En dónde?", Level.NOTE) in {(item.params["question"], item.level) for item in found}


@pytest.mark.parametrize("value", [None, "", "  ", [], {}])
def test_every_kind_of_nothing_is_found_wherever_it_is(value: Any) -> None:
    body = changed()
    body["awards"][0]["items"][0]["localNote"] = value
    assert judge("field.empty", body)[1] == ["/awards/0/items/0/localNote"]


def test_what_is_asked_for_is_not_also_called_empty() -> None:
    body = changed()
    body["awards"][0]["title"] = ""
    found = [item.code for item in validate(body, PROCESS, CONTEXT) if item.pointer == "/awards/0/title"]
    assert len(found) == 1
    assert found[0].startswith("required.")


def releases(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The compiled releases of the real records."""
    for file in sorted(folder.glob("*.json")):
        release = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)["records"][0]["compiledRelease"]
        kept = {name: value for name, value in release.items() if name not in ("id", "date", "tag", "ocid")}
        yield release["ocid"], clean(kept)


def test_no_warning_of_these_fires_on_every_real_record(shared: Path) -> None:
    fired: Counter[str] = Counter()
    total = 0
    for _, body in releases(shared / "data" / "samples" / "jalisco" / "records"):
        total += 1
        found = validate(body, PROCESS, CONTEXT)
        codes = {case.code for case in CASES}
        assert [item for item in found if item.code in codes and item.level is Level.ERROR] == []
        fired.update({item.code for item in found if item.code in codes and item.level is Level.WARNING})
    assert total == 10
    assert {code: times for code, times in fired.items() if times > 8} == {}


def test_the_added_rules_cost_little() -> None:
    found = survey(changed(), load_catalog().record_types[PROCESS])
    codes = {case.code for case in CASES}
    began = time.perf_counter()
    for _ in range(100):
        for rule in (rule for rule in RULES if rule.code in codes):
            rule.findings(found, CONTEXT)
    assert time.perf_counter() - began < 1


def test_a_public_address_is_no_sign_but_what_else_stands_there_is() -> None:
    street, code = "Avenida Ceiba 14, colonia Centro", "personal.found"
    places = {f"/tender/{name}": street for name in ("title", "description")}
    body = changed(*places.items(), ("/tender/deliveryAddresses", [{"streetAddress": street}]))
    found = {item.pointer for item in validate(body, "contracting_process", CONTEXT) if item.code == code}
    assert found == set(places)
    body = changed(("/tender/deliveryAddresses", [{"streetAddress": f"{street}, cel. 9831234567"}]))
    found = {item.pointer for item in validate(body, "contracting_process", CONTEXT) if item.code == code}
    assert found == {"/tender/deliveryAddresses/0/streetAddress"}


@pytest.mark.parametrize(
    "document",
    [{"url": "https://a.ejemplo/1.pdf"}, {"format": "offline/print"}, {"_paper": {"folder": "Carpeta 3"}}],
)
def test_a_document_that_leads_somewhere_needs_no_file(document: dict[str, Any]) -> None:
    known = replace(CONTEXT, files=Known())
    body = changed(("/tender/documents", [{"id": "d", "title": "Acta", **document}]))
    assert judge("document.without_file", body, known) == (State.OK, [])


def test_where_nobody_knows_the_files_nothing_is_said_of_them() -> None:
    body = changed(("/tender/documents", [{"id": "d", "title": "Acta"}]))
    assert judge("document.without_file", body) == (State.NOT_APPLICABLE, [])
