"""How far a record is: by stage, by the eight questions, and what it is called."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from forms.catalog import Catalog, load_catalog
from forms.findings import Finding, Level, count_levels
from forms.formats import display
from forms.marks import is_known_absent
from forms.members import number, objects, part, text
from forms.pointers import expand, get, is_index, is_there, name_of, parent, tokens
from forms.profiles import FULL, Profile, profiles
from forms.record_type import Field, Question, RecordType, Stage, kinds_of
from forms.register import title_in
from forms.words import text as words

_NEEDED = ("standard", "profile")
_MOST_LINES = 5
_SKIPPED = frozenset({"cancelled", "unsuccessful"})


@dataclass(frozen=True, slots=True)
class StageProgress:
    """`required` counts the fields asked for now, `filled` those of them that have a value."""

    stage_id: str
    filled: int
    required: int
    errors: int
    warnings: int
    notes: int
    state: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The first lines that answer a question; `left_out` are how many more there are."""

    question_id: str
    title: str
    answered: bool
    lines: tuple[str, ...]
    left_out: int = 0

    def told(self, most: int = _MOST_LINES) -> str:
        """In one line, with how many more there are; "" where nothing answers."""
        shown = "; ".join(self.lines[:most])
        more = self.left_out + len(self.lines[most:])
        return words("answer.more", lines=shown, more=f"{more:,}") if more else shown


def progress(
    body: Mapping[str, Any],
    record_type: str,
    findings: Iterable[Finding],
    catalog: Catalog | None = None,
    requirements: str = FULL,
) -> tuple[StageProgress, ...]:
    """One entry for each stage of the stepper; general data and parties count in the stage they stand in.

    `requirements` names the profile that the office chose: what it does not ask for is not counted.
    """
    record = (catalog or load_catalog()).record_types[record_type]
    by_step: dict[str, list[Finding]] = {}
    steps = record.steps()
    for item in findings:
        step = record.step_of(item.pointer) or steps[0]
        by_step.setdefault(step.id, []).append(item)
    profile = profiles()[FULL if record.register else requirements]
    return tuple(_step_progress(body, record, step, by_step.get(step.id, []), profile) for step in steps)


def _step_progress(
    body: Mapping[str, Any], record: RecordType, step: Stage, findings: list[Finding], profile: Profile
) -> StageProgress:
    levels = profile.levels.intersection(_NEEDED)
    asked = [place for stage in _parts(record, step) for place in _needed(body, record, stage, levels)]
    besides = (place for place in profile.places(body, first=True) if record.step_of(place) is step)
    needed = tuple(dict.fromkeys((*asked, *besides)))
    filled = sum(get(body, pointer) is not None or is_known_absent(body, pointer) for pointer in needed)
    counts = count_levels(findings)
    errors, warnings = counts[Level.ERROR.value], counts[Level.WARNING.value]
    has_content = _has_content(body, record, step)
    state = _state(has_content, errors, filled >= len(needed))
    return StageProgress(step.id, filled, len(needed), errors, warnings, counts[Level.NOTE.value], state)


def _state(has_content: bool, errors: int, is_whole: bool) -> str:
    if errors:
        return "errors"
    if not has_content:
        return "empty"
    return "complete" if is_whole else "started"


def _parts(record: RecordType, step: Stage) -> tuple[Stage, ...]:
    return tuple(stage for stage in record.stages if step.id in (stage.id, stage.within))


def _needed(body: Mapping[str, Any], record: RecordType, stage: Stage, levels: Collection[str]) -> Iterator[str]:
    """Pointers of the fields the stage asks for now; of a stage without rows, those of its first."""
    for item in stage.fields:
        if item.level not in levels or item.derived:
            continue
        for pointer in _places(body, item, stage):
            if record.requirement(item, body, pointer) in levels:
                yield pointer


def _places(body: Mapping[str, Any], item: Field, stage: Stage) -> list[str]:
    if not stage.repeat:
        return [item.pointer]
    tail = item.pointer.removeprefix(f"{stage.repeat}/*")
    return [f"{pointer}{tail}" for pointer, _ in _stage_rows(body, stage)] or [f"{stage.repeat}/0{tail}"]


def _stage_rows(body: Mapping[str, Any], stage: Stage) -> list[tuple[str, Any]]:
    return expand(body, f"{stage.repeat}/*")


def _has_content(body: Mapping[str, Any], record: RecordType, step: Stage) -> bool:
    return any(top in body and any(is_there(body, place) for place in places) for top, places in _tops(record, step))


