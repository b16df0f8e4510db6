"""Publishing: one release per act, compiled at once into the public snapshot (decisions 15)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from capture_app.ocds.dates import utc_text
from capture_app.ocds.record import compile_releases
from capture_app.ocds.release import build_release
from capture_app.ocds.soundness import defects
from capture_app.ocds.updates import choose_tags, with_removals
from forms.findings import Finding
from forms.outlets import NOTHING_SAID, Policies
from forms.progress import progress
from portal.accounts.models import Office
from portal.intake import storage
from portal.intake.projection import CONTRACTING
from portal.publication.models import Process, Release, Supplier
from portal.publication.projection import columns_of, suppliers_of
from portal.publication.stubs import without_stubs
from sync import canonical

LEAST_STEP = timedelta(milliseconds=1)
HEADER = ("ocid", "id", "date", "tag", "initiationType", "language")


class NotPublishable(Exception):
    """The release would not pass the official schema."""

    def __init__(self, found: Sequence[Finding]) -> None:
        super().__init__(", ".join(f"{item.pointer} {item.code}" for item in found[:5]))
        self.defects = tuple(found)


@dataclass(frozen=True)
class Snapshot:
    """What the act publishes: the working version of a record, as the person saw it."""

    office: Office
    record_id: uuid.UUID
    ocid: str
    folio: str
    body: dict[str, Any]
    stages: tuple[str, ...]
    operation_id: str
    policies: Policies = NOTHING_SAID

    def release(self, release_id: str, date: str) -> dict[str, Any]:
        """What the public may see of the stages of the act, without tags."""
        return build_release(
            self.ocid,
            self.body,
            release_id,
            date,
            (),
            zone=self.office.zone,
            stages=self.stages or None,
            policies=self.policies,
            salt=str(self.record_id),
        )


def publish_snapshot(snapshot: Snapshot, now: datetime) -> Release:
    """Mint the release of an act inside the caller's transaction. Raises NotPublishable, nothing written."""
    process = Process.objects.filter(office=snapshot.office, record_id=snapshot.record_id).first()
    earlier = list(process.releases.order_by("number")) if process else []
    valid = [row.value for row in earlier if not row.is_archived]
    number = earlier[-1].number + 1 if earlier else 1
    date = _next_date(now, earlier[-1].date if earlier else "")
    release = _build(snapshot, f"{snapshot.ocid}-v{number}", date, process)
    compiled = compile_releases([*valid, release])
    if valid and not _agree(compiled, release, snapshot) and _is_whole(process, snapshot):
        release, compiled, valid = _restated(snapshot, release)
    found = defects(release)
    if found:
        raise NotPublishable(found)
    process = _write_process(process, snapshot, compiled, now)
    if earlier and not valid:
        process.releases.update(is_archived=True)
    return _write_release(process, release, number, snapshot.operation_id)


def _next_date(now: datetime, last: str) -> str:
    """A date of fixed precision, later than the last one whatever the clock says."""
    text = utc_text(now)
    if text > last:
        return text
    before = datetime.strptime(last, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return utc_text(before + LEAST_STEP)


def _build(snapshot: Snapshot, release_id: str, date: str, process: Process | None) -> dict[str, Any]:
    """The public state of the stages named, with explicit nulls for what is no longer there."""
    stages, zone = snapshot.stages or None, snapshot.office.zone
    fresh = snapshot.release(release_id, date)
    if process is None:
        return {**fresh, "tag": list(choose_tags(fresh))}
    last = process.content
    if stages is not None:
        last = build_release(snapshot.ocid, last, "", "", (), zone=zone, public=False, stages=stages)
    return with_removals({**fresh, "tag": list(choose_tags(fresh, without_stubs(last)))}, last)


def _agree(compiled: Mapping[str, Any], release: Mapping[str, Any], snapshot: Snapshot) -> bool:
    """Whether merging gives what the release says, in the stages of the act."""
    stages, zone = snapshot.stages or None, snapshot.office.zone
    merged = build_release(snapshot.ocid, compiled, "", "", (), zone=zone, public=False, stages=stages)
    return _comparable(merged) == _comparable(release)


def _is_whole(process: Process | None, snapshot: Snapshot) -> bool:
    """Whether the act names every stage that is public already, so that a restatement hides none."""
    if not snapshot.stages or process is None:
        return True
    shown = progress(without_stubs(process.content), CONTRACTING, ())
    return {item.stage_id for item in shown if item.state != "empty"} <= set(snapshot.stages)


def _comparable(release: Mapping[str, Any]) -> bytes:
    shown = {name: member for name, member in release.items() if name not in HEADER}
    return canonical.encode(_sorted(without_stubs(shown)))


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        members = {name: _sorted(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member not in (None, [], {})}
    if isinstance(value, list):
        return sorted((_sorted(row) for row in value), key=canonical.encode)
    return value


def _restated(
    snapshot: Snapshot, release: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """A new list of releases that begins with the whole state; the old list is archived."""
    whole = snapshot.release(release["id"], release["date"])
    whole = {**whole, "tag": list(choose_tags(whole))}
    return whole, compile_releases([whole]), []


def _write_process(process: Process | None, snapshot: Snapshot, compiled: Mapping[str, Any], now: datetime) -> Process:
    process = process or Process(office=snapshot.office, record_id=snapshot.record_id, ocid=snapshot.ocid)
    shown = without_stubs(compiled)
    process.folio = snapshot.folio
    process.compiled = storage.pack(compiled)
    process.sha256 = canonical.content_hash(compiled)
    process.published_at = now
    process.persons = snapshot.policies.texts()
    for name, value in columns_of(shown, snapshot.ocid, snapshot.folio).items():
        setattr(process, name, value)
    process.save()
    process.supplier_rows.all().delete()
    Supplier.objects.bulk_create(
        Supplier(process=process, party_id=party.party_id, name=party.name) for party in suppliers_of(shown)
    )
    return process


def _write_release(process: Process, release: Mapping[str, Any], number: int, operation_id: str) -> Release:
    return Release.objects.create(
        process=process,
        release_id=str(release["id"]),
        number=number,
        date=str(release["date"]),
        tags=" ".join(release["tag"]),
        content=storage.pack(release),
        sha256=canonical.content_hash(release),
        operation_id=operation_id,
    )
