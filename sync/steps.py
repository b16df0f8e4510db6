"""What the engine asks of the world, one step at a time: it is a generator that yields a step and is sent its answer,
or is thrown the SyncError that came of it. Whoever drives it decides what happens in between: the program does each
step at once, the simulator lets other desks, edits, cuts and kills come first."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sync import wire
from sync.client import Exchanged
from sync.errors import SyncError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Say:
    """One round with the portal, answered by ``Exchanged``."""

    request: wire.SyncRequest


@dataclass(frozen=True, slots=True)
class Carry:
    """One slice of a file, answered by ``wire.BlobState``."""

    head: wire.BlobSlice
    data: bytes


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause of so many seconds, answered by nothing."""

    seconds: float


Step = Say | Carry | Rest
Steps = Generator[Step, Any, T]


class Portal(Protocol):
    """One proved round with the portal; ``SyncClient`` is the real one."""

    def exchange(self, request: wire.SyncRequest) -> Exchanged:
        """Send and believe only what is proved; raises SyncError."""

    def send_slice(self, head: wire.BlobSlice, data: bytes) -> wire.BlobState:
        """One slice and its proved answer; raises SyncError."""


def do_each(steps: Steps[T], portal: Portal, wait: Callable[[float], None]) -> T:
    """Do one step after the other to the end; what the steps themselves return."""
    try:
        step = next(steps)
        while True:
            try:
                answer = _do(step, portal, wait)
            except SyncError as error:
                step = steps.throw(error)
            else:
                step = steps.send(answer)
    except StopIteration as end:
        done: T = end.value
        return done
    finally:
        steps.close()


def _do(step: Step, portal: Portal, wait: Callable[[float], None]) -> Exchanged | wire.BlobState | None:
    match step:
        case Say():
            return portal.exchange(step.request)
        case Carry():
            return portal.send_slice(step.head, step.data)
        case Rest():
            wait(step.seconds)
    return None
