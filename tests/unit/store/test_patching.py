"""The difference of two bodies in units of the law, and the way there and back."""

from __future__ import annotations

from random import Random

import pytest

from capture_app.patching import changes_between, difference, inverse, personal_paths
from forms.catalog import load_catalog
from sync.canonical import encode, short_hash
from sync.merge import merge
from sync.rows import apply_item


@pytest.fixture(scope="module")
def law():
    return load_catalog().record_types["contracting_process"]


def row(key: str, **members):
    return {"_key": key.ljust(10, "x"), **members}


def test_a_composite_is_one_value(law):
    old = {"tender": {"value": {"amount": 1, "currency": "MXN"}}}
    new = {"tender": {"value": {"amount": 2, "currency": "USD"}}}
    assert difference(old, new, law) == [
        ["set", "/tender/value", {"amount": 2, "currency": "USD"}, short_hash(old["tender"]["value"])]
    ]


def test_an_ancestor_is_never_addressed(law):
    new = {"planning": {"budget": {"description": "x"}}}
    assert [item[1] for item in difference({}, new, law)] == ["/planning/budget/description"]
    assert difference(new, {}, law) == [["set", "/planning/budget/description", None, short_hash("x")]]


def test_rows_are_matched_by_key_and_lists_of_texts_are_one_value(law):
    old = {"parties": [row("a", name="A", roles=["buyer"]), row("b", name="B")]}
    new = {"parties": [row("a", name="A", roles=["buyer", "payer"]), row("c", name="C")]}
    kinds = [(item[0], item[1]) for item in difference(old, new, law)]
    assert kinds == [
        ("row_remove", "/parties/@bxxxxxxxxx"),
        ("row_add", "/parties/@cxxxxxxxxx"),
        ("set", "/parties/@axxxxxxxxx/roles"),
    ]


def test_a_removed_row_carries_the_hash_of_the_whole_row(law):
    old = {"parties": [row("a", name="A")]}
    assert difference(old, {}, law) == [["row_remove", "/parties/@axxxxxxxxx", None, short_hash(old["parties"][0])]]


def test_members_the_law_does_not_know_are_compared_whole(law):
    old, new = {"x_office": {"a": 1}, "tender": {"x": [1]}}, {"x_office": {"a": 2}, "tender": {"x": [1, 2]}}
    assert [item[:3] for item in difference(old, new, law)] == [
        ["set", "/tender/x", [1, 2]],
        ["set", "/x_office", {"a": 2}],
    ]


def test_texts_kept_as_typed_are_one_each(law):
    new = {"_typed": {"/tender/value": "mucho", "/tender/title": "x"}}
    assert [item[1] for item in difference({}, new, law)] == ["/_typed/~1tender~1title", "/_typed/~1tender~1value"]


def test_equal_numbers_written_otherwise_are_no_difference(law):
    from decimal import Decimal

    assert (
        difference({"tender": {"numberOfTenderers": 1}}, {"tender": {"numberOfTenderers": Decimal("1.0")}}, law) == []
    )
    assert len(difference({"x": 1}, {"x": True}, law)) == 1


def test_personal_data_of_a_new_row_come_apart(law):
    contact = {"name": "Mesa de ayuda", "email": "privado@ejemplo.mx"}
    patch = difference({}, {"parties": [row("a", name="A", contactPoint=contact)]}, law)
    assert [item[:3] for item in patch] == [
        ["row_add", "/parties/@axxxxxxxxx", row("a", name="A")],
        ["set", "/parties/@axxxxxxxxx/contactPoint", contact],
    ]
    assert personal_paths(patch, law) == {"/parties/@axxxxxxxxx/contactPoint"}


def _random_body(chance: Random) -> dict:
    def items():
        keys = chance.sample("abcdefgh", chance.randrange(6))
        return [row(key, description=str(chance.randrange(3)), unit={"name": str(chance.randrange(3))}) for key in keys]

    contracts = [row(key, id=key, items=items()) for key in chance.sample("pqrs", chance.randrange(4))]
    body = {
        "tender": {"title": str(chance.randrange(3)), "items": items()},
        "contracts": contracts,
        "_typed": {"/a": "1"} if chance.random() < 0.3 else {},
    }
    return _pruned(body)


def _pruned(value):
    if isinstance(value, dict):
        members = {name: _pruned(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member not in ("", [], {})}
    return [_pruned(member) for member in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(200))
def test_a_difference_leads_there_and_its_inverse_back(law, seed):
    chance = Random(seed)
    old, new = _random_body(chance), _random_body(chance)
    merged = merge(old, difference(old, new, law))
    assert merged.conflicts == ()
    assert encode(merged.body) == encode(new)
    back = new
    for change in reversed(changes_between(old, new, law)):
        undone = inverse(change)
        after = undone.after_new if undone.kind in ("row_add", "row_move") else None
        back = apply_item(back, undone.kind, undone.path, undone.new, after)
    assert encode(back) == encode(old)
