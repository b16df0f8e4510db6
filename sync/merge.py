"""Merging a patch into a body that may have changed meanwhile (decisions 20): pure, by path.

Nothing is lost without a word: a value that cannot be applied comes back as a FieldConflict, and only who
has seen a value (its hash is the item's ``was``) replaces it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sync import canonical
from sync.rows import (
    HEADER_PATHS,
    KEY,
    KINDS,
    BlockedPath,
    MissingRow,
    PathError,
    RowTaken,
    apply_item,
    row_index,
    rows_of,
    tokens,
    value_at,
)
from sync.wire import FieldConflict

__all__ = [
    "HEADER_PATHS",
    "BlockedPath",
    "Flag",
    "Merged",
    "MissingRow",
    "PatchMalformed",
    "PathError",
    "RemovedRow",
    "RowTaken",
    "apply_item",
    "merge",
    "merge_header",
    "removed_rows",
    "value_at",
]

REVIVED = "row.revived"


class PatchMalformed(ValueError):
    """A patch that is not a list of ``[kind, path, value, was]``."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should know that is no conflict."""

    path: str
    code: str


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """A row taken away, with the key of the row it came after and its position, to be revived in its place."""

    row: dict[str, Any]
    after: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge gave: ``applied`` are the paths that now hold what the patch says, ``removed`` the rows that
    this patch took away (path of the row -> row), which the portal keeps for edits still on their way."""

    body: dict[str, Any]
    conflicts: tuple[FieldConflict, ...] = ()
    applied: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    removed: Mapping[str, RemovedRow] = field(default_factory=dict)


def merge(
    server_body: dict[str, Any],
    patch: Iterable[Sequence[Any]],
    removed: Mapping[str, RemovedRow] = MappingProxyType({}),
) -> Merged:
    """Merge ``patch`` into ``server_body``; header paths are left to :func:`merge_header`.

    ``removed`` are the rows taken away from this record before, from which a row that someone was still
    editing is revived in its place; without it such an edit is a conflict (``row_gone``).
    """
    work = _Merging(server_body, dict(removed))
    for kind, path, value, was in _items(patch):
        if path not in HEADER_PATHS:
            work.take(kind, path, value, was)
    return work.result()


def merge_header(header: Mapping[str, Any], patch: Iterable[Sequence[Any]]) -> Merged:
    """Merge the items of ``/_status`` and ``/_folio`` into ``header`` (members ``status`` and ``folio``).

    A column without a value is "" and not absent, so that both ways of saying so in ``was`` are taken.
    """
    work = _Merging({f"_{name}": value for name, value in header.items() if value}, {})
    empty = canonical.short_hash("")
    for kind, path, value, was in _items(item for item in patch if item[1:2] and item[1] in HEADER_PATHS):
        if kind == "set":
            work.take(kind, path, value, "" if was == empty else was)
    merged = work.result()
    fresh = {**dict.fromkeys(header, ""), **{name[1:]: value for name, value in merged.body.items()}}
    return Merged(fresh, merged.conflicts, merged.applied)


def removed_rows(before: dict[str, Any], after: dict[str, Any]) -> dict[str, RemovedRow]:
    """The rows of ``before`` that ``after`` no longer has, the outermost of each only."""
    gone: dict[str, RemovedRow] = {}
    for path, row, previous, position in rows_of(before):
        if value_at(after, path) is None and not _inside(path, gone):
            gone[path] = RemovedRow(row, previous, position)
    return gone


def _inside(path: str, outer: Iterable[str]) -> bool:
    return any(path.startswith(f"{prefix}/") for prefix in outer)


def _items(patch: Iterable[Sequence[Any]]) -> list[tuple[str, str, Any, str]]:
    items = []
    for item in patch:
        if len(item) != 4 or not _well_formed(*item):
            raise PatchMalformed(str(item)[:200])
        kind, path, value, was = item
        items.append((kind, path, value, was))
    return items


def _well_formed(kind: Any, path: Any, value: Any, was: Any) -> bool:
    if kind not in KINDS or not isinstance(path, str) or not isinstance(was, str):
        return False
    try:
        first, last = tokens(path)[0], tokens(path)[-1]
    except PathError:
        return False
    if f"/{first}" in HEADER_PATHS:
        return kind == "set" and path in HEADER_PATHS and isinstance(value, str | None)
    if kind == "set":
        return last != KEY
    return last.startswith("@") and len(last) > 1 and _row_value_fits(kind, value)


def _row_value_fits(kind: str, value: Any) -> bool:
    if kind == "row_move":
        return value is None or isinstance(value, str)
    return value is None or isinstance(value, dict)


@dataclass
class _Merging:
    """The merge under way: a body that is replaced, never changed in place."""

    body: dict[str, Any]
    graves: dict[str, RemovedRow]
    conflicts: list[FieldConflict] = field(default_factory=list)
    applied: list[str] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    removed: dict[str, RemovedRow] = field(default_factory=dict)

    def take(self, kind: str, path: str, value: Any, was: str) -> None:
        if self.graves and kind in ("set", "row_add"):
            self._revive_on_the_way(path, itself=kind == "set")
        try:
            reason = _STEPS[kind](self, path, value, was)
        except MissingRow:
            reason = "row_gone"
        except BlockedPath:
            reason = "blocked"
        if reason:
            theirs = value_at(self.body, path)
            self.conflicts.append(FieldConflict(path=path, theirs=theirs, ours=value, reason=reason))
        else:
            self.applied.append(path)

    def result(self) -> Merged:
        return Merged(self.body, tuple(self.conflicts), tuple(self.applied), tuple(self.flags), self.removed)

    def _set(self, path: str, value: Any, was: str) -> str:
        fresh = apply_item(self.body, "set", path, value)
        present = canonical.short_hash(value_at(self.body, path))
        if present != was and present != canonical.short_hash(value_at(fresh, path)):
            return "changed"
        self.body = fresh
        return ""

    def _row_add(self, path: str, value: Any, was: str) -> str:
        try:
            self.body = apply_item(self.body, "row_add", path, value)
        except RowTaken:
            return "row_exists"
        return ""

    def _row_remove(self, path: str, value: Any, was: str) -> str:
        row = value_at(self.body, path)
        if row is None:
            return ""
        if canonical.short_hash(row) != was:
            return "row_changed"
        grave = _grave(self.body, path, row)
        self.body = apply_item(self.body, "row_remove", path)
        self.removed[path] = self.graves[path] = grave
        return ""

    def _row_move(self, path: str, value: Any, was: str) -> str:
        if value_at(self.body, path) is not None:
            self.body = apply_item(self.body, "row_move", path, value)
        return ""

    def _revive_on_the_way(self, path: str, itself: bool) -> None:
        """Editing beats removing: put back, outermost first, the removed rows that the path leads through."""
        for row_path in _row_paths(path, itself):
            grave = self.graves.get(row_path)
            if grave is not None and value_at(self.body, row_path) is None:
                self.body = _unearthed(self.body, row_path, grave)
                self.flags.append(Flag(row_path, REVIVED))
                self.removed.pop(row_path, None)


_STEPS: Mapping[str, Callable[[_Merging, str, Any, str], str]] = MappingProxyType(
    {
        "set": _Merging._set,
        "row_add": _Merging._row_add,
        "row_remove": _Merging._row_remove,
        "row_move": _Merging._row_move,
    }
)


def _row_paths(path: str, itself: bool) -> list[str]:
    """The paths of the rows that lie on the way to ``path``."""
    parts = path.split("/")
    end = len(parts) if itself else len(parts) - 1
    return ["/".join(parts[: at + 1]) for at in range(1, end) if parts[at].startswith("@")]


def _grave(body: dict[str, Any], path: str, row: dict[str, Any]) -> RemovedRow:
    rows = value_at(body, path.rpartition("/")[0])
    position = row_index(rows, row[KEY]) or 0
    before = rows[position - 1].get(KEY, "") if position else ""
    return RemovedRow(row, before, position)


def _unearthed(body: dict[str, Any], row_path: str, grave: RemovedRow) -> dict[str, Any]:
    rows = value_at(body, row_path.rpartition("/")[0]) or []
    after = grave.after
    if after and row_index(rows, after) is None:
        position = min(grave.position, len(rows))
        after = rows[position - 1].get(KEY, "") if position else ""
    return apply_item(body, "row_add", row_path, grave.row, after)
