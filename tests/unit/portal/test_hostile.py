"""Bodies made to hurt arrive at the portal as operations: taken or refused by their size, never an error of its own."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sync import wire
from tests.contract.test_hostile_values import HOSTILE, deep
from tests.unit.portal.site import PREFIX, RECORD_TYPE, Computer, Site, small_body

OCID = f"{PREFIX}-MLA-2026-hostiles"
REFUSED_BY_SIZE = {
    "a name of a member of 10 MB": "record.size",
    "4,000 names of 2,000 letters": "size.name",
    "eleven lists of 5,000 rows": "size.rows_in_all",
    "100,000 members": "size.members",
    "6,000 rows of nobody's": "size.rows",
    "a name of 1 MB": "size.name",
    "a text of 2 MB": "size.text",
    "nested beyond what is read": "malformed",
}
BODIES = {
    **HOSTILE,
    "a name of 1 MB": lambda: {"tender": {"id": "1", "x" * 2**20: 1}},
    "a text of 2 MB": lambda: {"tender": {"id": "1", "title": "a" * 2**21}},
    "nested beyond what is read": lambda: {"x_deep": deep(40)},
}


def hostile(computer: Computer, body: dict[str, Any]) -> wire.Operation:
    """As no desktop of ours would send it: whole stages at once."""
    patch = [["set", f"/{name}", value, ""] for name, value in body.items()]
    return computer.operation("create", str(uuid.uuid4()), OCID, patch)


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_taken_or_refused_by_its_size(site: Site, name: str) -> None:
    computer = site.computer(site.office())
    sent = computer.request([hostile(computer, BODIES[name]())])
    reply = site.post(computer.seal(sent))
    assert site.status < 500
    if isinstance(reply, wire.SyncReply):
        assert reply.receipt is not None
        (result,) = reply.receipt.results
        said = result.rule if result.code != "applied" else "applied"
        assert all(len(found.pointer) < 1000 for found in result.findings)
    else:
        assert isinstance(reply, wire.Refusal)
        said = reply.code
    assert said == REFUSED_BY_SIZE.get(name, said), said


def test_what_is_refused_leaves_nothing_and_the_next_goes_on(site: Site) -> None:
    from portal.intake.models import Record

    office = site.office()
    computer = site.computer(office)
    refused = hostile(computer, BODIES["eleven lists of 5,000 rows"]())
    good = computer.create(small_body(), f"{PREFIX}-MLA-2026-buenabue")
    assert computer.codes(refused, good) == ["rejected", "applied"]
    assert [row.ocid for row in Record.rows.for_office(office)] == [good.ocid]


@pytest.mark.parametrize("name", BODIES)
def test_only_the_structure_of_a_body_is_asked_at_intake_and_said_as_by_the_whole_check(
    portal_home: Path, name: str
) -> None:
    from forms.context import Context
    from forms.validate import validate
    from portal.intake.judgement import STRUCTURE_BLOCKS, errors_of, structure_errors

    body = BODIES[name]()
    whole = errors_of(validate(body, RECORD_TYPE, Context(today=date(2026, 3, 20), ocid=OCID, office_code="MLA")))
    expected = [item for item in whole if item.code.startswith("type.") or item.blocks in STRUCTURE_BLOCKS]
    assert {item.code for item in structure_errors(body, RECORD_TYPE)} == {item.code for item in expected}
    assert len(structure_errors(body, RECORD_TYPE)) == len(expected)
