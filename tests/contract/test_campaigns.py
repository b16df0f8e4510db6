"""A campaign of the register and the process that contracts it: what both say is written once, told from where, and
compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capture_app.changes import FieldEdit
from forms.catalog import load_catalog
from forms.context import Context
from forms.findings import Level
from forms.links import blanks, link_of, values_there
from forms.validate import validate
from forms.words import describe
from tests.office import begin, opened

LAW = load_catalog()
CAMPAIGN = LAW.record_types["official_advertising"]
PROCESS = LAW.record_types["contracting_process"]
OCID = "ocds-213czf-1"
MEDIA = {"outletType": "radio", "name": "Radio Inventada 98.5 FM", "timeOrSpace": "120 impactos"}
ADVERTISING = {
    "campaign": "Predial 2026: paga a tiempo",
    "kind": "campaign",
    "programmeLine": "PACS 2026, renglón 3",
    "objective": "Que se pague el predial",
    "population": "Propietarios",
    "period": {"startDate": "2026-01-05", "endDate": "2026-02-28"},
    "media": [{"_key": "mmmmmmmmmm", "id": "1", **MEDIA}],
}
PARTY = {
    "id": "m",
    "name": "Medios Inventados del Caribe, S.A. de C.V.",
    "roles": ["supplier"],
    "identifier": {"scheme": "MX-RFC", "id": "MIC150312AB1", "legalPersonality": "legalPerson"},
}
BODY: dict[str, Any] = {
    "parties": [PARTY],
    "tender": {"id": "AD-9", "title": "Campaña del predial", "advertising": ADVERTISING},
    "awards": [{"id": "a", "suppliers": [{"id": "m", "name": PARTY["name"]}]}],
    "contracts": [{"id": "CPS-012/2026", "awardID": "a"}],
}
LINKED = {"contract": {"ocid": OCID}}


class Known:
    """An office that has one process."""

    def __init__(self, body: dict[str, Any] | None) -> None:
        self.body = body

    def process(self, ocid: str) -> dict[str, Any] | None:
        return self.body if ocid == OCID else None

    def awards(self, *_: Any, **__: Any) -> None:
        return None

    def is_listed(self, *_: Any) -> None:
        return None


def told(body: dict[str, Any], process: dict[str, Any] | None) -> dict[str, str]:
    from datetime import date

    context = Context(today=date(2026, 3, 1), history=Known(process))
    found = validate(body, CAMPAIGN.id, context)
    return {item.pointer: describe(item, record_type=CAMPAIGN.id) for item in found if item.code == "register.differs"}


def test_what_both_say_is_defined_once() -> None:
    """The type, the list and the words of a shared field are those of the process, but where it has its own."""
    shared = [item for item in CAMPAIGN.stages[0].fields if (item.taken_from or "").startswith("/")]
    assert len(shared) == 7
    for item in shared:
        there = PROCESS.field_at(item.taken_from or "")
        assert there is not None
        assert (item.type, item.group, item.codelist) == (there.type, there.group, there.codelist)
        if item.pointer not in ("/title", "/media"):
            assert (item.label, item.help, item.example) == (there.label, there.help, there.example)
    written = (Path(__file__).resolve().parents[2] / "forms" / "records" / "official_advertising.toml").read_text()
    assert written.count("Objetivo institucional") == written.count('advertisingKind"\n  codelist') == 0


def test_what_the_process_says_by_field() -> None:
    found = {item.pointer: value for item, value in values_there(LINKED, CAMPAIGN, BODY)}
    assert found["/title"] == ADVERTISING["campaign"]
    assert found["/advertisingKind"] == "campaign"
    assert found["/media"] == ADVERTISING["media"]
    assert found["/supplier/rfc"] == "MIC150312AB1"
    assert found["/supplier/personType"] == "legalPerson"
    assert found["/contract/id"] == "CPS-012/2026"
    assert link_of({"contract": {"ocid": f" {OCID} "}}, CAMPAIGN) == OCID
    assert link_of({"contract": {"ocid": 5}}, CAMPAIGN) == ""
    assert link_of({}, LAW.record_types["public_debt"]) == ""


def test_what_cannot_be_told_for_certain_is_left_out() -> None:
    """Two contracts or two suppliers: nobody guesses which."""
    other = {"id": "CPS-013/2026", "awardID": "b"}
    awards = [*BODY["awards"], {"id": "b", "suppliers": [{"id": "x", "name": "Otra"}]}]
    two = {**BODY, "contracts": [*BODY["contracts"], other], "awards": awards}
    said = {item.pointer for item, _ in values_there(LINKED, CAMPAIGN, two)}
    assert "/contract/id" not in said
    assert "/supplier/name" not in said
    named = {"contract": {"ocid": OCID, "id": "CPS-013/2026"}}
    values = {item.pointer: value for item, value in values_there(named, CAMPAIGN, two)}
    assert values["/supplier/name"] == "Otra"
    assert list(values_there(LINKED, CAMPAIGN, {"tender": "?", "contracts": 5, "awards": [3]})) == []


def test_only_blanks_are_filled() -> None:
    body = {**LINKED, "title": "Otro nombre", "period": {"startDate": "2026-01-05"}}
    offered = {item.pointer for item, _ in blanks(body, CAMPAIGN, BODY)}
    assert "/objective" in offered
    assert not {"/title", "/period"} & offered


def test_a_difference_is_a_warning_that_names_both() -> None:
    body = {
        **LINKED,
        "title": "Predial",
        "objective": "que se  pague el Predial",
        "media": [{"_key": "z" * 10, **MEDIA}],
    }
    found = told(body, BODY)
    assert set(found) == {"/title"}
    assert "«Nombre de la campaña o aviso»" in found["/title"]
    assert "«Predial 2026: paga a tiempo»" in found["/title"]
    assert OCID in found["/title"]
    assert told({**body, "title": ADVERTISING["campaign"]}, BODY) == {}
    assert told(body, None) == {}, "a process that is not here tells nothing"
    assert told({"title": "Predial"}, BODY) == {}, "nor one that is not named"
    rule = next(item for item in validate(body, CAMPAIGN.id, _context()) if item.code == "register.differs")
    assert rule.level is Level.WARNING


def _context() -> Context:
    from datetime import date

    return Context(today=date(2026, 3, 1), history=Known(BODY))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Any]:
    release = {"ocid": OCID, "id": "1", "date": "2026-02-20T00:00:00Z", "tag": ["contract"], **BODY}
    (tmp_path / "one.jsonl").write_text(json.dumps(release))
    with opened(begin(tmp_path / "office")) as made:
        made.importing.import_files([tmp_path / "one.jsonl"])
        yield made


def test_the_office_fills_a_campaign_from_its_process(app: Any) -> None:
    record = app.capture.create(None, "official_advertising").record_id
    assert app.reuse.linked(record) is None
    app.capture.save_fields(record, [FieldEdit("/contract/ocid", OCID), FieldEdit("/population", "Todos")])
    offered = app.reuse.linked(record)
    assert "Objetivo institucional" in {item.label for item, _ in offered.values}
    filled = app.reuse.fill_from_link(record)
    assert filled.folio
    assert "Nombre de la campaña o aviso" in filled.labels
    body = app.capture.body(record)
    assert body["title"] == ADVERTISING["campaign"]
    assert body["population"] == "Todos", "what was written stays"
    assert body["media"][0]["name"] == MEDIA["name"]
    assert body["supplier"]["rfc"] == "MIC150312AB1"
    assert app.reuse.fill_from_link(record) is None
    codes = {(item.code, item.pointer) for item in app.capture.open(record).findings}
    assert ("register.differs", "/population") in codes
    assert ("register.differs", "/title") not in codes
    app.capture.undo(record)
    assert "title" not in app.capture.body(record), "one step of undo"


def test_a_process_of_nobody_offers_nothing(app: Any) -> None:
    record = app.capture.create(None, "official_advertising").record_id
    app.capture.save_fields(record, [FieldEdit("/contract/ocid", "ocds-213czf-otro")])
    assert app.reuse.linked(record) is None
    assert app.reuse.fill_from_link(record) is None
