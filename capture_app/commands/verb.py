"""What a verb of the command line is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from capture_app.commands.session import Session

if TYPE_CHECKING:
    from capture_app.changes import Changes

DONE = 0
FINDINGS = 1
WRONG_USE = 2
WORLD_FAILED = 3


def answer_of(changes: Changes) -> dict[str, Any]:
    """What a verb that changes a record answers."""
    return {"ocid": changes.ocid, "status": changes.status, "version": changes.version}


def no_arguments(parser: ArgumentParser) -> None:
    """For a verb that takes none."""


@dataclass(frozen=True, slots=True)
class Verb:
    """Name, one line of help, its arguments, and what it does; `run` gives the exit code."""

    name: str
    help: str
    run: Callable[[Session, Namespace], int]
    arguments: Callable[[ArgumentParser], None] = no_arguments
