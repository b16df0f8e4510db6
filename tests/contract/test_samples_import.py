"""Every real sample and every invented fixture is imported, counted, and imported again without effect."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from capture_app.importers.edition_1_0 import upgraded
from capture_app.importers.foreign import Ledger
from capture_app.importers.merging import merge_foreign
from capture_app.importers.registry import importer_for
from capture_app.services.importing import COUNTS, FileReport
from forms.catalog import load_catalog
from tests.office import begin, opened

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "ocds"
READABLE = ("direct_purchase.json", "two_awards_record.json", "edition_1_0.json", "odd_values.json")


def _samples(shared: Path) -> list[Path]:
    return [path for path in sorted((shared / "data" / "samples").rglob("*")) if path.is_file()]


def _adds_up(report: FileReport) -> bool:
    return report.read == report.stored + report.unchanged + report.refused


def test_every_sample_is_imported_once_and_adds_up(shared, tmp_path):
    files = [*_samples(shared), shared / "data" / "demo" / "demo_cases.json"]
    with opened(begin(tmp_path, "ocds-xs1qbl")) as app:
        first = app.importing.import_files(files)
        again = app.importing.import_files(files)
        kept = sum(len(app.capture.open(name).aside) for name in app.capture.record_ids())
    assert all(_adds_up(report) for report in (*first.files, *again.files))
    assert not [report.file for report in first.files if report.is_refused]
    assert first.totals["refused"] == 0
    assert first.totals["read"] == again.totals["read"] == again.totals["unchanged"] > 50
    assert (again.totals["stored"], again.totals["kept_aside"]) == (0, 0)
    assert kept == first.totals["kept_aside"] > 0


def test_what_was_kept_aside_is_listed_with_its_place(shared, tmp_path):
    file = shared / "data" / "samples" / "inai" / "PC-0013-PC-0013.json"
    with opened(begin(tmp_path)) as app:
        (report,) = app.importing.import_files([file]).files
        (record_id,) = app.capture.record_ids()
        aside = app.capture.open(record_id).aside
    listed = {problem.pointer for problem in report.problems if problem.code.startswith("aside.")}
    assert {item.pointer for item in aside} == listed
    assert report.kept_aside == len(aside) == 3
    assert {item.reason for item in aside} == {"uri.malformed"}
    assert all(item.source_file == file.name for item in aside)


def test_foreign_identifiers_stay_exactly_as_they_are(shared, tmp_path):
    samples = shared / "data" / "samples"
    files = [samples / "cdmx" / "OCDS-87SD3T-AD-SF-DRM-065-2015-01.json", samples / "inai" / "PC-0013-PC-0013.json"]
    with opened(begin(tmp_path)) as app:
        report = app.importing.import_files(files)
        ocids = {summary.ocid for summary in app.capture.search()}
    assert ocids == {"OCDS-87SD3T-AD-SF-DRM-065-2015", "PC-0013"}
    codes = [{problem.code for problem in file.problems} for file in report.files]
    assert all("ocid.malformed" in found for found in codes)


@pytest.mark.parametrize("name", READABLE)
def test_invented_files_are_imported_once(tmp_path, name):
    with opened(begin(tmp_path)) as app:
        (first,) = app.importing.import_files([FIXTURES / name]).files
        (again,) = app.importing.import_files([FIXTURES / name]).files
    assert (first.read, first.stored) == (1, 1)
    assert (again.read, again.unchanged, again.kept_aside) == (1, 1, 0)


def test_a_dry_run_stores_nothing_and_says_the_same(tmp_path):
    with opened(begin(tmp_path)) as app:
        dry = app.importing.import_files([FIXTURES / "odd_values.json"], dry_run=True)
        assert app.capture.record_ids() == ()
        real = app.importing.import_files([FIXTURES / "odd_values.json"])
    assert dry.members() == real.members()


def test_two_awards_and_their_contracts_arrive_merged(tmp_path):
    with opened(begin(tmp_path)) as app:
        app.importing.import_files([FIXTURES / "two_awards_record.json"])
        body = app.capture.body("ocds-213czf-invented-lp-002")
    assert [award["id"] for award in body["awards"]] == ["F-1", "F-2"]
    assert [contract["awardID"] for contract in body["contracts"]] == ["F-1", "F-2"]
    assert body["tender"]["title"] == "Mantenimiento de vehículos"
    assert body["tender"]["status"] == "complete"
    assert len(body["parties"]) == 3


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():
            yield from _leaves(member)
    elif isinstance(value, list):
        for member in value:
            yield from _leaves(member)
    elif value is not None and str(value).strip():
        yield str(value) if isinstance(value, (str, bool)) else format(Decimal(str(value)).normalize(), "f")


def test_nothing_that_a_sample_says_is_lost(shared):
    """Each value of each release is in the body, kept aside, or in the header that the kept release has."""
    catalog = load_catalog()
    for file in _samples(shared):
        if file.suffix != ".json":
            continue
        for process in importer_for(file).read(file):
            for release in process.releases:
                merged = merge_foreign([release], catalog)
                header = {name: release.get(name) for name in ("ocid", "id", "date", "tag", "initiationType")}
                repaired = [value for remark in merged.remarks for _, value in remark.parameters]
                held = {*_leaves(merged.body), *_leaves([item.value for item in merged.aside]), *_leaves(repaired)}
                lost = set(_leaves(upgraded(release, Ledger()))) - held - set(_leaves(header))
                assert not lost, f"{file.name}: {sorted(lost)[:5]}"


def test_problems_are_json(tmp_path):
    with opened(begin(tmp_path)) as app:
        members = app.importing.import_files([FIXTURES / "odd_values.json"]).members()
    (file,) = json.loads(json.dumps(members))["files"]
    assert set(file) == {"file", "format", "problems", *COUNTS}
    assert all(set(problem) == {"place", "pointer", "code", "level", "message"} for problem in file["problems"])
    assert all(problem["message"] for problem in file["problems"])
