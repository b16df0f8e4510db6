"""Tenders published at random moments show nothing reserved, in any outlet, until its act is captured."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest

from capture_app.exporters.documents import ExportProcess
from capture_app.exporters.registry import EXPORTERS
from capture_app.ocds.dates import utc_text
from capture_app.ocds.draft import draft_release
from capture_app.ocds.package import PackageHead, Publisher
from capture_app.ocds.record import build_record, compile_releases
from capture_app.ocds.release import build_release
from capture_app.ocds.updates import STAGES, choose_tags, with_removals
from forms.catalog import load_catalog
from forms.outlets import PUBLIC_OUTLETS
from forms.public_view import PNT_COLUMNS, visible
from sync import canonical
from tests.unit.ocds.reserved_bodies import INVITATION, MEMBERS, RESERVED_DOCUMENTS, ROLES, STATES, Tender

COUNT = 1000 if os.environ.get("CAPTURA_PROVE") else 80
OCID = "ocds-213czf-LAGUNA-2026-abcdefgh"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = PackageHead("urn:captura:LAGUNA:todo", Publisher("Municipio inventado"), utc_text(BEGIN))


def published(releases: list[dict[str, Any]], body: dict[str, Any] | None = None) -> bytes:
    """Everything a reader can get: each release, the record, what each outlet sees and every format of export."""
    process = ExportProcess(OCID, tuple(releases))
    files = [b"".join(exporter.write(iter([process]), HEAD)) for exporter in EXPORTERS if exporter.is_ocds]
    if body is not None:
        bare = {**body, PNT_COLUMNS: {}}  # which are written for the PNT
        seen = {outlet: visible(bare, outlet, salt="s") for outlet in PUBLIC_OUTLETS}
        files += [canonical.encode(seen)]
        own = (exporter for exporter in EXPORTERS if not exporter.is_ocds)
        files += [b"".join(exporter.write(iter([ExportProcess(OCID, (), body=seen["pnt"])]), HEAD)) for exporter in own]
    whole = (canonical.encode(releases), canonical.encode(build_record(OCID, releases)))
    return b"\n".join((*whole, *(unpacked(file) for file in files)))


def unpacked(file: bytes) -> bytes:
    """The text of a file: of a zip or a workbook, that of its parts."""
    if not is_zipfile(BytesIO(file)):
        return file
    with ZipFile(BytesIO(file)) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


def mint(releases: list[dict[str, Any]], body: dict[str, Any], stages: tuple[str, ...] | None) -> dict[str, Any]:
    """The next release of a process, as an act of publication makes it."""
    number = len(releases) + 1
    date = utc_text(BEGIN + timedelta(days=number))
    fresh = build_release(OCID, body, f"{OCID}-v{number}", date, (), stages=stages)
    if not releases:
        return {**fresh, "tag": list(choose_tags(fresh))}
    last = compile_releases(releases)
    if stages is not None:
        last = build_release(OCID, last, "", "", (), public=False, stages=stages)
    return with_removals({**fresh, "tag": list(choose_tags(fresh, last))}, last)


@pytest.mark.parametrize("block", range(10))
def test_tenders_published_at_random_moments_leak_nothing(block: int) -> None:
    for seed in range(block, COUNT, 10):
        chance = Random(seed)
        tender, releases = Tender(chance), []
        for state in sorted(chance.sample(range(len(STATES)), chance.randint(1, 4))):
            body = tender.body(state)
            some = tuple(chance.sample(STAGES, chance.randint(1, 5)))
            releases.append(mint(releases, body, chance.choice([None, some])))
            draft = draft_release(OCID, body, BEGIN)
            leaks = tender.leaks(state, published(releases) + published([draft], body))
            assert leaks == [], f"tender {seed} in state {STATES[state]}"


def test_in_the_end_everything_reserved_is_public() -> None:
    """The search for canaries is not vain: after the award each of them is found."""
    for seed in range(20):
        tender = Tender(Random(seed))
        everything = published([mint([], tender.body(len(STATES) - 1), None)])
        assert tender.unseen(everything) == []
        assert tender.leaks(len(STATES) - 1, everything) == []


def test_every_reserved_member_and_code_of_the_law_carries_a_canary() -> None:
    law = load_catalog()
    fields = law.record_types["contracting_process"].walk()
    assert {item.pointer: item.public_after for item in fields if item.public_after} == MEMBERS
    reserved = {name: code for name, code in law.codelists["documentType"].by_code.items() if code.public_after}
    told = {name: moment for kinds in RESERVED_DOCUMENTS.values() for name, moment in kinds.items()}
    assert {name: code.public_after for name, code in reserved.items()} == {**told, INVITATION: "opening"}
    roles = law.codelists["partyRole"].by_code
    assert {name: code.public_after for name, code in roles.items() if code.public_after} == ROLES
    others = [name for name in law.codelists if name not in ("documentType", "partyRole")]
    assert [name for name in others for code in law.codelists[name].codes if code.public_after] == []
