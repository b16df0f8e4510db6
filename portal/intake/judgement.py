"""What the law says of a body at intake, and what of it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms.catalog import load_catalog
from forms.context import Context
from forms.findings import Finding, Level
from forms.validate import structure_findings, validate
from portal.accounts.models import Office
from portal.intake.figures import figures_in_force
from portal.intake.memory import OfficeHistory
from portal.intake.models import DocumentFile, Record
from sync import wire

STRUCTURE_BLOCKS = frozenset({"B01", "B14", "B15"})
MOST_FINDINGS = 50


def structure_errors(body: dict[str, Any], record_type: str) -> list[Finding]:
    """Only what makes a body no body of the law; every other finding travels with the draft."""
    findings = errors_of(structure_findings(body, record_type))
    return [item for item in findings if item.code.startswith("type.") or item.blocks in STRUCTURE_BLOCKS]


def publication_findings(
    body: dict[str, Any], record_type: str, ocid: str, office: Office, now: datetime
) -> tuple[Finding, ...]:
    """What is said of a body that is to be public; its errors keep it from being so.

    No guide refuses anything, so the office's history is not asked while a batch holds the others up.
    """
    context = replace(_bare(ocid, office, now, "published"), thresholds=figures_in_force())
    return validate(body, record_type, context)


def context_of(ocid: str, office: Office, now: datetime, profile: str) -> Context:
    """What a check must know to be told to a person of the office: the portal's own copy of the table of dated
    rows, and what the office has sent before."""
    figures = figures_in_force()
    bare = _bare(ocid, office, now, profile)
    return replace(bare, thresholds=figures, history=OfficeHistory(office, figures), files=RecordFiles(office, ocid))


@dataclass(frozen=True)
class RecordFiles:
    """Which documents of a record have a file at the portal, or one on its way (forms.files)."""

    office: Office
    ocid: str

    def keys(self) -> frozenset[str]:
        records = Record.rows.for_office(self.office).filter(ocid=self.ocid).values("record_id")
        found = DocumentFile.rows.for_office(self.office).filter(record_id__in=records)
        return frozenset(found.values_list("row_key", flat=True))


def _bare(ocid: str, office: Office, now: datetime, profile: str) -> Context:
    """What is known without asking the database."""
    return Context(
        today=now.astimezone(ZoneInfo(office.zone)).date(),
        ocid=ocid,
        office_code=office.code,
        prefixes=office.prefixes,
        zone=office.zone,
        profile=profile,
    )


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    return [item for item in findings if item.level is Level.ERROR]


def to_wire(findings: Iterable[Finding]) -> list[wire.ResultFinding]:
    """Findings as they travel, the first ones when they are very many."""
    shown = list(findings)[:MOST_FINDINGS]
    return [
        wire.ResultFinding(pointer=item.pointer, code=item.code, level=item.level.value, parameters=item.params)
        for item in shown
    ]


def knows(record_type: str) -> bool:
    return record_type in load_catalog().record_types
