"""What the office says about a field besides its value: that there is none and why, and notes on it.

Kept in the body under `_absent` and `_notes` (path → value), so they travel with the record; the `_` keeps
them out of every release. `_absent[path]` is `["pending"]` or `["not_applicable", reason]`;
`_notes[path]` is a list of `{by, at, text}`, the oldest first. Both are lists, hence one value each in a merge.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.pointers import escape, to_path

TYPED, ABSENT, NOTES = "_typed", "_absent", "_notes"
PENDING, NOT_APPLICABLE = "pending", "not_applicable"


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a field has no value: `kind` is `pending` or `not_applicable`, the latter with its reason."""

    kind: str
    reason: str = ""

    @property
    def value(self) -> list[str]:
        return [self.kind, self.reason] if self.reason else [self.kind]


def typed_path(path: str) -> str:
    """Where a text stands that cannot be read as its field's type."""
    return f"/{TYPED}/{escape(path)}"


def absence_path(path: str) -> str:
    """Where the absence of a field stands."""
    return f"/{ABSENT}/{escape(path)}"


def note_path(path: str) -> str:
    """Where the notes on a field stand."""
    return f"/{NOTES}/{escape(path)}"


def _members(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def absence_at(body: Mapping[str, Any], path: str) -> Absence | None:
    """What was said of the field at a path (rows by key)."""
    return _absence(_members(body, ABSENT).get(path))


def _absence(value: Any) -> Absence | None:
    if not isinstance(value, list) or not value or value[0] not in (PENDING, NOT_APPLICABLE):
        return None
    return Absence(str(value[0]), str(value[1]) if len(value) > 1 else "")


def absences(body: Mapping[str, Any]) -> Iterator[tuple[str, Absence]]:
    """Every field said to have no value, by its path."""
    for path, value in _members(body, ABSENT).items():
        found = _absence(value)
        if found is not None:
            yield path, found


def is_known_absent(body: Mapping[str, Any], pointer: str) -> bool:
    """Whether the office answered for a field that it has no value, a plain pointer given."""
    return bool(body.get(ABSENT)) and absence_at(body, to_path(body, pointer)) is not None


def does_not_apply(body: Mapping[str, Any], pointer: str) -> bool:
    """Whether the office said, with its reason, that a field does not apply here."""
    if not body.get(ABSENT):
        return False
    found = absence_at(body, to_path(body, pointer))
    return found is not None and found.kind == NOT_APPLICABLE


def notes_at(body: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    """The notes on a field, the oldest first."""
    found = _members(body, NOTES).get(path)
    return [note for note in found if isinstance(note, Mapping)] if isinstance(found, list) else []


def is_only_notes(paths: Iterable[str]) -> bool:
    """Whether nothing but notes is touched: who only writes notes has captured nothing."""
    return all(path.startswith(f"/{NOTES}/") for path in paths)


def noted_paths(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that have notes."""
    return tuple(_members(body, NOTES))


def noted_by_others(body: Mapping[str, Any], user: str) -> tuple[str, ...]:
    """The fields on which somebody else has left a note."""
    return tuple(path for path in noted_paths(body) if any(note.get("by") != user for note in notes_at(body, path)))


def settled(body: dict[str, Any], path: str) -> dict[str, Any]:
    """The body after a value was given at a path: no kept text and no absence there or below it."""
    for name in (TYPED, ABSENT):
        if not path.startswith(f"/{name}"):
            body = _without(body, name, path)
    return body


def _without(body: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    kept = _members(body, name)
    rest = {place: said for place, said in kept.items() if place != path and not place.startswith(f"{path}/")}
    if len(rest) == len(kept):
        return body
    return {**body, name: rest} if rest else {key: value for key, value in body.items() if key != name}
