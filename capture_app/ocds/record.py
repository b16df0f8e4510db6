"""Releases of one process merged: compiled release, versioned release, record.

ocdsmerge brings a network library along; it is loaded when something is merged, not when the program begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from capture_app.ocds.release import RECORD_TYPE, content_key
from forms.catalog import Catalog, load_catalog
from forms.compile import release_schema

if TYPE_CHECKING:
    from ocdsmerge import CompiledRelease, VersionedRelease
    from ocdsmerge.rules import MergeRules

VERSIONED_WHOLE = (("parties", "details"),)
_MARK = "\x01"
_NESTED = (dict, list)
_NO_RULES: Mapping[str | None, Any] = {}


class ReleasesDisagree(ValueError):
    """One release has a list where another has an object: they cannot be merged."""


def merge_rules(catalog: Catalog | None = None) -> MergeRules:
    """The rules of merging, from our own compiled schema (ocdsmerge alone would download one)."""
    return _rules_of(catalog or load_catalog())


@cache
def _rules_of(catalog: Catalog) -> MergeRules:
    from ocdsmerge.rules import get_merge_rules

    rules: MergeRules = get_merge_rules(release_schema(RECORD_TYPE, catalog))
    return rules


def compile_releases(releases: Sequence[Mapping[str, Any]], catalog: Catalog | None = None) -> dict[str, Any]:
    """The compiled release of releases in the order given (the oldest first)."""
    if len(releases) == 1:
        return _compiled_alone(releases[0], catalog or load_catalog())
    from ocdsmerge import CompiledRelease

    return _merge(CompiledRelease(merge_rules=merge_rules(catalog)), releases)


def _compiled_alone(release: Mapping[str, Any], catalog: Catalog) -> dict[str, Any]:
    """What merging makes of one release: its members without nulls and empty objects, under a compiled release's name.

    Most processes have one, and merging takes many times as long.
    """
    ocid, date = release.get("ocid"), release.get("date")
    members = _said({name: member for name, member in release.items() if name != "tag"}, _rule_tree(catalog))
    header = {"tag": ["compiled"], "id": f"{ocid}-{date}", "date": date, "ocid": ocid}
    return {name: member for name, member in header.items() if member is not None} | (members or {})


@cache
def _rule_tree(catalog: Catalog) -> dict[str | None, Any]:
    """The rules of merging by member, within each other; that of a member itself stands under None."""
    tree: dict[str | None, Any] = {}
    for path, rule in _rules_of(catalog).items():
        node = tree
        for name in path:
            node = node.setdefault(name, {})
        node[None] = rule
    return tree


def _said(members: Mapping[str, Any], rules: Mapping[str | None, Any]) -> dict[str, Any] | None:
    """The members that merging leaves; None where not even a null is said."""
    kept: dict[str, Any] = {}
    is_said = False
    for name, member in members.items():
        inner = rules.get(name, _NO_RULES)
        rule = inner.get(None)
        if rule == "omitWhenMerged":
            continue
        if rule == "wholeListMerge" or _is_one_value(member):
            is_said = True
            fresh = _unguarded(_guarded(member)) if isinstance(member, _NESTED) else member
        elif isinstance(member, list):
            fresh = [_said(row, inner) or {} for row in member] or None
        else:
            fresh = _said(member, inner)
        if fresh is not None:
            is_said, kept[name] = True, fresh
    return kept if is_said else None


def _is_one_value(member: Any) -> bool:
    if isinstance(member, list):
        return not all(isinstance(row, dict) for row in member)
    return not isinstance(member, dict)


def version_releases(releases: Sequence[Mapping[str, Any]], catalog: Catalog | None = None) -> dict[str, Any]:
    """The versioned release: each value with the release, date and tag it came with.

    Members that the official versioned schema takes as one value, whatever extensions put into them, stay whole.
    """
    from ocdsmerge import VersionedRelease

    rules = {**merge_rules(catalog), **dict.fromkeys(VERSIONED_WHOLE, "wholeListMerge")}
    return _merge(VersionedRelease(merge_rules=rules), releases)


def _merge(merged: CompiledRelease | VersionedRelease, releases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    from ocdsmerge.exceptions import InconsistentTypeError

    for release in releases:
        merged.append(_guarded(release))
    try:
        return dict(_unguarded(merged.asdict()))
    except InconsistentTypeError as error:
        raise ReleasesDisagree(str(error)) from error


def _guarded(value: Any) -> Any:
    """A copy in which every row of an array has an id of its own, so that merging neither joins two rows of one
    release nor repeats a row without id that a later release brings again."""
    if isinstance(value, Mapping):
        members = value.items()
        return {name: _guarded(member) if isinstance(member, _NESTED) else member for name, member in members}
    if isinstance(value, list):
        rows = [_guarded(row) if isinstance(row, _NESTED) else row for row in value]
        return _with_ids(rows) if rows and all(isinstance(row, dict) for row in rows) else rows
    return value


def _with_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[Any, int] = {}
    guarded = []
    for row in rows:
        own = row.get("id")
        identity = str(own) if own is not None else _MARK + content_key(row)
        count = seen[identity] = seen.get(identity, 0) + 1
        if own is None or count > 1:
            mark = "" if own is None else _MARK
            row = {**row, "id": identity if count == 1 else f"{identity}{mark}{count}"}
        guarded.append(row)
    return guarded


def _unguarded(value: Any) -> Any:
    if isinstance(value, list):
        return [_unguarded(row) if isinstance(row, _NESTED) else row for row in value]
    if not isinstance(value, dict):
        return value
    found = value.items()
    members = {name: _unguarded(member) if isinstance(member, _NESTED) else member for name, member in found}
    own = members.get("id")
    if isinstance(own, str) and _MARK in own:
        members["id"] = own.partition(_MARK)[0]
        if not members["id"]:
            del members["id"]
    return members


def linked_release(url: str, release: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says of a release that stands elsewhere."""
    return {"url": f"{url}#{release['id']}", "date": release["date"], "tag": list(release["tag"])}


def build_record(
    ocid: str,
    releases: Sequence[Mapping[str, Any]],
    urls: Iterable[str] | None = None,
    catalog: Catalog | None = None,
    is_versioned: bool = True,
) -> dict[str, Any]:
    """The record of a process: its releases embedded, or linked when ``urls`` says where each one stands."""
    shown = list(releases) if urls is None else [linked_release(*pair) for pair in zip(urls, releases, strict=True)]
    record = {"ocid": ocid, "releases": shown, "compiledRelease": compile_releases(releases, catalog)}
    return {**record, "versionedRelease": version_releases(releases, catalog)} if is_versioned else record
