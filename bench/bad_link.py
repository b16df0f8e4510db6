"""A link as small towns have it: slow, late, losing packets. Two network namespaces with `badlink.py` of the shared
tools between them; where there are none (no root, another system), the bench says so and leaves it out."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "shared" / "tools" / "badlink.py"
NEAR, FAR, FAR_ADDRESS = "blA", "blB", "10.9.0.2"
_NEW_NETWORK = 0x40000000


@dataclass(frozen=True)
class BadLink:
    """``rate`` in bits a second each way, ``late`` in seconds there and back, ``lost`` the share of packets."""

    rate: int
    late: float
    lost: float

    def words(self) -> str:
        return f"{self.rate // 1000} kbit/s, {self.late * 1000:.0f} ms, {self.lost:.0%} lost"


def can_be_made() -> bool:
    """Whether this machine has what it takes."""
    return sys.platform == "linux" and os.geteuid() == 0 and TOOL.exists() and Path("/dev/net/tun").exists()


@contextmanager
def made(link: BadLink) -> Iterator[BadLink]:
    command = [sys.executable, str(TOOL), str(link.late * 500), str(link.lost), str(link.rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "up"
        try:
            yield link
        finally:
            process.kill()
            for name in (NEAR, FAR):
                subprocess.run(["ip", "netns", "del", name], check=False)


def enter(name: str) -> None:
    """Let this thread, and those it starts, live in a network namespace ("" = that of the process's first thread)."""
    path = f"/run/netns/{name}" if name else f"/proc/{os.getppid()}/ns/net"
    with Path(path).open(encoding="utf-8") as there:
        if ctypes.CDLL(None, use_errno=True).setns(there.fileno(), _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), f"namespace {name}")
