"""What the guided mode's answers do to a record: the edits of a choice, the rows to be born, what is left blank."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from capture_app.changes import FieldEdit
from forms.guided_mode import BoundField, GuidedQuestion, Option, arrays_on_the_way, bound_fields
from forms.marks import Absence, absence_at, absence_path
from forms.pointers import KEY, get, join, parent, tokens
from ui.form.born import born_row

Body = Mapping[str, Any]
BORN_ALONE = frozenset({KEY, "status", "title", "awardID", "implementation"})


@dataclass(frozen=True)
class Asked:
    """A question bound to a body: its fields' paths and the births they may need."""

    question: GuidedQuestion
    fields: tuple[BoundField, ...]


class Births:
    """Gives each row that is not there yet one key for as long as a record is on screen."""

    def __init__(self, mint: Callable[[], str]) -> None:
        self._mint = mint
        self._keys: dict[str, str] = {}

    def ask(self, question: GuidedQuestion, body: Body) -> Asked:
        for name in arrays_on_the_way(question):
            if name not in self._keys:
                self._keys[name] = self._mint()
        bound = bound_fields(question, body, self._keys)
        if any(get(body, path) is not None for path in self._taken(bound)):
            self._keys.clear()
            return self.ask(question, body)
        return Asked(question, bound)

    @staticmethod
    def _taken(bound: tuple[BoundField, ...]) -> Iterator[str]:
        return (path for item in bound for path, _ in item.unborn)


def births_of(asked: Asked, body: Body) -> dict[str, tuple[FieldEdit, ...]]:
    """For the innermost row of each field that is not there: the edits that bring forth the rows on the way."""
    result: dict[str, tuple[FieldEdit, ...]] = {}
    for item in asked.fields:
        if item.unborn:
            row = item.unborn[-1][0]
            rows = [FieldEdit(path, _row(path, where, body), "row_add") for path, where in item.unborn]
            unsaid = [FieldEdit(absence_path(absent_path(asked, item)))] if absence_of(asked, item, body) else []
            result[row] = (*(result.get(row) or rows), *unsaid)
    return result


def _row(path: str, where: Mapping[str, Any], body: Body) -> dict[str, Any]:
    return {**born_row(body, parent(path)), **where, KEY: path.rpartition("@")[2]}


def absent_path(asked: Asked, item: BoundField) -> str:
    """Where it is said that the field has no value; a row that was never made is named after what it would be."""
    if not item.unborn:
        return item.path
    row, where = item.unborn[-1]
    name = "-".join(str(value) for value in where.values() if isinstance(value, str)) or "0"
    return f"{parent(row)}/@{name}{item.path.removeprefix(row)}"


def absence_of(asked: Asked, item: BoundField, body: Body) -> Absence | None:
    return absence_at(body, absent_path(asked, item))


def blank_edits(asked: Asked, body: Body, absence: Absence) -> list[FieldEdit]:
    """The edits that say of every blank field of the question why it is blank."""
    blank = [item for item in asked.fields if get(body, item.path) is None]
    return [FieldEdit(absence_path(absent_path(asked, item)), absence.value) for item in blank]


def choice_edits(question: GuidedQuestion, option: Option, body: Body, births: Births) -> list[FieldEdit]:
    """The values of the option; what the other options would have set and this one does not is taken back."""
    edits: list[FieldEdit] = []
    made: dict[str, Any] = {}
    for pattern, value in option.sets.items():
        path = _row_path(pattern, body, made, births)
        edits += [
            FieldEdit(row, {**born_row(body, parent(row)), KEY: made[parent(row)]}, "row_add")
            for row in _new_rows(path, body, edits)
        ]
        edits.append(FieldEdit(path, value))
    others = dict.fromkeys(
        pattern for other in question.options for pattern in other.sets if pattern not in option.sets
    )
    return [*edits, *_taken_back(list(others), body)]


def _row_path(pattern: str, body: Body, made: dict[str, Any], births: Births) -> str:
    """The pattern in the first row of its array, or in one that is to be made."""
    parts = tokens(pattern)
    if "*" not in parts:
        return pattern
    at = parts.index("*")
    array = join(parts[:at])
    rows = get(body, array)
    first = rows[0] if isinstance(rows, list) and rows else {}
    key = first.get(KEY) or made.setdefault(array, births._mint())
    return join([*parts[:at], f"@{key}", *parts[at + 1 :]])


def _new_rows(path: str, body: Body, edits: list[FieldEdit]) -> list[str]:
    parts = tokens(path)
    at = next((n for n, token in enumerate(parts) if token.startswith("@")), None)
    if at is None:
        return []
    row = join(parts[: at + 1])
    is_there = get(body, row) is not None or any(edit.path == row for edit in edits)
    return [] if is_there else [row]


def _taken_back(patterns: list[str], body: Body) -> list[FieldEdit]:
    """Each of them unset, a row that was born for nothing else taken away whole."""
    edits: list[FieldEdit] = []
    for pattern in patterns:
        parts = tokens(pattern)
        array = join(parts[: parts.index("*")]) if "*" in parts else ""
        rows = (get(body, array) or []) if array else []
        if not array and get(body, pattern) is not None:
            edits.append(FieldEdit(pattern))
        for row in rows:
            path = f"{array}/@{row.get(KEY)}"
            if set(row) <= BORN_ALONE and set(row.get("implementation") or {}) <= {"status"}:
                edits += [FieldEdit(path, None, "row_remove")] if not any(e.path == path for e in edits) else []
            elif get(row, join(parts[parts.index("*") + 1 :])) is not None:
                edits.append(FieldEdit(path + join(parts[parts.index("*") + 1 :])))
    return edits
