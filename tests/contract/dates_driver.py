"""One computer in some time zone: `TZ=… python -m tests.contract.dates_driver DATA PORTAL CODE FILE`.

Types days as a person does, and prints as one JSON object what is stored, shown, found, exported and sent.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from forms.formats import display
from forms.pointers import get
from tests.journeys.desktop import Desktop
from tests.journeys.files import INVENTED_OCID
from tests.journeys.portal_server import OFFICE, OFFICE_NAME, PREFIX, USER

SIGNED, AWARDED, PERIOD = "/contracts/0/dateSigned", "/awards/0/date", "/contracts/0/period"
CALL, MEETING = "/tender/tenderPeriod", "/tender/clarificationMeetings/0/date"
PAID = "/contracts/0/implementation/transactions/0/date"
TYPED = (
    (SIGNED, "31/12/2025"),
    (AWARDED, "1 ene 2026"),
    (PERIOD, '{"startDate": "2025-12-31", "endDate": "2026-01-01"}'),
    ("/tender/clarificationMeetings/-", '{"id": "1"}'),
    (MEETING, "31/12/2025 23:30"),
)
SEARCHED = ("31/12/2025", "01/01/2026", "30/12/2025", "02/01/2026")
SHOWN = (SIGNED, AWARDED, PERIOD, CALL, MEETING, PAID)


def main() -> None:
    folder, portal, code, file = sys.argv[1:]
    desktop = Desktop(Path(folder))
    names = ("--office-code", OFFICE, "--office", OFFICE_NAME, "--ocid-prefix", PREFIX, "--user", USER)
    desktop.captura("init", *names, "--portal", portal, "--code", code)
    desktop.captura("import", file)
    for pointer, text in TYPED:
        desktop.captura("set", INVENTED_OCID, pointer, text)
    answer = {**read(desktop), "exported": exported(desktop), "today": typed_today(desktop)}
    desktop.captura("publish", INVENTED_OCID)
    answer["acked"] = desktop.captura("send")["acked"]
    answer["machine"] = time.tzname
    sys.stdout.write(json.dumps(answer))


def read(desktop: Desktop) -> dict[str, Any]:
    body = desktop.captura("show", INVENTED_OCID)
    with desktop.opened(read_only=True) as app:
        law = app.catalog.record_types["contracting_process"]
        shown = {at: display(law.field_at(at), get(body, at), app.catalog) for at in SHOWN}
        found = {text: len(app.capture.search(text)) for text in SEARCHED}
        years = {str(year): len(app.capture.search(year=year)) for year in (2025, 2026)}
    return {"stored": {at: get(body, at) for at in SHOWN}, "shown": shown, "found": found, "years": years}


def exported(desktop: Desktop) -> dict[str, Any]:
    out = desktop.folder.parent / "release-package.json"
    desktop.captura("export", "ocds-release-package", "--out", out)
    (release,) = json.loads(out.read_text(encoding="utf-8"))["releases"]
    return {at: get(release, at) for at in SHOWN}


def typed_today(desktop: Desktop) -> bool:
    """Whether «hoy» is the office's day, whatever the machine's zone says; the field is put back as it was."""
    zone = ZoneInfo("America/Cancun")
    before = datetime.now(zone).date()
    desktop.captura("set", INVENTED_OCID, SIGNED, "hoy")
    after = datetime.now(zone).date()
    typed = get(desktop.captura("show", INVENTED_OCID), SIGNED)
    desktop.captura("set", INVENTED_OCID, SIGNED, "31/12/2025")
    return typed in (before.isoformat(), after.isoformat())


if __name__ == "__main__":
    main()
