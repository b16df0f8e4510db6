"""Compiled and versioned releases, records and packages."""

from __future__ import annotations

import socket
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocdsmerge import CompiledRelease

from capture_app.ocds.package import PackageHead, Publisher, local_uri, record_package, release_package
from capture_app.ocds.record import (
    ReleasesDisagree,
    _merge,
    build_record,
    compile_releases,
    merge_rules,
    version_releases,
)
from capture_app.ocds.release import content_key
from sync import canonical


def _release(number: int, **members: Any) -> dict[str, Any]:
    head = {"ocid": "ocds-213czf-a", "id": f"r{number}", "date": f"2026-01-0{number}T00:00:00.000Z", "tag": ["tender"]}
    return {**head, "initiationType": "tender", **members}


ONE = _release(1, tender={"id": "T", "title": "A", "value": {"amount": Decimal("1.50")}})
TWO = _release(2, tender={"id": "T", "title": "B", "description": None})


def test_the_compiled_release_is_the_last_state():
    compiled = compile_releases([ONE, TWO])
    assert compiled["tender"] == {"id": "T", "title": "B", "value": {"amount": Decimal("1.50")}}
    assert (compiled["tag"], compiled["id"]) == (["compiled"], "ocds-213czf-a-2026-01-02T00:00:00.000Z")


def test_the_versioned_release_says_where_each_value_came_from():
    versions = version_releases([ONE, TWO])["tender"]["title"]
    assert [(version["releaseID"], version["value"]) for version in versions] == [("r1", "A"), ("r2", "B")]


def test_rows_without_ids_or_with_equal_ones_stay_apart():
    rows = [{"a": 1}, {"a": 1}, {"id": "x", "a": 2}, {"id": "x", "a": 3}, {"id": 7, "a": 4}]
    compiled = compile_releases([_release(1, otro=rows), _release(2, otro=rows)])
    assert compiled["otro"] == rows


_ID = st.none() | st.sampled_from(["a", "b", "c"])
_NAMES = st.sampled_from(["tender", "items", "parties", "roles", "awards", "suppliers", "value", "tag", "x", ""])
_PLAIN = st.none() | st.integers(0, 3) | st.sampled_from(["", "a", "b"])
_ANY = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(_NAMES, inner, max_size=4)
        | st.lists(st.builds(lambda id, row: {"id": id, **row}, _ID, st.dictionaries(_NAMES, inner)), max_size=3)
    ),
    max_leaves=25,
)


@given(st.dictionaries(_NAMES, _ANY, max_size=6))
def test_one_release_alone_is_what_merging_it_makes_of_it(members):
    release = _release(1, **members)
    merged = _merge(CompiledRelease(merge_rules=merge_rules()), [release])
    assert canonical.encode(compile_releases([release])) == canonical.encode(merged)


def test_a_list_against_an_object_is_refused():
    with pytest.raises(ReleasesDisagree):
        compile_releases([_release(1, otro={"a": 1}), _release(2, otro=[{"id": "1", "b": 2}])])


def test_merging_never_asks_the_network(monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *given, **named: pytest.fail("asked the network"))
    assert compile_releases([ONE])["tender"]["id"] == "T"


def test_a_record_links_its_releases_or_has_them_never_both():
    embedded = build_record("ocds-213czf-a", [ONE, TWO])
    assert [release["id"] for release in embedded["releases"]] == ["r1", "r2"]
    linked = build_record("ocds-213czf-a", [ONE], ["https://ejemplo.invalid/1.json"])
    assert linked["releases"] == [{"url": "https://ejemplo.invalid/1.json#r1", "date": ONE["date"], "tag": ["tender"]}]


def test_packages_say_who_and_when():
    head = PackageHead(local_uri("LAGUNA AZUL", "todo"), Publisher("Municipio inventado"), "2026-01-02T00:00:00.000Z")
    package = release_package([ONE], head)
    assert package["uri"] == "urn:captura:LAGUNA%20AZUL:todo"
    assert package["version"] == "1.1"
    assert package["publisher"] == {"name": "Municipio inventado"}
    assert len(package["extensions"]) == len(set(package["extensions"])) == 36
    assert "packages" not in record_package([], head)
    assert record_package([], head, ["https://ejemplo.invalid/1"])["packages"] == ["https://ejemplo.invalid/1"]


def test_the_key_of_a_row_imported_years_ago_is_that_of_today():
    assert content_key("a", 1) == "cnprpjdvuy"
