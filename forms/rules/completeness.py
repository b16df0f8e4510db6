"""What a process that has been awarded should be able to say: its eight answers, its budget line, its owners."""

from collections.abc import Iterator
from typing import Any

from forms.context import Context
from forms.days import read_when
from forms.findings import Level, finding
from forms.marks import ABSENT, NOTES, TYPED
from forms.members import Row, number, objects, part, text
from forms.pointers import escape, expand, is_nothing, tokens
from forms.presence import looks_at
from forms.record_type import Question
from forms.rules.rule import Verdicts
from forms.rules.taxpayers import is_company
from forms.survey import Survey

BUDGET_PLACES = ("/planning/budget/budgetBreakdown", "/planning/budgetBreakdown")
_SPENT_ON = "/*/budgetLines/*/components/*"
# Real files hardly ever say where: as a warning it would say nothing about a record.
_RARELY_ANSWERED = frozenset({"donde"})
_OURS = frozenset({"_key", TYPED, ABSENT, NOTES})
_IDLE = frozenset({"pending", "cancelled", "unsuccessful"})


def _awards(survey: Survey) -> list[tuple[str, Row]]:
    return [(at, row) for at, row in survey.awards if text(row, "status") not in _IDLE]


@looks_at("/awards /contracts")
def question_unanswered(survey: Survey, context: Context) -> Verdicts:
    """Before the award nobody can answer them all."""
    if not _awards(survey) and not survey.contracts:
        return
    for question in survey.record.questions:
        if _is_answered(survey, question):
            yield None
        else:
            level = Level.NOTE if question.id in _RARELY_ANSWERED else Level.WARNING
            pointer = question.pointers[0].replace("*", "0")
            yield finding(pointer, "question.unanswered", level, question=question.title)


def _is_answered(survey: Survey, question: Question) -> bool:
    met = [pattern for pattern in question.pointers if survey.has(pattern)]
    return any(survey.is_full or _has(survey.body, tokens(pattern)) for pattern in met)


def _has(body: Row, names: tuple[str, ...]) -> bool:
    """Whether anything stands at the end of the names, `*` being any row."""
    nodes: list[Any] = [body]
    for name in names:
        if name == "*":
            nodes = [row for rows in nodes if isinstance(rows, list) for row in rows]
        else:
            nodes = [row[name] for row in nodes if isinstance(row, dict) and name in row]
        if not nodes:
            return False
    return not all(map(is_nothing, nodes))


def field_empty(survey: Survey, context: Context) -> Verdicts:
    """A member that is there and says nothing; one that is asked for is already said to be missing."""
    if survey.body:
        for pointer in _blanks(survey.body, "") if not survey.is_full else ():
            if pointer not in survey.blank:
                yield finding(pointer, "field.empty", Level.WARNING)
        yield None


def _blanks(node: Any, pointer: str) -> Iterator[str]:
    for name, value in node.items() if isinstance(node, dict) else enumerate(node):
        place = f"{pointer}/{escape(name) if isinstance(name, str) else name}"
        if is_nothing(value) or (isinstance(value, str) and value.isspace()):
            yield place
        elif isinstance(value, (dict, list)) and name not in _OURS:
            yield from _blanks(value, place)


@looks_at("/awards /contracts")
def budget_line_missing(survey: Survey, context: Context) -> Verdicts:
    """Without the object of expenditure an award is left out of the coverage of the budget."""
    if not _awards(survey) and not survey.contracts:
        return
    places = [place for place in BUDGET_PLACES if survey.has(f"{place}{_SPENT_ON}/code")]
    parts = [part for place in places for _, part in expand(survey.body, f"{place}{_SPENT_ON}")]
    known = any(text(part, "name") == "spendingObject" and text(part, "code") for part in parts)
    yield None if known else finding(BUDGET_PLACES[0], "budget.line_missing", Level.NOTE)


@looks_at("/awards/*/suppliers", "/awards/*/value", "/parties")
def supplier_owner_missing(survey: Survey, context: Context) -> Verdicts:
    """Asked for from an amount that a row in force fixes; without one there is nothing to judge."""
    asked = {name for _, award in _awards(survey) if _is_asked(award, context) for name in _suppliers(award)}
    for pointer, party in survey.rows("parties") if asked else ():
        if (text(party, "id") or text(party, "_key")) in asked and is_company(party):
            shown = text(party, "name") or text(party, "id")
            if any(text(row, "name").strip() or part(row, "identifier") for row in objects(party, "beneficialOwners")):
                yield None
            else:
                yield finding(f"{pointer}/beneficialOwners", "supplier.owner_missing", Level.WARNING, name=shown)


def _is_asked(award: Row, context: Context) -> bool:
    when, value = read_when(text(award, "date")), award.get("value")
    amount = number(value, "amount") if text(value, "currency") in ("", "MXN") else None
    limit = context.thresholds.usable("owner.from", when.day if when else context.today)
    return limit is not None and amount is not None and amount >= limit.value


def _suppliers(award: Row) -> list[str]:
    return [name for row in objects(award, "suppliers") if (name := text(row, "id"))]
