"""The acts after which what was reserved becomes public: facts of the body, never the clock.

A contract brings the award with it, and an award the opening: each act proves those before it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from forms.members import objects, part, text

OPENING, AWARD, CONTRACT = "opening", "award", "contract"
OPENING_RECORDS = frozenset({"openingOfProposals", "technicalOpeningCertificate", "financialOpeningCertificate"})
PENDING = "pending"
SIGNED = frozenset({"active", "terminated"})


def is_opened(body: Any) -> bool:
    """Whether the proposals were opened: the act has a day and its record is in the file."""
    tender = part(body, "tender")
    days = (text(part(tender, "bidOpening"), "date"), text(part(tender, "tenderPeriod"), "endDate"))
    records = [row for row in objects(tender, "documents") if text(row, "documentType") in OPENING_RECORDS]
    dated = any(days) or any(text(row, "datePublished") for row in records)
    return (bool(records) and dated) or is_awarded(body)


def is_awarded(body: Any) -> bool:
    """Whether an award was made: it has a date and is not pending."""
    awards = objects(body, "awards")
    return any(text(row, "date") and text(row, "status") != PENDING for row in awards) or is_contracted(body)


def is_contracted(body: Any) -> bool:
    """Whether a contract was signed: it is in force or over, or has the day it was signed and is not pending."""
    contracts = objects(body, "contracts")
    return any(is_signed(row) for row in contracts)


def is_signed(contract: Mapping[str, Any]) -> bool:
    """Whether a contract is in force or over, or has the day it was signed and is not pending."""
    status = text(contract, "status")
    return status in SIGNED or (bool(text(contract, "dateSigned")) and status != PENDING)


MOMENTS: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {OPENING: is_opened, AWARD: is_awarded, CONTRACT: is_contracted}
)


def moments_reached(body: Any) -> frozenset[str]:
    """The acts that the body shows to have happened."""
    return frozenset(name for name, happened in MOMENTS.items() if happened(body))
