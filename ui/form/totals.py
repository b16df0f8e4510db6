"""The sum below a list of amounts: of the estimates of a work also what the contract still has."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.catalog import Field
from forms.pointers import get
from ui.amounts import shown_amount
from ui.words import say

# The amounts that are summed, by the group of the list; of others a sum says nothing (quotes are alternatives).
SUMMED: Mapping[str, tuple[str, ...]] = {
    "estimate": ("/gross", "/advanceAmortised", "/retentions", "/charges", "/net"),
    "retention": ("/amount",),
    "transaction": ("/value",),
    "charge": ("/amount",),
    "guarantee": ("/value",),
}
IMPLEMENTATION = "/implementation/"


def totals_text(field: Field, path: str, body: Mapping[str, Any]) -> str:
    """The sums of the list at a path, each by its name; "" where there is nothing to sum."""
    rows = get(body, path)
    if not isinstance(rows, list) or not rows:
        return ""
    members = [member for name in SUMMED.get(field.group or "", ()) if (member := field.member(name)) is not None]
    sums = ((member.label, _sum(rows, member)) for member in members)
    parts = [say("totals.part", name=label, amount=shown_amount(total)) for label, total in sums if total is not None]
    left = _left_of_contract(path, body, rows) if field.group == "estimate" else None
    if left is not None:
        parts.append(say("totals.part", name=say("totals.left"), amount=shown_amount(left)))
    return say("totals.whole", parts="  ·  ".join(parts)) if parts else ""


def sum_of(field: Field, value: Any) -> Decimal | None:
    """The sum of a list of one amount each, as of the retentions of an estimate; None for what is no such list."""
    names = SUMMED.get(field.group or "", ())
    member = field.member(names[0]) if len(names) == 1 else None
    return _sum(value, member) if member is not None and isinstance(value, list) else None


def _sum(rows: list[Any], member: Field) -> Decimal | None:
    values = (get(row, member.relative) for row in rows)
    found = [sum_of(member, value) if isinstance(value, list) else _amount(value) for value in values]
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if known else None


def _amount(value: Any) -> Decimal | None:
    said = value.get("amount", value.get("netAmount")) if isinstance(value, Mapping) else value
    return Decimal(str(said)) if isinstance(said, (int, Decimal)) and not isinstance(said, bool) else None


def _left_of_contract(path: str, body: Mapping[str, Any], rows: list[Any]) -> Decimal | None:
    """What of the contract no estimate has charged yet; only where all are known with tax, or all without."""
    contract = path.partition(IMPLEMENTATION)[0]
    for member in ("/amount", "/netAmount"):
        whole = _amount(get(body, f"{contract}/value{member}"))
        done = [_amount(get(row, f"/gross{member}")) for row in rows]
        if whole is not None and None not in done:
            return whole - sum((value for value in done if value is not None), Decimal(0))
    return None
