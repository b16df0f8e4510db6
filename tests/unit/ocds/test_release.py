"""A release from a body: what is ours goes, what the standard needs comes, days never move."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rfc3339_validator import validate_rfc3339
from rfc3986_validator import validate_rfc3986

from capture_app.ocds.dates import utc_text, widen_day
from capture_app.ocds.draft import draft_release
from capture_app.ocds.formats import is_date_time, is_day, is_uri
from capture_app.ocds.release import build_release
from capture_app.ocds.soundness import defects

OCID = "ocds-213czf-a"
BODY = {
    "language": "es",
    "initiationType": "tender",
    "_typed": {"/tender/value": "39 m"},
    "_pnt": {"a": 1},
    "parties": [
        {
            "_key": "k1",
            "id": "P-1",
            "name": "Uno, A.C.",
            "address": {"streetAddress": "Calle 1", "region": "Quintana Roo"},
        }
    ],
    "planning": {"rationale": "Hace falta"},
    "tender": {
        "id": "T-1",
        "tenderPeriod": {"startDate": "2026-12-31", "endDate": "2027-01-01"},
        "tenderers": [
            {"_key": "r1", "id": "P-1", "name": "Uno, A.C."},
            {"_key": "r2", "id": "P-1", "address": {"region": "x"}},
        ],
        "items": [
            {"_key": "i1", "description": "sin número"},
            {"_key": "i2", "id": "1", "description": "A"},
            {"_key": "i3", "id": "1", "description": "B"},
        ],
        "submissionMethod": ["written", "written"],
    },
    "awards": [{"_key": "a1", "id": "A-1", "date": "2026-03-03T09:30:00-06:00"}],
    "contracts": [
        {"_key": "c1", "id": "C-1", "awardID": "A-1", "title": "Uno, A.C.", "implementation": {"status": "ongoing"}},
        {"_key": "c2", "id": "C-2", "awardID": "A-1", "title": "Dos"},
    ],
    "propio": {"filas": [{"_key": "u1", "a": 1}]},
}


def _built(**options):
    return build_release(OCID, BODY, "id-1", "2026-03-20T00:00:00.000Z", ("tender",), **options)


def _has_private_members(value):
    if isinstance(value, dict):
        return any(name.startswith("_") or _has_private_members(member) for name, member in value.items())
    return isinstance(value, list) and any(map(_has_private_members, value))


def test_what_is_ours_is_stripped_and_the_header_is_written():
    release = _built()
    assert not _has_private_members(release)
    head = {name: release[name] for name in ("ocid", "id", "date", "tag", "initiationType", "language")}
    assert head == {
        "ocid": OCID,
        "id": "id-1",
        "date": "2026-03-20T00:00:00.000Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "es",
    }
    assert release["propio"] == {"filas": [{"a": 1}]}


def test_days_become_the_first_and_last_second_with_the_offices_offset():
    period = _built()["tender"]["tenderPeriod"]
    assert period == {"startDate": "2026-12-31T00:00:00-05:00", "endDate": "2027-01-01T23:59:59-05:00"}
    assert _built(zone="America/Tijuana")["tender"]["tenderPeriod"]["startDate"] == "2026-12-31T00:00:00-08:00"


def test_moments_that_were_imported_stay_as_they_came():
    assert _built()["awards"][0]["date"] == "2026-03-03T09:30:00-06:00"


def test_rows_get_ids_and_keep_them_apart():
    assert [row["id"] for row in _built()["tender"]["items"]] == ["i1", "1", "1-i3"]


def test_references_to_one_party_are_joined_and_plain_lists_have_no_repetition():
    tender = _built()["tender"]
    assert tender["tenderers"] == [{"id": "P-1", "name": "Uno, A.C."}]
    assert tender["submissionMethod"] == ["written"]


def test_personal_data_stay_inside():
    assert _built()["parties"][0]["address"] == {"region": "Quintana Roo"}
    assert _built(public=False)["parties"][0]["address"]["streetAddress"] == "Calle 1"


def test_only_the_stages_chosen_go_out():
    release = _built(stages=["planning"])
    assert set(release) & {"planning", "tender", "awards", "contracts"} == {"planning"}
    assert release["parties"]
    last = _built(stages=["implementation"])
    assert last["contracts"] == [{"id": "C-1", "awardID": "A-1", "implementation": {"status": "ongoing"}}]
    assert "planning" not in last


def test_the_same_data_give_the_same_draft():
    moment = datetime(2026, 3, 20, 15, tzinfo=UTC)
    first, second = (draft_release(OCID, BODY, moment) for _ in range(2))
    assert first == second
    assert first["id"].startswith(f"{OCID}-borrador-")
    assert first["date"] == utc_text(moment) == "2026-03-20T15:00:00.000Z"
    assert first["tag"] == ["planning", "tender", "award", "contract", "implementation"]
    assert draft_release(OCID, {**BODY, "otro": 1}, moment)["id"] != first["id"]


def test_what_the_standard_demands_is_missed_by_name():
    assert defects(_built()) == ()
    broken = {
        **{
            name: member for name, member in _built().items() if name in ("ocid", "id", "date", "tag", "initiationType")
        },
        "tender": {"title": "sin id", "status": "abierta", "documents": [{"id": "1", "url": "a b"}]},
        "contracts": [{"id": "C"}],
        "awards": {},
    }
    assert {(found.pointer, found.code) for found in defects(broken)} == {
        ("/tender/id", "id.missing"),
        ("/tender/status", "code.unknown"),
        ("/tender/documents/0/url", "uri.malformed"),
        ("/contracts/0/awardID", "required.missing"),
        ("/awards", "type.wrong"),
    }


@pytest.mark.parametrize("text", ["2026-02-30", "2026-3-3", "0000-01-01", "mañana", "2026-03-03T00:00:00Z"])
def test_what_is_no_day_is_not_widened(text):
    assert widen_day(text) == text


@given(st.dates())
def test_every_day_is_widened_to_itself(day):
    for end in (False, True):
        text = widen_day(f"{day.year:04}-{day.month:02}-{day.day:02}", end_of_day=end)
        assert text[:10] == f"{day.year:04}-{day.month:02}-{day.day:02}"
        assert is_day(text[:10])


_DATE_TEXT = st.from_regex(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z") | st.text()
_URI_TEXT = st.from_regex(r"\A[a-z]{1,4}:/{0,2}[ -~]{0,20}\Z") | st.text()


@given(_DATE_TEXT)
def test_date_times_are_judged_as_the_official_checker_does(text):
    assert is_date_time(text) == bool(validate_rfc3339(text)) or text.endswith("\n")


@given(_URI_TEXT)
def test_what_passes_as_uri_passes_the_official_checker(text):
    assert not is_uri(text) or validate_rfc3986(text)


@pytest.mark.parametrize(
    "text", ["https://a.mx/b?c=d#e", "urn:captura:X:y", "http://[no", "http://a b", "mailto:a@b.mx"]
)
def test_uris(text):
    assert is_uri(text) == bool(validate_rfc3986(text))
