"""What each edition of the law moved, so that what was captured before goes on: bodies and patches of the edition
before in, of this one out. A step is data, because a patch under way must move as its body does (docs/decisions/0016).

Values that have no place any more are kept under ``_legacy`` (path → value) and shown until a person places them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.pointers import KEY, escape, join, tokens

FORMS_VERSION = 1
LEGACY = "_legacy"
ANY_ROW = "*"
Item = list[Any]


@dataclass(frozen=True, slots=True)
class Step:
    """From one edition to the next: ``moved`` from pointer to pointer and ``dropped`` pointers, ``*`` for the row of
    a list (the same one on both sides)."""

    moved: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    def body(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body as the next edition has it; what has no place any more under ``_legacy``."""
        fresh: dict[str, Any] = _copied(body)
        for old, new in self._rules():
            for place, rows in list(_places(fresh, tokens(old))):
                value = _taken(fresh, place)
                _put(fresh, _landing(place, rows, new), value)
        return fresh

    def patch(self, patch: Iterable[Item]) -> list[Item]:
        """The same of a patch: its paths move, and so does what stands inside its values."""
        return [moved for item in patch for moved in self._item(item)]

    def _item(self, item: Item) -> Iterator[Item]:
        kind, path, value, was = item
        for old, new in self._rules():
            rows = _matched(tokens(path), tokens(old))
            if rows is not None and kind == "set":
                yield [kind, join(_landing(_plain(tokens(path)), rows, new)), value, was]
                return
        if isinstance(value, dict) and not path.startswith("/_"):
            inside = self._inside(path, value)
            yield [kind, path, inside.pop("", value), was]
            for place, kept in inside.items():
                yield ["set", place, kept, ""]
            return
        yield item

    def _inside(self, path: str, value: dict[str, Any]) -> dict[str, Any]:
        """A value that holds what moved: itself under "", and what left it under its path."""
        body: dict[str, Any] = {}
        place = _plain(tokens(path))
        _put(body, place, value)
        fresh = self.body(body)
        legacy = fresh.pop(LEGACY, {})
        found: dict[str, Any] = {"": _taken(fresh, place)}
        found.update({f"/{LEGACY}/{escape(name)}": kept for name, kept in legacy.items()})
        return found

    def _rules(self) -> list[tuple[str, str]]:
        return [*self.moved.items(), *((old, "") for old in self.dropped)]


STEPS: Mapping[int, Step] = {}


class NewerForms(ValueError):
    """The body was written by a newer program than this one."""


def upgrade(body: Mapping[str, Any], from_version: int) -> dict[str, Any]:
    """The body as this version writes it; the body given stays as it is."""
    result = dict(body)
    for step in _steps(from_version):
        result = step.body(result)
    return result


def upgrade_patch(patch: Iterable[Item], from_version: int) -> list[Item]:
    """A patch that was made upon a body of another edition, as one of this."""
    result = list(patch)
    for step in _steps(from_version):
        result = step.patch(result)
    return result


def _steps(from_version: int) -> list[Step]:
    if from_version > FORMS_VERSION:
        raise NewerForms(f"forms version {from_version} is newer than {FORMS_VERSION}")
    return [STEPS[version] for version in range(from_version, FORMS_VERSION)]


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(row) for row in value] if isinstance(value, list) else value


def _plain(parts: Iterable[str]) -> list[str]:
    return list(parts)


def _matched(parts: Iterable[str], pattern: Iterable[str]) -> list[str] | None:
    """The rows that a path names where the pattern says so; None where the path is another."""
    rows, parts, pattern = [], list(parts), list(pattern)
    if len(parts) != len(pattern):
        return None
    for part, wanted in zip(parts, pattern, strict=True):
        if wanted == ANY_ROW and part.startswith("@"):
            rows.append(part)
        elif part != wanted:
            return None
    return rows


def _places(node: Any, pattern: Iterable[str], before: tuple[str, ...] = ()) -> Iterator[tuple[list[str], list[str]]]:
    """(path, rows) of every value that the pattern means."""
    first, *rest = list(pattern)
    if first == ANY_ROW:
        for row in node if isinstance(node, list) else ():
            if isinstance(row, dict) and KEY in row:
                yield from _below(row, rest, (*before, f"@{row[KEY]}"))
    elif isinstance(node, dict) and first in node:
        yield from _below(node[first], rest, (*before, first))


def _below(node: Any, rest: list[str], path: tuple[str, ...]) -> Iterator[tuple[list[str], list[str]]]:
    if rest:
        yield from _places(node, rest, path)
    else:
        yield list(path), [part for part in path if part.startswith("@")]


def _landing(place: list[str], rows: list[str], new: str) -> list[str]:
    """Where a value goes: the new pointer with the rows in their places, else its keep under ``_legacy``."""
    if not new:
        return [LEGACY, join(place)]
    names = iter(rows)
    return [next(names) if part == ANY_ROW else part for part in tokens(new)]


def _holder(node: Any, place: list[str]) -> Any:
    for part in place[:-1]:
        if part.startswith("@"):
            found = next((row for row in node if row.get(KEY) == part[1:]), None)
            if found is None:
                found = {KEY: part[1:]}
                node.append(found)
            node = found
        else:
            follows_row = place[place.index(part) + 1].startswith("@")
            node = node.setdefault(part, [] if follows_row else {})
    return node


def _put(body: dict[str, Any], place: list[str], value: Any) -> None:
    holder, last = _holder(body, place), place[-1]
    if last.startswith("@"):
        holder.append({KEY: last[1:], **value})
    else:
        holder.setdefault(last, value)


def _taken(body: dict[str, Any], place: list[str]) -> Any:
    """Take a value out, and the objects that hold nothing more."""
    holder, last = _holder(body, place), place[-1]
    if last.startswith("@"):
        return next(row for row in holder if row.get(KEY) == last[1:])
    value = holder.pop(last)
    if not holder and len(place) > 1:
        _taken(body, place[:-1])
    return value
