"""The guided mode's scripts: questions in office words over fields of the law, read from `guided/*.toml`.

A script writes nothing of its own: each answer is an edit of a field, so that the record is the one the
full form writes. How far a purchase has gone is read from the statuses the first question sets.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forms.conditions import parse
from forms.marks import absence_at
from forms.pointers import KEY, expand, get, join, tokens

HOME = Path(__file__).resolve().parent / "guided"
LAST = 6


@dataclass(frozen=True)
class Option:
    """A choice and the values it gives to fields (by pattern); `reach` is how far it says the purchase went."""

    title: str
    help: str
    sets: Mapping[str, Any]
    reach: int = 0

    def is_chosen(self, body: Mapping[str, Any]) -> bool:
        return all(_first(body, pattern) == value for pattern, value in self.sets.items())


@dataclass(frozen=True)
class RowAnchor:
    """Which row of an array a question speaks of: the first whose members are as `where` says."""

    array: str
    where: Mapping[str, Any]

    @property
    def name(self) -> str:
        return "-".join(str(value) for value in self.where.values())


@dataclass(frozen=True)
class GuidedQuestion:
    """One question. `topic` is one of the eight; `start` is how far the purchase must be for it to be asked.

    `opens` names the dialog that the question offers. `labels` names a field by what it is here and `widgets` says how
    it is asked; `copies` gives the answer to other fields while these are blank (their pattern → the pattern of the
    answer), `spreads` to every row of the last list on the way when the answer is the only one of its kind, and `gives`
    writes what follows from there being an answer at all; each only into blanks.
    """

    id: str
    text: str
    help: str
    topic: str = ""
    example: str = ""
    start: int = 1
    when: str | None = None
    fields: tuple[str, ...] = ()
    rows: tuple[RowAnchor, ...] = ()
    options: tuple[Option, ...] = ()
    view: str = ""
    opens: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    widgets: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    spreads: Mapping[str, str] = field(default_factory=dict)
    gives: Mapping[str, Any] = field(default_factory=dict)

    def chosen(self, body: Mapping[str, Any]) -> Option | None:
        """The option the body answers with, the last of those that hold."""
        return next((item for item in reversed(self.options) if item.is_chosen(body)), None)

    def anchor(self, array: str) -> RowAnchor:
        return next((item for item in self.rows if item.array == array), RowAnchor(array, {}))

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every field it may write."""
        return (*self.fields, *dict.fromkeys(pattern for item in self.options for pattern in item.sets))


@dataclass(frozen=True)
class Script:
    """A procedure's questions; `starts` are the values a record begun with it is born with."""

    id: str
    title: str
    help: str
    starts: Mapping[str, Any]
    questions: tuple[GuidedQuestion, ...]

    def reach(self, body: Mapping[str, Any]) -> int:
        """How far the purchase has gone (0 not said, 6 paid)."""
        chosen = self.questions[0].chosen(body)
        return chosen.reach if chosen else 0

    def asked(self, body: Mapping[str, Any]) -> tuple[GuidedQuestion, ...]:
        """The questions for as far as the purchase has gone, in their order."""
        reach = self.reach(body)
        return tuple(item for item in self.questions if item.start <= reach and _holds(item, body))


def _holds(question: GuidedQuestion, body: Mapping[str, Any]) -> bool:
    return question.when is None or parse(question.when).holds(body)


def _first(body: Mapping[str, Any], pattern: str) -> Any:
    """The value in the first row of each array on the way, None where there is none."""
    found = expand(body, pattern)
    return found[0][1] if found else None


@dataclass(frozen=True)
class BoundField:
    """A field of a question in one body: its path, and the rows to be born on the way before it can be written."""

    pattern: str
    path: str
    unborn: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    @property
    def base(self) -> str:
        """The path of the innermost row on the way, "" at the root."""
        parts = tokens(self.path)
        at = next((n for n in range(len(parts), 0, -1) if parts[n - 1].startswith("@")), 0)
        return join(parts[:at])


def bound_fields(question: GuidedQuestion, body: Mapping[str, Any], mint: Mapping[str, str]) -> tuple[BoundField, ...]:
    """The question's fields in a body; `mint` gives the key of a row to be born by its array and anchor name."""
    return tuple(_bound(question, pattern, body, mint) for pattern in question.fields)


def copies_of(question: GuidedQuestion, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each blank place that takes over an answer of the question, and the answer; no row is born for it.

    A place said to have no value is not blank.
    """
    followed = ((_first_place(body, pattern), _first(body, source)) for pattern, source in question.copies.items())
    for path, value in chain(followed, _spread(question, body), _given(question, body)):
        if path is not None and value is not None and get(body, path) is None and absence_at(body, path) is None:
            yield path, value


def _spread(question: GuidedQuestion, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every row of the last list of the pattern, where the answer is one alone."""
    for pattern, source in question.spreads.items():
        answers = [value for _, value in expand(body, source)]
        above, _, member = pattern.rpartition("/*")
        array = _first_place(body, above)
        rows = get(body, array) if array and len(answers) == 1 else None
        for at, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, Mapping):
                yield f"{array}/{f'@{row[KEY]}' if row.get(KEY) else at}{member}", _unkeyed(answers[0])


