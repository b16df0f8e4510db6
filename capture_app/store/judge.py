"""What `forms` says of a body, and which of it is not stored at all."""

from __future__ import annotations

from typing import Any

from capture_app.errors import Refused
from capture_app.store.attachments import RecordFiles
from capture_app.store.desk import Desk
from capture_app.store.memory import OfficeHistory
from forms.findings import Finding
from forms.validate import Context, validate

UNSTORABLE = frozenset({"type.wrong", "code.unknown", "date.impossible", "uri.malformed"})


def context_of(desk: Desk, ocid: str, profile: str = "draft") -> Context:
    """What a check must know beside the body, for this office today."""
    settings, thresholds = desk.settings, desk.thresholds()
    return Context(
        today=desk.clock.today(settings.zone),
        ocid=ocid,
        office_code=settings.office_code,
        prefixes=settings.ocid_prefixes,
        zone=settings.zone,
        profile=profile,
        history=OfficeHistory(desk.connection, thresholds),
        thresholds=thresholds,
        requirements=settings.requirements,
        files=RecordFiles(desk.connection, ocid),
    )


def judged(
    desk: Desk, body: dict[str, Any], record_type: str, ocid: str, profile: str = "draft"
) -> tuple[Finding, ...]:
    """Every finding of the body today, for this office."""
    return validate(body, record_type, context_of(desk, ocid, profile), desk.catalog)


def refuse_wrong_types(
    desk: Desk, before: dict[str, Any], findings: tuple[Finding, ...], record_type: str, ocid: str
) -> None:
    """A body is always valid in type: Refused where an edit brought a value of another type (decisions 5)."""
    wrong = tuple(item for item in findings if item.code in UNSTORABLE)
    if not wrong:
        return
    known = {(item.code, item.params.get("value")) for item in judged(desk, before, record_type, ocid)}
    fresh = tuple(item for item in wrong if (item.code, item.params.get("value")) not in known)
    if fresh:
        raise Refused(
            "El valor no es del tipo que lleva ese campo.", fresh, "No se modificó nada.", "Corrija el valor."
        )
