"""A field is written once: one TOML entry, and it is in schema, rules, window, dictionary, portal page and download."""

# ruff: noqa: F401, F811 - fixtures are imported by name and asked for by name

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from forms.catalog import EXTRA_VARIABLE, load_catalog
from forms.compile import compile_schema, release_schema
from forms.context import Context
from forms.record_type import FieldType
from forms.validate import validate
from forms.words import describe
from tests.journeys.files import INVENTED_OCID, invented_file
from tests.journeys.served import desktop, open_portal, portal, portal_seed
from tests.journeys.windows import Window

RECORD = "contracting_process"
PUBLIC, HELP = "Colonia que se beneficia", "La colonia o el barrio donde se verá la compra."
SECRET = "Nota que no sale de la oficina"
STAGE = """
[stage]
id = "{stage}"
[[section]]
id = "general"
"""
ENTRY = f"""
  [[section.field]]
  pointer = "/tender/beneficiaryArea"
  type = "text"
  label = "{PUBLIC}"
  help = "{HELP}"
  example = "Centro"
  source = "Reglamento inventado, art. 1"
  required = "recommended"
"""
RESTRICTED = f"""
  [[section.field]]
  pointer = "/tender/internalNote"
  type = "text"
  label = "{SECRET}"
  help = "Solo la lee la oficina."
  visibility = "restricted"
"""
IN_EVERY_AWARD = """
  [[section.field]]
  pointer = "/awards/*/noticeDate"
  type = "date"
  label = "Día del aviso al proveedor"
  help = "Cuándo se le avisó."
"""


@pytest.fixture
def more_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one entry for each of three fields, added to the law of every process the test starts."""
    folder = tmp_path / "law"
    home = folder / "records" / RECORD
    home.mkdir(parents=True)
    (home / "tender.toml").write_text(STAGE.format(stage="tender") + ENTRY + RESTRICTED, encoding="utf-8")
    (home / "award.toml").write_text(STAGE.format(stage="award") + IN_EVERY_AWARD, encoding="utf-8")
    monkeypatch.setenv(EXTRA_VARIABLE, str(folder))
    return folder


def test_without_the_entry_there_is_no_such_field():
    law = load_catalog().record_types[RECORD]
    assert law.field_at("/tender/beneficiaryArea") is None
    assert "beneficiaryArea" not in json.dumps(compile_schema(law, load_catalog(), "published"))


def test_the_entry_is_in_the_law_and_in_every_schema(more_law):
    catalog = load_catalog(more_law)
    law = catalog.record_types[RECORD]
    item = law.field_at("/tender/beneficiaryArea")
    assert item is not None
    assert (item.label, item.type, item.captured) == (PUBLIC, FieldType.TEXT, True)
    for profile in ("draft", "published"):
        judge = jsonschema.Draft202012Validator(compile_schema(law, catalog, profile))
        wrong = [error.json_path for error in judge.iter_errors({"tender": {"beneficiaryArea": 7}})]
        assert "$.tender.beneficiaryArea" in wrong
        right = [error.json_path for error in judge.iter_errors({"tender": {"beneficiaryArea": "Centro"}})]
        assert "$.tender.beneficiaryArea" not in right
    assert "beneficiaryArea" in json.dumps(release_schema(law, catalog))


def test_the_entry_is_judged_and_the_finding_says_its_label(more_law, fixed_clock):
    catalog = load_catalog(more_law)
    context = Context(today=fixed_clock.today(), ocid=INVENTED_OCID, profile="published")
    found = {item.pointer: item for item in validate({"tender": {"id": "1"}}, RECORD, context, catalog)}
    assert PUBLIC in describe(found["/tender/beneficiaryArea"], catalog)
    wrong = validate({"awards": [{"id": "1", "noticeDate": "2026-02-30"}]}, RECORD, context, catalog)
    said = [describe(item, catalog) for item in wrong if item.pointer == "/awards/0/noticeDate"]
    assert said
    assert "Día del aviso al proveedor" in said[0]


def test_the_entry_goes_from_the_window_to_the_dictionary_and_the_portal_page(
    more_law,
    desktop,
    portal,
    tmp_path,
):
    desktop.captura("import", invented_file(tmp_path))
    with Window(desktop.folder) as window:
        window.do("open", INVENTED_OCID)
        window.do("type", PUBLIC, "El Retiro & alrededores")
        window.do("type", SECRET, "Solo para nosotros")
        window.do("type", "Día del aviso al proveedor", "05/03/2026")
        shown = window.do("fields", "Día del aviso al proveedor")
        assert shown["Día del aviso al proveedor"]["help"] == "Cuándo se le avisó."
    body = desktop.captura("show", INVENTED_OCID)
    assert (body["tender"]["beneficiaryArea"], body["tender"]["internalNote"]) == (
        "El Retiro & alrededores",
        "Solo para nosotros",
    )
    assert body["awards"][0]["noticeDate"] == "2026-03-05"
    written_down(desktop, tmp_path)
    desktop.captura("publish", INVENTED_OCID)
    desktop.captura("send")
    page = portal.page(f"/proceso/{INVENTED_OCID}/")
    for text in (PUBLIC, HELP, "El Retiro &amp; alrededores", "Día del aviso al proveedor", "05/03/2026"):
        assert text in page
    release = portal.json(INVENTED_OCID, "release")
    assert release["tender"]["beneficiaryArea"] == "El Retiro & alrededores"
    assert release["awards"][0]["noticeDate"] == "2026-03-05T00:00:00-05:00"
    for public in (page, *(json.dumps(portal.json(INVENTED_OCID, name)) for name in ("release", "record-package"))):
        assert "Solo para nosotros" not in public


def written_down(desktop, tmp_path: Path) -> None:
    desktop.captura("dictionary", "--out", tmp_path / "dictionary")
    with (tmp_path / "dictionary" / f"{RECORD}.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["pointer"] == "/tender/beneficiaryArea")
    assert (row["label"], row["help"], row["type"], row["required"]) == (PUBLIC, HELP, "text", "recommended")
    assert (row["section"], row["example"]) == ("Datos generales", "Centro")
    desktop.captura("schema", "--out", tmp_path / "schema")
    schema = (tmp_path / "schema" / f"{RECORD}.published.schema.json").read_text(encoding="utf-8")
    assert "beneficiaryArea" in schema