def _unkeyed(value: Any) -> Any:
    """A row as the value of a field: without the key it had in its list."""
    return {name: item for name, item in value.items() if name != KEY} if isinstance(value, Mapping) else value


def _given(question: GuidedQuestion, body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if any(_first(body, pattern) is not None for pattern in question.fields):
        yield from question.gives.items()


def _first_place(body: Mapping[str, Any], pattern: str) -> str | None:
    """The place in the first row of each list on the way; None where a list has none."""
    way: list[str] = []
    for token in tokens(pattern):
        row = _anchored(body, join(way), RowAnchor("", {})) if token == "*" else token
        if row is None:
            return None
        way.append(row)
    return join(way)


def birth_key(array: str, anchor: RowAnchor) -> str:
    return f"{array} {anchor.name}"


def _bound(question: GuidedQuestion, pattern: str, body: Mapping[str, Any], mint: Mapping[str, str]) -> BoundField:
    way: list[str] = []
    seen: list[str] = []
    unborn: list[tuple[str, Mapping[str, Any]]] = []
    for token in tokens(pattern):
        if token == "*":
            anchor = question.anchor(join(seen))
            row = _anchored(body, join(way), anchor)
            if row is None:
                row = f"@{mint[birth_key(join(seen), anchor)]}"
                unborn.append((join([*way, row]), {name: _born(value, name) for name, value in anchor.where.items()}))
            way.append(row)
        else:
            way.append(token)
        seen.append(token)
    return BoundField(pattern, join(way), tuple(unborn))


def _born(value: Any, name: str) -> Any:
    return [value] if name == "roles" else value


def _anchored(body: Mapping[str, Any], array: str, anchor: RowAnchor) -> str | None:
    """The token of the first row that is as the anchor says."""
    rows = get(body, array)
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping) and all(_is_in(value, row.get(name)) for name, value in anchor.where.items()):
            return f"@{row[KEY]}" if row.get(KEY) else str(index)
    return None


def _is_in(wanted: Any, value: Any) -> bool:
    return wanted in value if isinstance(value, list) else wanted == value


def arrays_on_the_way(question: GuidedQuestion) -> Iterator[str]:
    """The birth keys a question may need, for whoever mints them."""
    for pattern in question.fields:
        parts = tokens(pattern)
        for at, token in enumerate(parts):
            if token == "*":
                array = join(parts[:at])
                yield birth_key(array, question.anchor(array))


@cache
def scripts() -> Mapping[str, Script]:
    """Every script by its id."""
    raw = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(HOME.glob("*.toml"))}
    return MappingProxyType({name: _script(name, raw) for name in raw})


def _script(name: str, raw: Mapping[str, Mapping[str, Any]]) -> Script:
    told = raw[name]
    shared = raw[told["shares"]]["question"] if "shares" in told else []
    said = told.get("said", {})
    known = {item["id"]: _reworded(item, said.get(item["id"], {})) for item in (*shared, *told["question"])}
    order = told.get("order", [item["id"] for item in told["question"]])
    questions = tuple(_question(known[key]) for key in order)
    starts = MappingProxyType(told["starts"])
    return Script(told["id"], told["title"], told["help"], starts, questions)


def _reworded(question: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
    """A shared question in the words of the script that shares it: its own, and those of its options in their order."""
    nothing: Mapping[str, Any] = {}
    options = zip_longest(question.get("option", ()), said.get("option", ()), fillvalue=nothing)
    return {**question, **said, "option": [{**option, **words} for option, words in options]}


def _question(told: Mapping[str, Any]) -> GuidedQuestion:
    return GuidedQuestion(
        id=told["id"],
        text=told["text"],
        help=told["help"],
        topic=told.get("topic", ""),
        example=told.get("example", ""),
        start=told["from"],
        when=told.get("when"),
        fields=tuple(told.get("fields", ())),
        rows=tuple(RowAnchor(item["array"], MappingProxyType(item["where"])) for item in told.get("row", ())),
        options=tuple(
            Option(item["title"], item["help"], MappingProxyType(item["sets"]), item.get("reach", 0))
            for item in told.get("option", ())
        ),
        view=told.get("view", ""),
        opens=told.get("opens", ""),
        labels=MappingProxyType(told.get("labels", {})),
        widgets=MappingProxyType(told.get("widgets", {})),
        copies=MappingProxyType(told.get("copies", {})),
        spreads=MappingProxyType(told.get("spreads", {})),
        gives=MappingProxyType(told.get("gives", {})),
    )


def script_for(body: Mapping[str, Any]) -> Script | None:
    """The script whose beginning is the body's; the first for one that says nothing of its procedure yet."""
    known = scripts().values()
    found = next(
        (item for item in known if all(get(body, place) == value for place, value in item.starts.items())), None
    )
    if found is None and not get(body, "/tender/procurementMethod"):
        return next(iter(known))
    return found
