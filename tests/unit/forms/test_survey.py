"""The walk over a body: what it keeps, what it may pass over, and that passing over changes nothing."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.catalog import load_catalog
from forms.plans import JUDGED
from forms.pointers import get, is_nothing
from forms.schema_check import is_clean, is_full
from forms.sizes import Crowd
from forms.survey import survey

PROCESS = load_catalog().record_types["contracting_process"]
SPACES = [chr(code) for code in range(sys.maxunicode) if chr(code).isspace()]


def has_blank(node: Any) -> bool:
    members = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return is_nothing(node) or (isinstance(node, str) and node.isspace()) or any(map(has_blank, members))


def test_only_what_rules_judge_is_kept() -> None:
    found = survey({"parties": [{"id": "1", "address": {"region": "Quintana Roo"}}]}, PROCESS)
    assert all(isinstance(found.of(kind), list) for kind in JUDGED)
    with pytest.raises(KeyError):
        found.of("address")


@pytest.mark.parametrize("space", SPACES, ids=[f"U+{ord(space):04X}" for space in SPACES])
def test_every_kind_of_space_is_blank(space: str) -> None:
    for body in ({"tender": {"title": space * 2}}, {"x": [{"y": space}]}):
        assert not is_full(body)
        assert not is_clean(body, PROCESS, load_catalog())


leaves = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", " ", "a", "\u2003", " a", "\x1d", "ñ\n"])
names = st.sampled_from(["tender", "title", "items", "id", "_key", "x"])
documents = st.dictionaries(
    names,
    st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)),
    min_size=1,
)


@settings(deadline=None)
@given(documents)
def test_full_is_full(document: dict[str, Any]) -> None:
    """What is told full holds no blank, so nothing is passed over that a rule would have said."""
    assert is_full(document) == (not has_blank(document))
    assert not (is_clean(document, PROCESS, load_catalog()) and has_blank(document))


def met(document: dict[str, Any], is_full: bool) -> tuple[Any, ...]:
    found = survey(document, PROCESS, is_full=is_full)
    stands = [(name, column.pointers, column.values) for name, column in found.unknown.items()]
    return found.missing, stands, [(column.pointers, column.values) for column in found.lists]


@settings(deadline=None)
@given(documents)
def test_a_full_body_is_walked_to_the_same_end(document: dict[str, Any]) -> None:
    if not has_blank(document):
        assert met(document, is_full=False) == met(document, is_full=True)


rows = st.lists(
    st.dictionaries(
        st.sampled_from(["id", "_key", "x", "value", "documents", "suppliers", "period"]),
        st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)),
        max_size=5,
    )
    | leaves,
    max_size=6,
)


@settings(deadline=None)
@given(st.fixed_dictionaries({"awards": rows, "contracts": rows, "tender": documents}))
def test_every_value_stands_where_its_pointer_leads(document: dict[str, Any]) -> None:
    """However odd the rows are: the columns leave out what is no object and no list, and still count it."""
    found = survey(document, PROCESS)
    kept = [column for kind in JUDGED for column in found.columns(kind)] + found.lists + list(found.unknown.values())
    for column in kept:
        assert len(column.pointers) == len(column.values)
        for pointer, value in zip(column.pointers, column.values, strict=True):
            assert get(document, pointer) is value
    for missing in found.missing:
        assert is_nothing(get(document, missing.pointer))


@settings(deadline=None)
@given(st.fixed_dictionaries({"awards": rows, "x": rows, "_free": rows, "tender": documents}))
def test_the_walk_counts_every_row_and_part(document: dict[str, Any]) -> None:
    """Of a body with nothing wrong in it: what is walked by number, and what is passed over as braces at least."""
    if is_clean(document, PROCESS, load_catalog()):
        walked, whole = Crowd(), Crowd()
        survey(document, PROCESS, is_full=True, crowd=walked)
        whole.pass_over([document])
        assert walked.objects + walked.others >= whole.others
        assert walked.rows + walked.others >= count_rows(document)


def count_rows(node: Any) -> int:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return sum(map(count_rows, inner)) + (sum(isinstance(row, dict) for row in node) if isinstance(node, list) else 0)


def test_what_is_missing_only_in_the_last_row_is_told_however_long_the_list() -> None:
    """Beyond a thousand the first of each field speaks for all: the first, wherever it stands."""
    whole = {"id": "1", "description": "Tubo", "quantity": 1, "unit": {"name": "Pieza", "value": {"amount": 1}}}
    rows = [{"id": str(index)} for index in range(2_000)]
    body = {"tender": {"id": "1", "items": rows}, "contracts": [{"id": "1", "items": [whole, {"id": "2"}]}]}
    told = {(item.field.pointer, item.keyed) for item in survey(body, PROCESS).missing}
    few = {"tender": {"id": "1", "items": rows[:1]}, "contracts": body["contracts"]}
    assert told == {(item.field.pointer, item.keyed) for item in survey(few, PROCESS).missing}
