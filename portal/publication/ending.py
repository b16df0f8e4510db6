"""How a process that came to nothing ended: stopped, without a winner, or with every contract cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.catalog import load_catalog
from forms.members import objects, part, text
from portal.intake.projection import CONTRACTING

# The stage that says it, the list of its codes, and those by which nothing was bought.
_CODELISTS = {"tender": "tenderStatus", "award": "awardStatus", "contract": "contractStatus"}
_VOID = frozenset({"cancelled", "unsuccessful", "withdrawn"})


def ending_of(release: Mapping[str, Any]) -> str:
    """``stage/code`` (``contract/cancelled``), "" of one that goes on or went well. A living contract says more than
    a procedure that was stopped."""
    contracts, awards = (_statuses(release, name) for name in ("contracts", "awards"))
    for stage, said in (("contract", contracts), ("award", awards)):
        if said:
            return f"{stage}/{said[0]}" if _VOID.issuperset(said) else ""
    said_of_tender = text(part(release, "tender"), "status")
    return f"tender/{said_of_tender}" if said_of_tender in _VOID else ""


def _statuses(release: Mapping[str, Any], name: str) -> list[str]:
    return [text(row, "status") for row in objects(release, name)]


def ending_words(ending: str, *kinds: str | None) -> str:
    """The ending as people read it, ``Contrato: cancelado``; "" for none."""
    stage_id, _, code = ending.partition("/")
    law = load_catalog()
    stage = law.record_types[CONTRACTING].stage(stage_id)
    codelist = law.codelists.get(_CODELISTS.get(stage_id, ""))
    return f"{stage.title_for(*kinds)}: {codelist.title_of(code).lower()}" if stage and codelist else ""
