"""The records of the registers that name the process, or a company that won it."""

from __future__ import annotations

from forms.members import objects, part, text
from portal.registers.mentions import Naming, naming
from portal.sections.process_view import ProcessView


def build(view: ProcessView) -> tuple[Naming, ...]:
    won = {text(row, "id") for award in objects(view.release, "awards") for row in objects(award, "suppliers")}
    parties = [party for party in objects(view.release, "parties") if text(party, "id") in won - {""}]
    keys = [text(part(party, "identifier"), "id") for party in parties]
    return naming([view.process.ocid], [key for key in keys if key])
