"""Every shape of OCDS document is recognised; what cannot be told apart is refused by process."""

from __future__ import annotations

import pytest

from capture_app.importers.ocds import releases_of

RELEASE = {"ocid": "ocds-213czf-a", "id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"], "tender": {"id": "T"}}
LINK = {"url": "https://ejemplo.invalid/1.json#1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"]}
VERSIONED = {
    "ocid": "ocds-213czf-a",
    "tender": {
        "id": "T",
        "title": [
            {"releaseID": "1", "releaseDate": "2026-01-01T00:00:00Z", "releaseTag": ["tender"], "value": "Antes"},
            {"releaseID": "2", "releaseDate": "2026-02-01T00:00:00Z", "releaseTag": ["tender"], "value": "Después"},
        ],
    },
}


def _found(document):
    return [(item.place, item.ocid, item.refusal) for item in releases_of(document, "")]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (RELEASE, ""),
        ({"uri": "x", "releases": [RELEASE]}, "/releases/0"),
        ([RELEASE], "/0"),
        ({"records": [{"ocid": "ocds-213czf-a", "releases": [RELEASE]}]}, "/records/0/releases/0"),
        ({"records": [{"releases": [LINK], "compiledRelease": RELEASE}]}, "/records/0/compiledRelease"),
        ({"ocid": "ocds-213czf-a", "compiledRelease": RELEASE}, "/compiledRelease"),
        ([{"records": [{"releases": [RELEASE], "compiledRelease": {}}]}], "/0/records/0/releases/0"),
        ({"ocid": "ocds-213czf-a", "releases": [LINK], "versionedRelease": VERSIONED}, "/versionedRelease"),
    ],
)
def test_shapes(document, place):
    assert _found(document) == [(place, "ocds-213czf-a", "")]


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ({"releases": [{"tender": {}}]}, "ocid.missing"),
        ({"releases": [{"ocid": "", "tender": {}}]}, "ocid.missing"),
        ({"releases": [{"ocid": ["a"], "tender": {}}]}, "ocid.missing"),
        ({"releases": [{"ocid": "../../x", "tender": {}}]}, "ocid.unsafe"),
        ({"releases": [{"ocid": "a\nb", "tender": {}}]}, "ocid.unsafe"),
        ({"releases": ["x"]}, "release.not_object"),
        ({"releases": {"ocid": "a"}}, "releases.not_list"),
        ({"records": ["x"]}, "release.not_object"),
        ({"records": [{"ocid": "a", "releases": [LINK]}]}, "record.links_only"),
        ({"records": [{"ocid": "a", "releases": [LINK, {**RELEASE, "ocid": "a"}]}]}, "record.mixed"),
        ({"records": [{"ocid": "a"}]}, "record.empty"),
        ({"records": [{"ocid": "a", "releases": [RELEASE]}]}, "ocid.contradicts"),
        ({"hola": 1}, "document.not_ocds"),
        (7, "document.not_ocds"),
    ],
)
def test_refusals(document, refusal):
    assert [item[2] for item in _found(document)] == [refusal]


def test_a_malformed_prefix_is_no_reason_to_refuse():
    assert _found({**RELEASE, "ocid": "PC-0013"}) == [("", "PC-0013", "")]
    assert _found({**RELEASE, "ocid": 13}) == [("", "13", "")]


def test_the_last_state_of_a_versioned_release_is_taken():
    (found,) = releases_of({"releases": [LINK], "versionedRelease": VERSIONED}, "")
    assert found.release["tender"] == {"id": "T", "title": "Después"}


def test_a_release_without_ocid_takes_that_of_its_record():
    bare = {name: value for name, value in RELEASE.items() if name != "ocid"}
    assert _found({"ocid": "ocds-213czf-b", "releases": [bare]}) == [("/releases/0", "ocds-213czf-b", "")]
