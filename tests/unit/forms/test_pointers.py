"""Pointers, paths and patterns turn into one another; edits are pure."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.pointers import (
    PathError,
    RowTaken,
    UnknownPath,
    apply_edit,
    expand,
    get,
    has,
    join,
    parent,
    pattern_of,
    to_path,
    to_pointer,
    tokens,
)
from tests.unit.forms.bodies import sound

names = st.text(min_size=0, max_size=6).filter(lambda text: not text.startswith("@"))


@given(st.lists(names, max_size=6))
def test_tokens_and_join_round_trip(parts: list[str]) -> None:
    assert tokens(join(parts)) == tuple(parts)


def every_pointer(node: Any, base: str = "") -> list[str]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [base, *(found for name, child in children for found in every_pointer(child, f"{base}{join([name])}"))]


rows = st.lists(st.text("abc", min_size=1, max_size=3), unique=True, max_size=4)
bodies = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: (
        st.dictionaries(st.sampled_from(["a", "b/c", "d~e", "9"]), inner, max_size=3)
        | st.tuples(rows, inner).map(lambda pair: [{"_key": key, "x": pair[1]} for key in pair[0]])
    ),
    max_leaves=12,
)


@given(bodies)
def test_pointers_and_paths_round_trip(body: Any) -> None:
    for pointer in every_pointer(body):
        path = to_path(body, pointer)
        assert to_pointer(body, path) == pointer
        assert to_pointer(body, pointer) == pointer
        assert get(body, path, "none") == get(body, pointer, "none")
        assert pattern_of(path) == pattern_of(pointer)


def test_paths_of_real_rows() -> None:
    body = sound()
    path = "/contracts/@contractaa/implementation/transactions/@payaaaaaaa/value"
    assert to_pointer(body, path) == "/contracts/0/implementation/transactions/0/value"
    assert to_path(body, "/contracts/0/implementation/transactions/0/value") == path
    assert pattern_of(path) == "/contracts/*/implementation/transactions/*/value"
    assert get(body, path)["currency"] == "MXN"
    assert parent(path).endswith("@payaaaaaaa")


def test_an_unknown_row_has_no_pointer() -> None:
    with pytest.raises(UnknownPath):
        to_pointer(sound(), "/awards/@nobody/title")


def test_a_relative_pointer_is_refused() -> None:
    with pytest.raises(PathError):
        tokens("tender/title")


def test_get_gives_the_default() -> None:
    assert get({"a": [1]}, "/a/1", 7) == 7
    assert get({"a": [1]}, "/a/x") is None
    assert has({"a": None}, "/a")
    assert not has({}, "/a")


def test_expand_names_every_place() -> None:
    found = expand({"a": [{"b": 1}, {"c": 2}, {"b": 3}]}, "/a/*/b")
    assert found == [("/a/0/b", 1), ("/a/2/b", 3)]


ROWS = {"items": [{"_key": "k1", "n": 1}, {"_key": "k2", "n": 2}]}


def keys(body: dict[str, Any]) -> list[str]:
    return [row["_key"] for row in body.get("items", [])]


def test_set_makes_ancestors_and_nothing_prunes_them() -> None:
    body = apply_edit({}, "set", "/planning/budget/amount", {"amount": 1})
    assert body == {"planning": {"budget": {"amount": {"amount": 1}}}}
    for nothing in (None, "", [], {}):
        assert apply_edit(body, "set", "/planning/budget/amount", nothing) == {}


def test_an_emptied_row_stays() -> None:
    assert apply_edit(ROWS, "set", "/items/@k1/n", None)["items"][0] == {"_key": "k1"}


@pytest.mark.parametrize(
    ("after", "order"), [(None, ["k1", "k2", "k3"]), ("", ["k3", "k1", "k2"]), ("k1", ["k1", "k3", "k2"])]
)
def test_row_add(after: str | None, order: list[str]) -> None:
    assert keys(apply_edit(ROWS, "row_add", "/items/@k3", {"n": 3}, after)) == order


def test_row_add_begins_a_list() -> None:
    assert apply_edit({}, "row_add", "/a/items/@k1") == {"a": {"items": [{"_key": "k1"}]}}


def test_adding_the_same_row_twice() -> None:
    assert apply_edit(ROWS, "row_add", "/items/@k1", {"n": 1}) == ROWS
    with pytest.raises(RowTaken):
        apply_edit(ROWS, "row_add", "/items/@k1", {"n": 9})


def test_row_remove_prunes_the_list() -> None:
    one = apply_edit({"a": ROWS}, "row_remove", "/a/items/@k1")
    assert keys(one["a"]) == ["k2"]
    assert apply_edit(one, "row_remove", "/a/items/@k2") == {}


@pytest.mark.parametrize(("after", "order"), [(None, ["k2", "k1"]), ("@k1", ["k1", "k2"]), ("gone", ["k1", "k2"])])
def test_row_move(after: str | None, order: list[str]) -> None:
    assert keys(apply_edit(ROWS, "row_move", "/items/@k2", after=after)) == order


def test_setting_a_row_keeps_its_key() -> None:
    assert apply_edit(ROWS, "set", "/items/@k1", {"n": 5, "_key": "other"})["items"][0] == {"_key": "k1", "n": 5}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("set", "/items/@gone/n"),
        ("set", "/none/@k/n"),
        ("row_remove", "/items/@gone"),
        ("row_move", "/items/@gone"),
        ("row_add", "/items/0"),
        ("row_add", "/none/x"),
        ("row_remove", "/items"),
        ("set", "/items/@k1/n/deeper"),
        ("set", ""),
        ("turn", "/items"),
    ],
)
def test_impossible_edits(kind: str, path: str) -> None:
    with pytest.raises(PathError):
        apply_edit(ROWS, kind, path, {"x": 1})


def test_edits_are_pure() -> None:
    before = copy.deepcopy(ROWS)
    apply_edit(ROWS, "set", "/items/@k1/n", 9)
    apply_edit(ROWS, "row_move", "/items/@k2")
    apply_edit(ROWS, "row_remove", "/items/@k1")
    assert before == ROWS
