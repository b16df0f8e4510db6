"""Pointers, paths and patterns turn into one another."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.pointers import (
    PathError,
    UnknownPath,
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
