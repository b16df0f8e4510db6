"""Whatever is exported passes the official schemas; the same data give the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capture_app.exporters.registry import EXPORTERS
from capture_app.importers.merging import merge_foreign
from capture_app.importers.registry import importer_for
from capture_app.ocds.draft import draft_release
from capture_app.ocds.record import compile_releases
from capture_app.ocds.soundness import defects
from forms.catalog import load_catalog
from sync import canonical
from tests.contract.official_schemas import PATCHED, RECORD_PACKAGE, RELEASE, RELEASE_PACKAGE, Official
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ocds"
IMPORTED = ("ocds-release-package", "ocds-record-package", "jsonl", "csv", "xlsx")
PUBLISHED = {"ocds-release-package": RELEASE_PACKAGE, "ocds-record-package": RECORD_PACKAGE}


@pytest.fixture(scope="module")
def official(shared):
    return Official(shared / "data" / "ocds-1.1.5")


@pytest.fixture(scope="module")
def office_folder(shared, tmp_path_factory):
    """An office that has imported every sample, the demonstration and the invented files."""
    folder = begin(tmp_path_factory.mktemp("office"))
    files = [*(shared / "data" / "samples").rglob("*.json"), shared / "data" / "demo" / "demo_cases.json"]
    with opened(folder) as app:
        app.importing.import_files([*sorted(files), *sorted(FIXTURES.glob("*.json"))])
    return folder


def test_every_exported_release_passes_the_official_and_the_mexican_schema(office_folder, official, tmp_path):
    with opened(office_folder, read_only=True) as app:
        report = app.exporting.export("ocds-release-package", tmp_path / "out.json")
        count = len(app.capture.record_ids())
    releases = json.loads((tmp_path / "out.json").read_bytes())["releases"]
    for release in releases:
        assert official.errors(RELEASE, release) == []
        assert official.errors(PATCHED, release) == []
    assert {item.ocid for item in report.left_out} == {"PC-0001"}
    assert report.records == len(releases) == count - len(report.left_out)


def test_what_is_left_out_is_what_the_official_schema_refuses(office_folder, official):
    law = load_catalog().record_types["contracting_process"]
    with opened(office_folder, read_only=True) as app:
        for summary in app.capture.search():
            release = draft_release(summary.ocid, app.capture.body(summary.id), summary.saved_at, record=law)
            errors = official.errors(PATCHED, json.loads(canonical.encode(release)))
            assert bool(defects(release)) == bool(errors), (summary.ocid, errors)


@pytest.mark.parametrize("name", [item.name for item in EXPORTERS if item.record_type == "contracting_process"])
def test_packages_pass_and_are_the_same_twice(office_folder, official, tmp_path, name):
    with opened(office_folder, read_only=True) as app:
        first = app.exporting.export(name, tmp_path / "one.out")
        second = app.exporting.export(name, tmp_path / "two.out")
    assert first.files[0].bytes == (tmp_path / "one.out").stat().st_size
    assert canonical.digest((tmp_path / "one.out").read_bytes()) == first.files[0].sha256
    if name in PUBLISHED:
        assert official.errors(PUBLISHED[name], json.loads((tmp_path / "one.out").read_bytes())) == []
    assert first.records == second.records
    assert len((tmp_path / "one.out").read_bytes()) == first.files[0].bytes


@pytest.mark.parametrize("name", IMPORTED)
def test_what_is_exported_can_be_imported_and_says_the_same(office_folder, tmp_path, name):
    """Round trip: exporting what was imported from an export changes nothing any more."""
    suffix = next(exporter.suffix for exporter in EXPORTERS if exporter.name == name)
    with opened(office_folder, read_only=True) as app:
        app.exporting.export(name, tmp_path / f"first{suffix}")
    texts = []
    for turn in ("first", "second"):
        folder = begin(tmp_path / f"office-{turn}")
        with opened(folder) as app:
            report = app.importing.import_files([tmp_path / f"{turn}{suffix}"])
            assert report.totals["stored"] > 0
            assert report.totals["refused"] == report.totals["kept_aside"] == 0
            app.exporting.export(name, tmp_path / f"second{suffix}")
            texts.append({item.ocid: app.capture.body(item.id) for item in app.capture.search()})
    assert {ocid: _content(body) for ocid, body in texts[0].items()} == {
        ocid: _content(body) for ocid, body in texts[1].items()
    }


def _content(value):
    """A body without the keys of its rows."""
    if isinstance(value, dict):
        return {name: _content(member) for name, member in value.items() if name != "_key"}
    return [_content(member) for member in value] if isinstance(value, list) else value


def test_a_thousand_processes_go_into_numbered_files(tmp_path, monkeypatch):
    monkeypatch.setattr("capture_app.services.exporting.PROCESSES_IN_A_FILE", 2)
    release = json.loads((FIXTURES / "direct_purchase.json").read_text())["releases"][0]
    lines = [json.dumps({**release, "ocid": f"ocds-213czf-invented-{number}"}) for number in range(5)]
    (tmp_path / "five.jsonl").write_text("\n".join(lines))
    with opened(begin(tmp_path / "office")) as app:
        assert app.importing.import_files([tmp_path / "five.jsonl"]).totals["stored"] == 5
        report = app.exporting.export("ocds-release-package", tmp_path / "out")
    assert [Path(file.path).name for file in report.files] == [f"ocds-release-package-000{n}.json" for n in (1, 2, 3)]
    assert not list((tmp_path / "out").glob(".*"))


def test_every_fixture_says_the_same_after_a_second_passage(official):
    """export(import(x)) is stable: importing the release built of a body gives the same release again."""
    catalog = load_catalog()
    for name in ("direct_purchase.json", "two_awards_record.json", "edition_1_0.json"):
        (process,) = importer_for(FIXTURES / name).read(FIXTURES / name)
        changed_at = datetime(2026, 3, 20, tzinfo=UTC)
        first = draft_release(process.ocid, merge_foreign(process.releases, catalog).body, changed_at)
        second = draft_release(process.ocid, merge_foreign([first], catalog).body, changed_at)
        assert {**first, "id": "", "tag": []} == {**second, "id": "", "tag": []}
        assert official.errors(PATCHED, json.loads(canonical.encode(first))) == []


_NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
_SCALARS = st.none() | st.booleans() | _NUMBERS | st.text()
_NAMES = st.sampled_from(
    ["id", "name", "title", "status", "value", "amount", "currency", "items", "documents", "date", "url", "roles", "x"]
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=20
)
_MEMBERS = st.sampled_from(
    ["tender", "awards", "contracts", "planning", "buyer", "parties", "bids", "relatedProcesses", "otro"]
)
_RELEASES = st.dictionaries(_MEMBERS, _VALUES, max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_RELEASES, st.booleans())
def test_whatever_was_imported_is_exported_valid_or_named(official, release, public):
    whole = {"ocid": "ocds-213czf-a", "id": "1", "date": "2026-01-01T00:00:00Z", **release}
    body = merge_foreign([whole], load_catalog()).body
    built = draft_release("ocds-213czf-a", body, datetime(2026, 3, 20, tzinfo=UTC), public=public)
    errors = official.errors(PATCHED, json.loads(canonical.encode(built)))
    assert bool(defects(built)) == bool(errors), (defects(built), errors)
    compiled = json.loads(canonical.encode(compile_releases([built])))
    assert bool(official.errors(PATCHED, compiled)) == bool(errors)
