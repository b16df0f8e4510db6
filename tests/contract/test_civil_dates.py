"""A civil day is the day typed: shown, stored, published and searched without moving, in any zone of the world."""

# ruff: noqa: F401, F811 - fixtures are imported by name and asked for by name

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from forms.pointers import get
from tests.contract.dates_driver import AWARDED, CALL, MEETING, PAID, PERIOD, SIGNED
from tests.journeys.files import INVENTED_OCID, invented_file
from tests.journeys.portal_server import ROOT, clean_environment
from tests.journeys.served import open_portal, portal_seed, stranger
from tests.journeys.windows import Window

ZONES = ("America/Cancun", "UTC", "Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Tijuana")
NEW_YEARS_EVE = "2025-12-31T23:30:00-05:00"
LATE = {"startDate": NEW_YEARS_EVE, "endDate": "2026-01-01T04:30:00Z"}
PUBLISHED = {
    SIGNED: "2025-12-31T00:00:00-05:00",
    AWARDED: "2026-01-01T00:00:00-05:00",
    PERIOD: {"startDate": "2025-12-31T00:00:00-05:00", "endDate": "2026-01-01T23:59:59-05:00"},
    CALL: LATE,
    MEETING: NEW_YEARS_EVE,
    PAID: "2026-03-12T00:00:00-05:00",
}
SHOWN = {
    SIGNED: "31/12/2025",
    AWARDED: "01/01/2026",
    PERIOD: "31/12/2025 – 01/01/2026",
    CALL: "31/12/2025 23:30 – 01/01/2026 04:30 UTC",
    MEETING: "31/12/2025 23:30",
    PAID: "12/03/2026",
}
STORED = {
    SIGNED: "2025-12-31",
    AWARDED: "2026-01-01",
    PERIOD: {"startDate": "2025-12-31", "endDate": "2026-01-01"},
    CALL: LATE,
    MEETING: NEW_YEARS_EVE,
    PAID: "2026-03-12T00:00:00-05:00",
}


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_typed_anywhere_is_the_day_the_public_reads(zone, open_portal, tmp_path):
    """The computer and the portal both stand in the zone; the office's zone is America/Cancun."""
    portal = open_portal(TZ=zone)
    file = invented_file(tmp_path, tenderPeriod=LATE)
    said = work_in(zone, tmp_path / "office", portal.url, portal.new_code(), file)
    assert said["stored"] == STORED
    assert said["shown"] == SHOWN
    assert said["exported"] == PUBLISHED
    assert said["found"] == {"31/12/2025": 1, "01/01/2026": 1, "30/12/2025": 0, "02/01/2026": 0}
    assert said["years"] == {"2025": 1, "2026": 0}
    assert said["today"]
    assert said["acked"] >= 4
    release = portal.json(INVENTED_OCID, "release")
    assert {at: get(release, at) for at in PUBLISHED} == PUBLISHED
    the_page_shows_those_days_and_no_others(portal.page(f"/proceso/{INVENTED_OCID}/"))
    assert INVENTED_OCID in portal.page("/?anio=2025")
    assert INVENTED_OCID not in portal.page("/?anio=2026")


def the_page_shows_those_days_and_no_others(page: str) -> None:
    for text in SHOWN.values():
        assert text in page
    for moved in ("30/12/2025", "02/01/2026", "11/03/2026", "13/03/2026"):
        assert moved not in page


def test_a_day_typed_in_the_window_is_the_same_day_on_a_computer_at_the_other_end_of_the_world(stranger, tmp_path):
    stranger.captura("import", invented_file(tmp_path))
    with Window(stranger.folder, TZ="Pacific/Kiritimati") as window:
        window.do("open", INVENTED_OCID)
        window.do("type", "Fecha de firma", "31/12/2025")
    assert get(stranger.captura("show", INVENTED_OCID), SIGNED) == "2025-12-31"
    with Window(stranger.folder, TZ="Pacific/Pago_Pago") as window:
        window.do("open", INVENTED_OCID)
        assert window.do("fields", "Fecha de firma")["Fecha de firma"]["text"] == "31/12/2025"


def test_the_zones_are_really_other_days():
    """At one moment of the tests' night these zones stand in two or three civil days; otherwise they prove nothing."""
    script = "import time; print(time.strftime('%Y-%m-%d', time.localtime(1767241800)))"
    days = {
        subprocess.run(
            [sys.executable, "-c", script], env=clean_environment(TZ=zone), capture_output=True, text=True, check=True
        ).stdout.strip()
        for zone in ZONES
    }
    assert days == {"2025-12-31", "2026-01-01"}


def work_in(zone: str, *arguments: object) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.dates_driver", *map(str, arguments)],
        cwd=ROOT,
        env=clean_environment(TZ=zone),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
