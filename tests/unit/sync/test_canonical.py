"""The canonical form: one text for each value, and a reader that takes nothing ambiguous."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import canonical

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | NUMBERS
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_encoding_what_was_read_gives_the_same_bytes(value):
    once = canonical.encode(value)
    assert canonical.encode(canonical.decode(once)) == once


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.50"), b"1.5"),
        (Decimal("1E+3"), b"1000"),
        (Decimal("0.000001"), b"0.000001"),
        (Decimal("0.0000001"), b"0.0000001"),
        (Decimal("-1.20E-9"), b"-0.0000000012"),
        (Decimal("4850000.00"), b"4850000"),
        (Decimal("-0.0"), b"0"),
        ({"b": 1, "a": [Decimal("2.0")]}, b'{"a":[2],"b":1}'),
        ("ñandú", '"ñandú"'.encode()),
    ],
)
def test_numbers_and_keys_have_one_form(value, text):
    assert canonical.encode(value) == text


def test_floats_have_no_form():
    with pytest.raises(TypeError):
        canonical.encode({"amount": 0.1})


@pytest.mark.parametrize(
    ("text", "code", "line", "pointer"),
    [
        (b'{\n "a": 1,\n "b": [{"x": 1, "x": 2}]}', "duplicate_key", 3, "/b/0/x"),
        (b'{"a": {"k": 1},\n "b": {"k": 1, "k": 2}}', "duplicate_key", 2, "/b/k"),
        (b'{"a":\n NaN}', "nan", 2, "/a"),
        (b'{"a": -Infinity}', "nan", 1, "/a"),
        (b'{"a":\n "x\\u0000y"}', "nul", 2, "/a"),
        (b'{"a": 1,', "malformed", 1, ""),
        (b'{"a": "\\ud800"}', "malformed", 1, ""),
        (b'{"a": "\xff"}', "not_utf8", 1, ""),
        (b"[" * 10_000 + b"]" * 10_000, "too_deep", 1, ""),
    ],
)
def test_what_two_readers_could_read_differently_is_refused_by_place(text, code, line, pointer):
    with pytest.raises(canonical.JsonRefused) as refused:
        canonical.decode_strict(text)
    assert (refused.value.code, refused.value.place.line, refused.value.place.pointer) == (code, line, pointer)


def test_an_escaped_backslash_before_u0000_is_no_nul():
    assert canonical.decode_strict(b'{"a": "\\\\u0000"}') == {"a": "\\u0000"}


def test_brackets_inside_texts_are_not_depth():
    assert canonical.decode_strict(b'{"a": "' + b"[" * 500 + b'"}')


def test_a_document_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(canonical.JsonRefused, match="too_large"):
        canonical.decode_strict(b"[1,2,3]", max_bytes=4)


def test_whole_and_long_numbers_keep_their_digits():
    read = canonical.decode_strict(b'{"a": 0.10, "b": 12345678901234567890, "c": ' + b"9" * 60 + b"}")
    assert read["a"] == Decimal("0.10")
    assert read["b"] == 12345678901234567890
    assert read["c"] == Decimal("9" * 60)


def test_nothing_has_no_short_hash():
    assert canonical.short_hash(None) == ""
    assert len(canonical.short_hash({"a": 1})) == 16


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=6), VALUES)
def test_written_around_a_member_is_written_with_and_without_it(others, value):
    members = {**others, "": 1, "private": value, "\U0010ffff": 2}
    bare = {name: member for name, member in members.items() if name != "private"}
    assert canonical.encode_around(members, "private") == (canonical.encode(bare), canonical.encode(members))


DEEP = st.lists(
    st.sampled_from(["[", "]", "{", "}", '"', "\\", '\\"', "[[[[", "]]]]", '"a":', ",", "x", "\\u005b"]), max_size=60
)


@given(DEEP, st.integers(1, 6))
def test_what_is_found_shallow_without_walking_is_shallow(parts, limit):
    text = "".join(parts)
    if canonical._is_shallow(text.encode(), limit):
        try:
            json.loads(text)
        except ValueError:
            return
        canonical._refuse_depth(text, limit)


@pytest.mark.parametrize("text", ['{"a":[[{"b":[]}]]}', '[{"a":{"b":[1]}}]', '[["\\"[[[[",{}]]', '[[[["]]]]"]]]]'])
def test_as_deep_as_it_may_be_and_no_deeper(text):
    deepest = max(text.count("[", 0, at) + text.count("{", 0, at) for at in range(len(text)))
    allowed = next(limit for limit in range(1, deepest + 2) if _goes(text, limit))
    assert not _goes(text, allowed - 1)
    assert allowed == _depth(json.loads(text))


def _goes(text: str, limit: int) -> bool:
    try:
        canonical.decode_strict(text.encode(), max_depth=limit)
    except canonical.JsonRefused:
        return False
    return True


def _depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)
