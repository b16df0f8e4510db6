"""Foreign releases along the law: keys, repairs, what is set aside, what is merged."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture_app.importers.merging import in_order, merge_foreign
from capture_app.importers.registry import importer_for
from capture_app.ocds.release import RECORD_TYPE
from capture_app.services.wording import remark_message
from forms.catalog import load_catalog
from forms.context import Context
from forms.validate import validate
from sync import canonical

CATALOG = load_catalog()
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "ocds"


def _merged(*releases: dict[str, Any]):
    heads = ({"ocid": "ocds-213czf-a", "id": str(n), "date": f"2026-01-{n + 1:02}T00:00:00Z"} for n in range(31))
    whole = [{**head, **release} for head, release in zip(heads, releases, strict=False)]
    return merge_foreign(json.loads(json.dumps(whole), parse_float=Decimal), CATALOG)


def _aside(merged):
    return {item.path: item.reason for item in merged.aside}


def test_odd_values_are_kept_aside_and_named():
    (process,) = importer_for(FIXTURES / "odd_values.json").read(FIXTURES / "odd_values.json")
    merged = merge_foreign(process.releases, CATALOG)
    reasons = {path.split("/@")[0] + path[path.rfind("/") :]: reason for path, reason in _aside(merged).items()}
    assert reasons["/tender/status/status"] == "code.unknown"
    assert reasons["/tender/value/amount/amount"] == "number.limits"
    assert reasons["/tender/minValue/minValue"] == "type.object_expected"
    assert reasons["/tender/items/items"] == "type.list_expected"
    assert reasons["/tender/tenderPeriod/startDate/startDate"] == "date.impossible"
    assert reasons["/tender/tenderPeriod/endDate/endDate"] == "date.impossible"
    assert reasons["/tender/description/description"] == "text.leads_upward"
    assert reasons["/tender/documents/url"] == "uri.malformed"
    assert reasons["/tender/documents/2/2"] == "type.object_expected"
    assert "member.reserved" in reasons.values()
    assert merged.body["anexo_local"]["partidas"][1]["n"] == 2
    assert merged.body["tender"]["submissionMethod"] == ["written"]
    assert 10**30 in [item.value for item in merged.aside]


def test_rows_have_keys_that_follow_from_what_they_are():
    rows = [{"id": 1, "title": "A"}, {"id": "1", "title": "B"}, {"title": "C"}, {"title": "C"}]
    first, again = (_merged({"tender": {"id": "T", "documents": rows}}).body["tender"]["documents"] for _ in range(2))
    assert first == again
    assert len({row["_key"] for row in first}) == 4
    assert [row.get("id") for row in first] == ["1", "1", None, None]
    corrected = _merged({"tender": {"id": "T", "documents": [{"id": "1", "title": "otro"}]}}).body
    assert corrected["tender"]["documents"][0]["_key"] == first[0]["_key"]


def test_an_exact_repetition_with_an_id_is_kept_once():
    row = {"id": "1", "title": "A"}
    merged = _merged({"tender": {"id": "T", "documents": [row, row]}})
    assert len(merged.body["tender"]["documents"]) == 1
    assert "row.repeated" in {remark.code for remark in merged.remarks}


def test_a_value_twice_in_a_list_is_kept_once_and_told_by_the_word_of_its_list():
    merged = _merged({"tender": {"id": "T", "submissionMethod": ["written", "written", "inPerson"]}})
    assert merged.body["tender"]["submissionMethod"] == ["written", "inPerson"]
    (told,) = (remark for remark in merged.remarks if remark.code == "value.repeated")
    sentence = remark_message(told, CATALOG, merged.body)
    assert CATALOG.record_types[RECORD_TYPE].field_at("/tender/submissionMethod").label in sentence
    assert "«written»" in sentence


def test_an_amount_that_a_computer_reckoned_is_kept_without_its_dust_wherever_it_stands():
    merged = _merged({"tender": {"id": "T", "value": {"amount": 1262.0800000000002, "sinIva": 2203.9999999999995}}})
    assert merged.body["tender"]["value"] == {"amount": Decimal("1262.08"), "sinIva": Decimal("2204")}
    told = [remark_message(remark, CATALOG, merged.body) for remark in merged.remarks if remark.code == "number.dust"]
    assert len(told) == 2
    assert "1262.0800000000002" in told[0]


def test_a_number_in_a_list_of_texts_is_told():
    merged = _merged({"parties": [{"id": "1", "name": "A", "roles": ["buyer", 1]}]})
    assert merged.body["parties"][0]["roles"] == ["buyer", "1"]
    assert "number.as_text" in {remark.code for remark in merged.remarks}


def test_what_began_the_process_is_kept_aside_where_the_standard_has_no_such_beginning():
    assert _aside(_merged({"initiationType": "subasta", "tender": {"id": "T"}})) == {"/initiationType": "code.unknown"}
    assert _aside(_merged({"initiationType": "tender", "tender": {"id": "T"}})) == {}


@pytest.mark.parametrize("odd", [["0901", "0901"], {"value": "0901"}, True])
def test_an_organization_whose_identifier_is_no_text_never_lends_it_to_a_name(odd):
    buyer = {"identifier": {"id": odd, "legalName": "Municipio inventado"}, "name": "Municipio inventado"}
    merged = _merged({"buyer": buyer})
    (party,) = merged.body["parties"]
    assert merged.body["buyer"]["id"] == party["id"]
    assert "0901" not in party["id"]
    assert odd in [item.value for item in merged.aside]


def test_an_organization_whose_own_id_is_no_text_stays_where_it_is():
    merged = _merged({"buyer": {"id": ["1"], "name": "Municipio inventado", "address": {"region": "QR"}}})
    assert "parties" not in merged.body
    assert ["1"] in [item.value for item in merged.aside]
    assert merged.body["buyer"]["name"] == "Municipio inventado"


def test_later_releases_change_add_and_take_away():
    merged = _merged(
        {"tender": {"id": "T", "title": "Antes", "description": "x", "items": [{"description": "sin número"}]}},
        {"tender": {"id": "T", "title": "Después", "description": None, "items": [{"description": "sin número"}]}},
    )
    assert merged.body["tender"]["title"] == "Después"
    assert "description" not in merged.body["tender"]
    assert len(merged.body["tender"]["items"]) == 1


def test_rows_of_one_release_with_the_same_id_are_not_joined():
    milestones = [{"id": "1", "title": "A"}, {"id": "1", "title": "B"}]
    merged = _merged({"planning": {"milestones": milestones}}, {"planning": {"milestones": milestones}})
    assert [row["title"] for row in merged.body["planning"]["milestones"]] == ["A", "B"]


def test_releases_are_ordered_by_instant():
    later = {"date": "2026-01-01T00:00:00-06:00", "n": 2}
    earlier = {"date": "2026-01-01T05:00:00Z", "n": 1}
    compiled = {"date": "2026-01-01T00:00:00-06:00", "tag": ["compiled"], "n": 3}
    assert [item.get("n") for item in in_order([compiled, later, earlier, {"n": 0}])] == [0, 1, 2, 3]


def test_releases_that_forget_their_offset_keep_their_order_and_it_is_told():
    first = {"ocid": "ocds-213czf-a", "id": "1", "date": "2026-01-01T00:00:00", "tender": {"title": "Antes"}}
    second = {"ocid": "ocds-213czf-a", "id": "2", "date": "2026-02-01 09:30", "tender": {"title": "Después"}}
    merged = merge_foreign([second, first], CATALOG)
    assert merged.body["tender"]["title"] == "Después"
    assert {remark.code for remark in merged.remarks if remark.path == "/date"} == {"release.date_no_offset"}


def test_an_edition_1_0_release_becomes_one_of_1_1():
    (process,) = importer_for(FIXTURES / "edition_1_0.json").read(FIXTURES / "edition_1_0.json")
    merged = merge_foreign(process.releases, CATALOG)
    body = merged.body
    roles = {party["id"]: set(party["roles"]) for party in body["parties"]}
    assert roles == {
        "RFC-MLA110217AB9": {"buyer", "procuringEntity"},
        "TMF120903LMA": {"tenderer", "supplier", "payee"},
        "0901": {"payer"},
    }
    assert body["buyer"] == {"id": "RFC-MLA110217AB9", "name": "Municipio inventado"}
    payment = body["contracts"][0]["implementation"]["transactions"][0]
    assert payment["value"] == {"amount": Decimal("100.50"), "currency": "MXN"}
    assert payment["payee"] == {"id": "TMF120903LMA", "name": "Taller Inventado"}
    assert body["tender"]["amendments"][0]["rationale"] == "Cambio de fecha"
    assert body["contracts"][0]["awardID"] == body["awards"][0]["id"] == "1"
    assert {"edition.organization", "edition.amendment", "edition.payment"} <= {item.code for item in merged.remarks}


_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.text(max_size=8)
)
_NAMES = st.sampled_from(
    [
        "id",
        "title",
        "status",
        "value",
        "amount",
        "currency",
        "items",
        "documents",
        "date",
        "url",
        "suppliers",
        "x",
        "_k",
    ]
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=20
)
_MEMBERS = st.sampled_from(["tender", "awards", "contracts", "planning", "buyer", "parties", "bids", "otro"])
_RELEASES = st.dictionaries(_MEMBERS, _VALUES, max_size=5)


@settings(max_examples=200, deadline=None)
@given(_RELEASES)
def test_whatever_comes_the_body_is_valid_in_type_and_the_same_twice(release):
    whole = {"ocid": "ocds-213czf-a", "id": "1", "date": "2026-01-01T00:00:00Z", **release}
    first, again = merge_foreign([whole], CATALOG), merge_foreign([whole], CATALOG)
    assert canonical.encode(first.body) == canonical.encode(again.body)
    context = Context(today=date(2026, 3, 20), ocid="ocds-213czf-a")
    found = validate(first.body, "contracting_process", context, CATALOG)
    assert [item for item in found if item.code.startswith(("type.", "code."))] == []
