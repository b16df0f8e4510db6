"""The program on the desk is killed by the system while a request is on the wire or its answer comes."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults.proxy import Fault, FaultProxy
from tests.journeys.desktop import CAPTURA, Desktop
from tests.journeys.files import invented_file
from tests.journeys.portal_server import ROOT, PortalServer, clean_environment
from tests.journeys.served import open_portal, portal, portal_seed

__all__ = ["open_portal", "portal", "portal_seed"]
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
Kill = Callable[[], None]


def half_sent(kill: Kill) -> Fault:
    return Fault(cut_request=700, before=kill)


def committed(kill: Kill) -> Fault:
    return Fault(after=kill, drop_reply=True)


@pytest.mark.parametrize(
    ("moment", "applied"),
    [
        pytest.param(half_sent, 0, marks=pytest.mark.fault(4, "killed while the body is half sent")),
        pytest.param(committed, 1, marks=pytest.mark.fault(5, "killed after the portal committed")),
    ],
    ids=["half-sent", "committed"],
)
def test_a_desk_killed_on_the_wire_sends_the_same_again_and_the_portal_has_it_once(portal, tmp_path, moment, applied):
    desktop = Desktop(tmp_path / "office")
    with FaultProxy(int(portal.url.rpartition(":")[2])) as proxy:
        desktop.enrol(SimpleNamespace(url=proxy.address, new_code=portal.new_code))
        desktop.captura("import", invented_file(tmp_path))
        sending: list[subprocess.Popen[bytes]] = []
        asks_who_is_there = Fault()
        proxy.faults = [asks_who_is_there, *[moment(lambda: sending[0].kill())] * 2]
        sending.append(_send(desktop.folder))
        assert sending[0].wait(60) == -signal.SIGKILL
        proxy.faults = []
        assert (portal.stats()["records"], portal.stats()["operations"]) == (applied, applied)
        status = desktop.captura("status")
        assert (status["pending"] + status["sent"], status["acked"]) == (1, 0)
        said = desktop.captura("send")
        assert (said["pending"], said["duplicate"]) == (0, applied)
    _counted_once(portal, desktop)


def _send(folder: Path) -> subprocess.Popen[bytes]:
    command = [*CAPTURA, "--data", str(folder), "send"]
    return subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stdout=subprocess.DEVNULL)


def _counted_once(portal: PortalServer, desktop: Desktop) -> None:
    assert (portal.stats()["records"], portal.stats()["operations"]) == (1, 1)
    assert desktop.captura("check")["bad"] == []
