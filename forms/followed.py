"""What a record says of itself because its facts say it: statuses, and the law that follows from the money.

Nobody is asked for these. As facts are captured they follow; what came from elsewhere, or was said ahead of
the facts, stays until a fact changes and goes further; where they disagree a note says so.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from forms.acts.setting import act_day, is_works, kind_of, law_of_funds
from forms.members import Row, part
from forms.pointers import get, to_path
from forms.statuses import derived
from forms.thresholds import Thresholds
from forms.words import text

LEGAL_BASIS = "/tender/legalBasis"
TENDER_STATUS = "/tender/status"
BEGINNING = "planning"
# How far each status is; cancelled and withdrawn are never reached by facts.
_REACH: Mapping[str, int] = MappingProxyType(
    {
        "planning": 0,
        "pending": 0,
        "planned": 1,
        "active": 2,
        "ongoing": 2,
        "unsuccessful": 3,
        "complete": 4,
        "terminated": 4,
        "concluded": 4,
    }
)


def told_by_facts(body: Row, today: date, thresholds: Thresholds) -> Mapping[str, Any]:
    """Every member that the facts tell, by the path (rows by key) at which it stands."""
    found: dict[str, Any] = {}
    if part(body, "tender"):
        found[TENDER_STATUS] = BEGINNING
        basis = _legal_basis(body, today, thresholds)
        if basis:
            found[LEGAL_BASIS] = basis
    found.update({to_path(body, pointer): code for pointer, code in derived(body, today).items()})
    return found


def _legal_basis(body: Row, today: date, thresholds: Thresholds) -> dict[str, str] | None:
    """The law that the money leads to, with its text in force on the day of the act where somebody approved one:
    that of the kind (`law.estatal.ppp`), else that of all goods or all works."""
    law = law_of_funds(body)
    if not law:
        return None
    kind, day = kind_of(body), act_day(body, today)
    matters = (kind, "works" if is_works(kind) else "goods")
    found = (thresholds.usable(f"law.{law}.{matter}", day) for matter in matters if matter)
    row = next(filter(None, found), None)
    return {"id": law, "description": row.text if row else text(f"act_law.{law}")}


def followed(before: Row, after: Row, then: date, today: date, thresholds: Thresholds) -> Iterator[tuple[str, Any]]:
    """(path, value) of each member that must change with the edit from `before` (last saved `then`) to `after`.

    One that followed the facts goes on following them, whichever way they go; any other only when the edit
    changed what the facts tell, and only further.
    """
    kept, known = told_by_facts(before, then, thresholds), told_by_facts(before, today, thresholds)
    for path, value in told_by_facts(after, today, thresholds).items():
        said, was = get(after, path), get(before, path)
        if said == value:
            continue
        was_following = said is not None and said == was == kept.get(path)
        if was_following or (known.get(path) != value and _is_further(value, said)):
            yield path, value


def unsaid(body: Row, today: date, thresholds: Thresholds) -> Iterator[tuple[str, Any]]:
    """(path, value) of each member that the facts tell and the body does not say."""
    told = told_by_facts(body, today, thresholds)
    return ((path, value) for path, value in told.items() if get(body, path) is None)


def _is_further(value: Any, said: Any) -> bool:
    """Whether a status goes beyond the one that was said; anything goes beyond nothing."""
    if said is None:
        return True
    return isinstance(value, str) and isinstance(said, str) and _REACH.get(value, 0) > _REACH.get(said, 9)
