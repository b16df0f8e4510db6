"""The answer of System 6: every process with its compiled release and its fiscal year."""

from __future__ import annotations

import json

from capture_app.changes import FieldEdit
from capture_app.exporters import s6
from capture_app.exporters.documents import ExportProcess
from capture_app.ocds.package import PackageHead, Publisher

HEAD = PackageHead("urn:x", Publisher("Municipio (INVENTADO)"), "2026-03-20T15:00:00.000Z")


def _release(**members):
    return {"ocid": "o", "id": "1", "date": "2026-03-20T15:00:00Z", "tag": ["tender"], **members}


def _answer(*releases):
    return json.loads(b"".join(s6.write([ExportProcess("o", (release,)) for release in releases], HEAD)))


def test_each_process_is_a_record_under_its_ocid():
    answer = _answer(_release(tender={"id": "t", "title": "Papel"}), _release(contracts=[{"id": "c"}]))
    assert answer["pagination"] == {"page": 1, "pageSize": 2, "totalRows": 2, "hasNextPage": False}
    assert [result["ocid"] for result in answer["results"]] == ["o", "o"]
    assert answer["results"][0]["record"]["tender"]["title"] == "Papel"
    assert answer["x_audience"] == "public"


def test_the_cycle_is_the_year_of_the_money_first():
    tender = {"id": "t", "tenderPeriod": {"startDate": "2025-11-01T00:00:00-05:00"}}
    budget = {"budgetBreakdown": [{"id": "1", "period": {"startDate": "2026-01-01T00:00:00-05:00"}}]}
    first, second, third = _answer(
        _release(tender=tender), _release(tender=tender, planning={"budget": budget}), _release()
    )["results"]
    assert (first["record"]["cycle"], second["record"]["cycle"]) == (2025, 2026)
    assert "cycle" not in third["record"]


def test_the_convening_area_stands_for_a_buyer_that_is_not_said():
    (result,) = _answer(_release(tender={"id": "t", "procuringEntity": {"id": "p", "name": "Compras"}}))["results"]
    assert result["record"]["buyer"]["name"] == "Compras"


def test_nothing_is_an_answer_too():
    assert _answer()["results"] == []


def test_sanctioned_suppliers_go_out_in_the_shape_of_system_3(tmp_path):
    from tests.office import begin, opened

    with opened(begin(tmp_path / "office")) as app:
        made = app.capture.create(record_type="sanctioned_supplier")
        for path, value in (
            ("/particularSancionado/nombreRazonSocial", "Empresa Ficticia, S.A. (INVENTADA)"),
            ("/expediente", "PAR-1/2026"),
            ("/inhabilitacion/fechaFinal", "2027-01-01"),
        ):
            app.capture.save_fields(made.record_id, [FieldEdit(path, value)])
        app.capture.create()
        report = app.exporting.export("s3", tmp_path / "s3.json")
    (result,) = json.loads((tmp_path / "s3.json").read_bytes())["results"]
    assert report.records == 1
    assert result["particularSancionado"]["nombreRazonSocial"].startswith("Empresa Ficticia")
    assert result["inhabilitacion"]["fechaFinal"] == "2027-01-01"
    assert result["id"]
