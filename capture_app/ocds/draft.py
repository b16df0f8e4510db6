"""The release of a working body that no portal has published yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capture_app.ocds.dates import DEFAULT_ZONE, utc_text
from capture_app.ocds.release import build_release
from capture_app.ocds.updates import choose_tags
from forms.outlets import NOTHING_SAID, Outlet, Policies
from forms.record_type import RecordType
from sync import canonical


def draft_release_id(ocid: str, body: Mapping[str, Any]) -> str:
    """An id that changes only with the content."""
    return f"{ocid}-borrador-{canonical.content_hash(body)[:8]}"


def draft_release(
    ocid: str,
    body: Mapping[str, Any],
    changed_at: datetime,
    zone: str = DEFAULT_ZONE,
    public: bool = True,
    record: RecordType | None = None,
    policies: Policies = NOTHING_SAID,
    salt: str = "",
    outlet: str = Outlet.PORTAL,
) -> dict[str, Any]:
    """The release as of the last change: same data, same bytes."""
    release_id, date = draft_release_id(ocid, body), utc_text(changed_at)
    seen: dict[str, Any] = {"public": public, "policies": policies, "salt": salt, "outlet": outlet}
    bare = build_release(ocid, body, release_id, date, (), zone=zone, record=record, **seen)
    return {**bare, "tag": list(choose_tags(bare))}
