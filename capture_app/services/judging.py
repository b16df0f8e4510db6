"""Findings in words: of records, and of files judged without importing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from capture_app.ids import SystemClock
from capture_app.importers.foreign import ForeignProcess
from capture_app.importers.merging import ReleaseTooLarge, merge_foreign
from capture_app.importers.ocds import NAME as OCDS
from capture_app.importers.reading import FileRefused
from capture_app.importers.registry import importer_for
from capture_app.ocds.record import ReleasesDisagree
from capture_app.ocds.release import RECORD_TYPE
from capture_app.ocds.soundness import defects
from capture_app.services.wording import aside_message, pointer_in, refusal_message
from capture_app.settings import Settings
from capture_app.words import say
from forms.catalog import Catalog
from forms.context import Context
from forms.findings import Finding, Level
from forms.justifications import Justification
from forms.record_type import kinds_of
from forms.release_header import header_findings
from forms.validate import validate
from forms.words import describe


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding as a line: whose, where, what and how grave."""

    ocid: str
    pointer: str
    code: str
    level: str
    message: str
    justification: str = ""


def judged_findings(
    ocid: str,
    findings: Iterable[Finding],
    catalog: Catalog,
    body: Mapping[str, Any],
    record_type: str = RECORD_TYPE,
    reasons: Mapping[Finding, Justification] | None = None,
) -> Iterator[Judged]:
    """The findings of one record in the words of its kind, each with the reason that holds for it."""
    kinds = kinds_of(body)
    for item in findings:
        kept = (reasons or {}).get(item)
        reason = kept.reason if kept is not None and not kept.is_lapsed else ""
        yield Judged(ocid, item.pointer, item.code, item.level, describe(item, catalog, record_type, kinds), reason)


def judge_file(file: Path, catalog: Catalog, settings: Settings | None = None) -> Iterator[Judged]:
    """What is wrong with each process of a file, and what an import would keep aside."""
    try:
        importer = importer_for(file)
        for process in importer.read(file):
            if isinstance(process, ForeignProcess):
                yield from _judge_process(process, catalog, settings, importer.name == OCDS)
    except FileRefused as refusal:
        yield Judged("", refusal.pointer, f"file.{refusal.code}", Level.ERROR, refusal.sentences)


def _judge_process(
    process: ForeignProcess, catalog: Catalog, settings: Settings | None, is_ocds: bool
) -> Iterator[Judged]:
    if process.refusal:
        message = say(f"refused.{process.refusal}")
        yield Judged(process.ocid, process.place, f"refused.{process.refusal}", Level.ERROR, message)
        return
    try:
        merged = merge_foreign(process.releases, catalog)
    except (ReleasesDisagree, ReleaseTooLarge) as error:
        code, pointer, message = refusal_message(error, catalog)
        yield Judged(process.ocid, f"{process.place}{pointer}", f"refused.{code}", Level.ERROR, message)
        return
    for item in merged.aside:
        message = aside_message(item, catalog, merged.body)
        yield Judged(process.ocid, pointer_in(merged.body, item.path), f"aside.{item.reason}", Level.ERROR, message)
    context = _context(process.ocid, settings)
    findings = validate(merged.body, RECORD_TYPE, context, catalog)
    yield from judged_findings(process.ocid, findings, catalog, merged.body)
    told = {pointer_in(merged.body, item.path) for item in merged.aside}
    told.update(item.pointer for item in findings if item.level is Level.ERROR)
    as_it_came = _of_releases(process.releases, context.today, catalog) if is_ocds else ()
    unsaid = (item for item in as_it_came if item.pointer not in told)
    yield from judged_findings(process.ocid, unsaid, catalog, merged.body)


def _of_releases(releases: Sequence[Mapping[str, Any]], today: date, catalog: Catalog) -> Iterable[Finding]:
    """What the standard refuses of the releases as they came, each once; an import mends some of it without loss."""
    refused = (item for release in releases for item in defects(release, catalog))
    return dict.fromkeys((*header_findings(releases, today), *refused))


def _context(ocid: str, settings: Settings | None) -> Context:
    clock = SystemClock()
    if settings is None:
        return Context(today=clock.today(), ocid=ocid)
    return Context(
        today=clock.today(settings.zone),
        ocid=ocid,
        office_code=settings.office_code,
        prefixes=settings.ocid_prefixes,
        zone=settings.zone,
        requirements=settings.requirements,
    )
