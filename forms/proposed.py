"""Awards that are only proposed, and the contracts that follow from them: nothing of them is public yet.

Who is to win is written down days before the award is made; until then it is the best kept secret of a tender.
An award is made when it is no longer pending, or when a contract of it was signed.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from forms.members import Row, objects, text
from forms.moments import PENDING, is_signed

AWARDS, CONTRACTS, PARTIES = "awards", "contracts", "parties"


def proposed_rows(body: Row) -> tuple[list[Row], list[Row]]:
    """The awards of the body that are only proposed, and the contracts that wait for them."""
    signed = {text(row, "awardID") for row in objects(body, CONTRACTS) if is_signed(row)} - {""}
    awards = [row for row in objects(body, AWARDS) if _is_pending(row) and text(row, "id") not in signed]
    made = {text(row, "id") for row in objects(body, AWARDS) if not any(row is other for other in awards)}
    unsigned = [row for row in objects(body, CONTRACTS) if not is_signed(row) and text(row, "awardID") not in made]
    contracts = unsigned if awards else [row for row in unsigned if text(row, "status") == PENDING]
    return awards, contracts


def _is_pending(award: Row) -> bool:
    status = text(award, "status")
    return status == PENDING or not (status or text(award, "date"))


def without(body: Row, rows: Collection[Row], strangers: Collection[str], roles: Collection[str]) -> dict[str, Any]:
    """The body without those rows; who is known from them alone keeps none of the roles that they gave."""
    left_out = {id(row) for row in rows}
    kept = {name: _rest(member, left_out) if name in (AWARDS, CONTRACTS) else member for name, member in body.items()}
    if strangers and isinstance(body.get(PARTIES), list):
        kept[PARTIES] = [_plain(party, strangers, roles) for party in body[PARTIES]]
    return kept


def _rest(rows: Any, left_out: Collection[int]) -> Any:
    return [row for row in rows if id(row) not in left_out] if isinstance(rows, list) else rows


def _plain(party: Any, strangers: Collection[str], roles: Collection[str]) -> Any:
    if not isinstance(party, Mapping) or not any(name in strangers for name in _names(party)):
        return party
    given = party.get("roles")
    left = [role for role in given if role not in roles] if isinstance(given, list) else given
    return {**party, "roles": left}


def _names(party: Row) -> Iterator[str]:
    yield from (name for name in (text(party, "id"), text(party, "_key")) if name)
