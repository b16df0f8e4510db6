"""One rule each of decisions 20."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from sync.canonical import short_hash
from sync.merge import (
    BlockedPath,
    MissingRow,
    PatchMalformed,
    PathError,
    RowTaken,
    apply_item,
    merge,
    merge_header,
    removed_rows,
)

BODY = {
    "title": "Adquisición de luminarias",
    "tender": {"value": {"amount": Decimal("4850000"), "currency": "MXN"}, "items": [
        {"_key": "aaaaaaaaaa", "description": "Luminaria"},
        {"_key": "bbbbbbbbbb", "description": "Poste"},
        {"_key": "cccccccccc", "description": "Cable"},
    ]},
}  # fmt: skip
A, B, C, D = (f"/tender/items/@{letter * 10}" for letter in "abcd")


def keys(body: dict) -> list[str]:
    return [row["_key"][0] for row in body.get("tender", {}).get("items", [])]


def was(path: str) -> str:
    from sync.merge import value_at

    return short_hash(value_at(BODY, path))


class TestApplyItem:
    def test_sets_a_member_and_makes_the_objects_above_it(self):
        assert apply_item({}, "set", "/planning/budget/amount", {"amount": 1}) == {
            "planning": {"budget": {"amount": {"amount": 1}}}
        }

    @pytest.mark.parametrize("nothing", [None, "", [], {}])
    def test_setting_nothing_removes_and_prunes_what_is_empty_above(self, nothing):
        body = {"a": {"b": {"c": 1}}, "d": 2}
        assert apply_item(body, "set", "/a/b/c", nothing) == {"d": 2}

    def test_removing_what_is_not_there_leaves_no_trace(self):
        assert apply_item({"d": 2}, "set", "/a/b/c", None) == {"d": 2}

    @pytest.mark.parametrize("value", [0, False, Decimal(0)])
    def test_zero_and_no_are_values(self, value):
        assert apply_item({}, "set", "/a", value) == {"a": value}

    def test_a_row_keeps_its_key_when_its_members_go(self):
        assert apply_item({"r": [{"_key": "k", "x": 1}]}, "set", "/r/@k/x", None) == {"r": [{"_key": "k"}]}

    def test_never_changes_what_it_was_given(self):
        before = copy.deepcopy(BODY)
        for kind, path, value in [
            ("set", f"{A}/description", "x"),
            ("set", "/tender/value", None),
            ("row_add", D, {"x": 1}),
            ("row_remove", B, None),
            ("row_move", C, ""),
        ]:
            apply_item(BODY, kind, path, value)
        assert before == BODY

    @pytest.mark.parametrize(
        ("after", "order"), [(None, "abcd"), ("", "dabc"), ("@" + "a" * 10, "adbc"), ("gone", "abcd")]
    )
    def test_adds_a_row_where_it_is_told(self, after, order):
        body = apply_item(BODY, "row_add", D, {"description": "Foco"}, after)
        assert "".join(keys(body)) == order
        assert {"description": "Foco", "_key": "d" * 10} in body["tender"]["items"]

    def test_the_first_row_makes_its_array_and_the_last_takes_it_away(self):
        body = apply_item({}, "row_add", "/x/rows/@k", None)
        assert body == {"x": {"rows": [{"_key": "k"}]}}
        assert apply_item(body, "row_remove", "/x/rows/@k") == {}

    def test_adding_the_same_row_again_changes_nothing_and_another_is_refused(self):
        row = BODY["tender"]["items"][0]
        assert apply_item(BODY, "row_add", A, row) == BODY
        with pytest.raises(RowTaken):
            apply_item(BODY, "row_add", A, {"description": "otra"})

    @pytest.mark.parametrize(
        ("after", "order"), [("", "cab"), ("@" + "a" * 10, "acb"), ("b" * 10, "abc"), ("gone", "abc")]
    )
    def test_moves_a_row_behind_another(self, after, order):
        assert "".join(keys(apply_item(BODY, "row_move", C, after))) == order
        assert "".join(keys(apply_item(BODY, "row_move", C, None, after))) == order

    @pytest.mark.parametrize("kind", ["set", "row_remove", "row_move"])
    def test_a_row_that_is_gone_is_named(self, kind):
        path = D if kind != "set" else f"{D}/unit/name"
        with pytest.raises(MissingRow) as caught:
            apply_item(BODY, kind, path, "x")
        assert caught.value.row_path == D

    def test_a_row_in_an_array_that_is_not_there_is_missing(self):
        with pytest.raises(MissingRow):
            apply_item({}, "set", "/rows/@k/x", 1)

    @pytest.mark.parametrize(
        ("kind", "path"),
        [
            ("set", "/title/x"),
            ("row_add", "/title/@k"),
            ("row_add", "/title"),
            ("set", "/tender/items/0/x"),
            ("row_add", "/tender/@k/x/@j"),
        ],
    )
    def test_a_way_through_a_plain_value_is_blocked(self, kind, path):
        with pytest.raises(PathError):
            apply_item(BODY, kind, path, {"x": 1})

    @pytest.mark.parametrize("path", ["", "title", f"{A}/_key", "/a" * 65])
    def test_what_is_no_path_is_refused(self, path):
        with pytest.raises(PathError):
            apply_item(BODY, "set", path, "x")

    def test_reads_escapes(self):
        assert apply_item({}, "set", "/_typed/~1title", "x") == {"_typed": {"/title": "x"}}

    def test_a_row_is_an_object(self):
        with pytest.raises(BlockedPath):
            apply_item(BODY, "row_add", D, "text")


class TestMergeOfFields:
    def test_a_set_on_the_value_it_saw_applies(self):
        merged = merge(BODY, [["set", "/title", "Otra", was("/title")]])
        assert (merged.body["title"], merged.applied, merged.conflicts) == ("Otra", ("/title",), ())

    def test_a_set_on_another_value_leaves_it_and_reports_both(self):
        merged = merge(BODY, [["set", "/title", "Mía", short_hash("lo que vi")], ["set", "/description", "d", ""]])
        assert merged.body["title"] == BODY["title"]
        assert merged.body["description"] == "d"
        (conflict,) = merged.conflicts
        assert (conflict.path, conflict.theirs, conflict.ours) == ("/title", BODY["title"], "Mía")

    def test_the_same_value_already_there_is_no_conflict(self):
        merged = merge(BODY, [["set", "/title", BODY["title"], short_hash("antes")]])
        assert (merged.conflicts, merged.applied) == ((), ("/title",))

    def test_a_composite_is_one_value(self):
        merged = merge(BODY, [["set", "/tender/value", {"amount": 1, "currency": "USD"}, short_hash("otro")]])
        assert merged.body["tender"]["value"] == BODY["tender"]["value"]
        assert len(merged.conflicts) == 1

    def test_numbers_are_compared_as_written_in_canonical_form(self):
        assert not merge({"a": Decimal("1.50")}, [["set", "/a", 2, short_hash(Decimal("1.5"))]]).conflicts
        assert merge({"a": True}, [["set", "/a", 1, ""]]).conflicts

    def test_clearing_what_somebody_changed_is_a_conflict(self):
        merged = merge(BODY, [["set", "/title", None, short_hash("antes")]])
        assert merged.body["title"] == BODY["title"]
        assert merged.conflicts[0].ours is None

    def test_a_set_into_a_blocked_place_is_a_conflict(self):
        merged = merge({"a": "text"}, [["set", "/a/b", 1, ""]])
        assert [(c.path, c.reason, c.ours) for c in merged.conflicts] == [("/a/b", "blocked", 1)]

    def test_items_of_one_patch_build_on_each_other(self):
        patch = [["row_add", D, {"description": "Foco"}, ""], ["set", f"{D}/rfc", "XAXX010101000", ""]]
        assert merge(BODY, patch).body["tender"]["items"][-1]["rfc"] == "XAXX010101000"


class TestMergeOfRows:
    def test_removing_the_row_it_saw(self):
        merged = merge(BODY, [["row_remove", B, None, was(B)]])
        assert keys(merged.body) == ["a", "c"]
        assert merged.removed[B].row == BODY["tender"]["items"][1]

    def test_editing_beats_removing_when_the_edit_came_first(self):
        edited = merge(BODY, [["set", f"{B}/description", "Poste de 9 m", was(f"{B}/description")]]).body
        merged = merge(edited, [["row_remove", B, None, was(B)]])
        assert merged.body == edited
        assert [(c.path, c.reason) for c in merged.conflicts] == [(B, "row_changed")]

    def test_editing_beats_removing_when_the_removal_came_first(self):
        gone = merge(BODY, [["row_remove", B, None, was(B)]])
        merged = merge(gone.body, [["set", f"{B}/description", "Poste de 9 m", was(f"{B}/description")]], gone.removed)
        assert merged.body["tender"]["items"][1] == {"_key": "b" * 10, "description": "Poste de 9 m"}
        assert keys(merged.body) == ["a", "b", "c"]
        assert [(flag.path, flag.code) for flag in merged.flags] == [(B, "row.revived")]
        assert merged.conflicts == ()

    def test_without_the_removed_row_the_edit_is_kept_as_a_conflict(self):
        merged = merge({}, [["set", f"{B}/description", "x", "0"]])
        assert [(c.path, c.reason, c.ours) for c in merged.conflicts] == [(f"{B}/description", "row_gone", "x")]

    def test_revives_outer_and_inner_rows(self):
        body = {"awards": [{"_key": "w", "items": [{"_key": "i", "q": 1}]}]}
        inner = merge(body, [["row_remove", "/awards/@w/items/@i", None, short_hash({"_key": "i", "q": 1})]])
        outer = merge(inner.body, [["row_remove", "/awards/@w", None, short_hash({"_key": "w"})]])
        removed = {**inner.removed, **outer.removed}
        merged = merge(outer.body, [["set", "/awards/@w/items/@i/q", 2, short_hash(1)]], removed)
        assert merged.body == {"awards": [{"_key": "w", "items": [{"_key": "i", "q": 2}]}]}
        assert len(merged.flags) == 2

    def test_a_row_comes_back_in_its_place_even_without_its_neighbour(self):
        gone = merge(BODY, [["row_remove", C, None, was(C)]])
        without = merge(gone.body, [["row_remove", B, None, was(B)]]).body
        more = merge(without, [["row_add", D, {"x": 1}, ""]]).body
        merged = merge(more, [["set", f"{C}/description", "x", was(f"{C}/description")]], gone.removed)
        assert keys(merged.body) == ["a", "d", "c"]

    def test_removing_what_is_gone_is_done(self):
        gone = merge(BODY, [["row_remove", B, None, was(B)]]).body
        assert merge(gone, [["row_remove", B, None, was(B)]]).conflicts == ()

    def test_the_same_key_with_the_same_content_is_fine_and_with_other_content_is_not(self):
        assert merge(BODY, [["row_add", A, BODY["tender"]["items"][0], ""]]).conflicts == ()
        merged = merge(BODY, [["row_add", A, {"description": "otra"}, ""]])
        assert merged.body == BODY
        (conflict,) = merged.conflicts
        assert (conflict.reason, conflict.ours) == ("row_exists", {"description": "otra"})

    def test_the_last_move_wins_and_a_move_revives_nothing(self):
        assert keys(merge(BODY, [["row_move", C, "", "whatever"]]).body) == ["c", "a", "b"]
        gone = merge(BODY, [["row_remove", C, None, was(C)]])
        merged = merge(gone.body, [["row_move", C, "", ""]], gone.removed)
        assert (keys(merged.body), merged.conflicts, merged.flags) == (["a", "b"], (), ())

    def test_removed_rows_names_the_outermost(self):
        before = {"awards": [{"_key": "w", "items": [{"_key": "i"}]}, {"_key": "x"}]}
        assert set(removed_rows(before, {"awards": [{"_key": "x"}]})) == {"/awards/@w"}


class TestHeader:
    def test_the_body_ignores_it(self):
        merged = merge(BODY, [["set", "/_status", "in_review", short_hash("draft")]])
        assert merged.body == BODY
        assert merged.applied == ()

    @pytest.mark.parametrize("was_folio", ["", short_hash("")])
    def test_status_and_folio_merge_like_fields(self, was_folio):
        header = {"status": "draft", "folio": ""}
        patch = [
            ["set", "/_status", "in_review", short_hash("draft")],
            ["set", "/_folio", "MB-AD-2026-014", was_folio],
            ["set", "/title", "x", ""],
        ]
        merged = merge_header(header, patch)
        assert merged.body == {"status": "in_review", "folio": "MB-AD-2026-014"}

    def test_a_status_given_meanwhile_stays(self):
        merged = merge_header(
            {"status": "approved", "folio": ""}, [["set", "/_status", "in_review", short_hash("draft")]]
        )
        assert merged.body["status"] == "approved"
        assert merged.conflicts[0].theirs == "approved"

    def test_a_folio_can_be_cleared(self):
        merged = merge_header({"status": "draft", "folio": "1"}, [["set", "/_folio", None, short_hash("1")]])
        assert merged.body == {"status": "draft", "folio": ""}


@pytest.mark.parametrize(
    "item",
    [
        ["set", "/a", 1],
        ["drop", "/a", 1, ""],
        ["set", "a", 1, ""],
        ["set", "", 1, ""],
        ["set", "/a", 1, None],
        ["set", "/r/@k/_key", "x", ""],
        ["row_add", "/r", {}, ""],
        ["row_add", "/r/@k", "text", ""],
        ["row_move", "/r/@k", 3, ""],
        ["set", "/a" * 65, 1, ""],
    ],
)
def test_a_patch_that_is_none_is_refused_whole(item):
    with pytest.raises(PatchMalformed):
        merge({"a": 0}, [["set", "/b", 1, ""], item])
