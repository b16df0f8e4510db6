"""The matrix of acts and documents: what a procedure of each law, method and kind should leave on paper.

One row of `acts.csv` holds for several methods and kinds. What it says is general practice, nobody has
verified it for the state: by itself it only helps to remember. Who approves it does so with a dated row of
the table of figures (`acts.estatal`, `acts.federal`, or `act.<id>` for one act), and only then it is judged.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

MATRIX = Path(__file__).resolve().parent / "acts.csv"


class Need(StrEnum):
    """How much an act is asked for."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    RECOMMENDED = "recommended"
    NONE = "none"


class Way(StrEnum):
    """How the procedure was run, as the matrix tells them apart."""

    AMOUNT = "amount"
    EXCEPTION = "exception"
    SELECTIVE = "selective"
    OPEN = "open"


class Kind(StrEnum):
    """What is bought, as the matrix tells it apart."""

    GOODS = "goods"
    SERVICES = "services"
    LEASE = "lease"
    REAL_ESTATE = "real_estate"
    ADVERTISING = "advertising"
    WORKS = "works"
    WORKS_SERVICES = "works_services"
    PPP = "ppp"


_LETTERS = {"O": Need.REQUIRED, "C": Need.CONDITIONAL, "R": Need.RECOMMENDED, "": Need.NONE}


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act and its document. `when` is a condition of the body under which a conditional one is required;
    `shown_by` are places whose data prove it without a document, `dates` those of its key date, `figures` the
    codes of the dated rows that speak of it."""

    id: str
    order: int
    stage: str
    act: str
    document: str
    document_type: str
    kinds: frozenset[Kind]
    needs: tuple[Need, Need, Need, Need]
    when: str
    condition: str
    prepared_by: str
    signed_by: str
    publication: str
    publication_note: str
    date_label: str
    dates: tuple[str, ...]
    shown_by: tuple[str, ...]
    rule: str
    basis: str
    to_check: str
    figures: tuple[str, ...]

    def need(self, way: Way, kind: Kind) -> Need:
        return self.needs[_WAYS.index(way)] if kind in self.kinds else Need.NONE


_WAYS = tuple(Way)
_WORDS = (
    "id",
    "stage",
    "act",
    "document",
    "document_type",
    "when",
    "condition",
    "prepared_by",
    "signed_by",
    "publication",
    "publication_note",
    "date_label",
    "rule",
    "basis",
    "to_check",
)


def _read(row: dict[str, str]) -> ActRow:
    return ActRow(
        **{name: row[name] for name in _WORDS},
        order=int(row["order"]),
        kinds=frozenset(map(Kind, row["kinds"].split())),
        needs=(
            _letter(row, Way.AMOUNT),
            _letter(row, Way.EXCEPTION),
            _letter(row, Way.SELECTIVE),
            _letter(row, Way.OPEN),
        ),
        dates=tuple(row["date_at"].split()),
        shown_by=tuple(row["shown_by"].split()),
        figures=tuple(row["figures"].split()),
    )


def _letter(row: dict[str, str], way: Way) -> Need:
    return _LETTERS[row[way.value]]


@cache
def load_matrix(file: Path = MATRIX) -> tuple[ActRow, ...]:
    """Every row, in the order in which the acts come."""
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(_read(row) for row in csv.DictReader(stream))


@cache
def acts_for(way: Way, kind: Kind) -> tuple[ActRow, ...]:
    """The rows that a procedure of this way and kind has at all."""
    return tuple(row for row in load_matrix() if row.need(way, kind) is not Need.NONE)