@lru_cache(maxsize=256)
def _tops(record: RecordType, step: Stage) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The places of a step by the member of the body that they are in; what follows by itself says of no stage
    that it was begun."""
    tops: dict[str, list[str]] = {}
    every = (item for stage in _parts(record, step) for item in (*stage.fields, *stage.carried))
    for item in (item for item in every if not item.derived):
        tops.setdefault(tokens(item.pointer)[0], []).append(item.pointer)
    return tuple((top, tuple(places)) for top, places in tops.items())


def current_stage(body: Mapping[str, Any], record_type: str, catalog: Catalog | None = None) -> str:
    """The last stage of the stepper that has any data, the first one when none has."""
    record = (catalog or load_catalog()).record_types[record_type]
    steps = record.steps()
    return next((step.id for step in reversed(steps) if _has_content(body, record, step)), steps[0].id)


def answers(body: Mapping[str, Any], record_type: str, catalog: Catalog | None = None) -> tuple[Answer, ...]:
    """The questions of the record type with what the body answers, in words."""
    law = catalog or load_catalog()
    record, kinds = law.record_types[record_type], kinds_of(body)
    return tuple(_answer(body, record, question, law, question.title_for(*kinds)) for question in record.questions)


def _answer(body: Mapping[str, Any], record: RecordType, question: Question, law: Catalog, title: str) -> Answer:
    """The lines of the first pointer that has any: they stand in order of preference."""
    for pattern in question.pointers:
        item = record.field_at(pattern)
        found = expand(body, pattern) if item else []
        shown = [(pointer, display(item, value, law)) for pointer, value in found] if item else []
        name = _row_name if question.names_rows else _no_name
        lines = tuple(dict.fromkeys(name(body, record, pointer) + line for pointer, line in shown if line))
        if lines:
            return Answer(question.id, title, True, lines[:_MOST_LINES], max(0, len(lines) - _MOST_LINES))
    return Answer(question.id, title, False, ())


def _no_name(body: Mapping[str, Any], record: RecordType, pointer: str) -> str:
    return ""


def _row_name(body: Mapping[str, Any], record: RecordType, pointer: str) -> str:
    """The title of the nearest row around a place, "" where it has none."""
    around = parent(pointer)
    while around and not is_index(name_of(around)):
        around = parent(around)
    rows_field = record.field_at(parent(around)) if around else None
    title = get(body, f"{around}{rows_field.row_title}") if rows_field and rows_field.row_title else None
    return f"{' '.join(title.split())}: " if isinstance(title, str) else ""


def title_of(body: Mapping[str, Any]) -> str:
    """What the record is called: the procedure's title, else what comes nearest to one."""
    candidates = [text(part(body, "tender"), "title")]
    candidates += [text(row, "title") for name in ("contracts", "awards") for row in objects(body, name)]
    candidates.append(text(part(body, "planning", "budget"), "project"))
    candidates.append(text(part(body, "planning", "budget"), "description"))
    candidates.append(text(part(body, "tender"), "description"))
    return next((" ".join(title.split()) for title in candidates if title.strip()), "")


def record_title(body: Mapping[str, Any], record: RecordType) -> str:
    """What a record of any type is called, "" when it does not say."""
    return title_in(body, record.register) if record.register else title_of(body)


def title_place(record: RecordType) -> str:
    """Where what a record is called is captured, and what concerns it whole is noted."""
    return (record.register.row_title if record.register else None) or "/tender/title"


def amount_of(body: Mapping[str, Any]) -> tuple[Decimal | None, str | None]:
    """What it costs as far as is known: contracts, else awards, else the estimate, else the budget."""
    for name in ("contracts", "awards"):
        found = [row for row in objects(body, name) if text(row, "status") not in _SKIPPED]
        total = _sum([row.get("value") for row in found])
        if total is not None:
            return total
    for value in (part(body, "tender").get("value"), part(body, "planning", "budget").get("amount")):
        total = _sum([value])
        if total is not None:
            return total
    return None, None


def _sum(values: list[Any]) -> tuple[Decimal, str] | None:
    """The sum in the currency of the first; values of another currency do not count."""
    known = [(number(value, "amount"), text(value, "currency") or "MXN") for value in values]
    amounts = [(amount, currency) for amount, currency in known if amount is not None]
    if not amounts:
        return None
    currency = amounts[0][1]
    return sum((amount for amount, other in amounts if other == currency), Decimal(0)), currency
