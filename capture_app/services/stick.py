"""Sending without a network: what waits goes to a memory stick, and the portal's receipts come back on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from capture_app.errors import CaptureError, Refused
from capture_app.words import say


class FileCourier(Protocol):
    """Who writes operations to files and takes receipts from them."""

    def write_files(self, folder: Path) -> Any:
        """Files and numbers of what was written, None where nothing waits."""

    def take_files(self, paths: tuple[Path, ...]) -> Any:
        """Files and numbers of what was taken."""


@dataclass(frozen=True, slots=True)
class StickFiles:
    """Files written or read and how many operations are in them; ``notice`` is what else a person is to know."""

    files: tuple[Path, ...]
    operations: int
    notice: str = ""


class StickService:
    """The office's post by hand."""

    def __init__(self, courier: FileCourier | None) -> None:
        self._courier = courier

    def write(self, folder: Path) -> StickFiles:
        """Write everything that waits to a folder; nothing is said to be at the portal until its receipt comes.

        No files where nothing waits. CaptureError where the folder cannot take them, with no half file left.
        """
        try:
            report = self._known().write_files(folder)
        except OSError as error:
            raise CaptureError(
                say("stick.unwritable", folder=folder), say("stick.safe"), say("stick.unwritable.action")
            ) from error
        return StickFiles(report.files, report.operations) if report is not None else StickFiles((), 0)

    def take(self, paths: Iterable[Path]) -> StickFiles:
        """Take the portal's receipts; those taken before change nothing. CaptureError where a file is not one."""
        try:
            report = self._known().take_files(tuple(paths))
        except OSError as error:
            raise CaptureError(
                say("stick.unreadable", reason=error.filename or ""), say("stick.safe"), say("stick.unreadable.action")
            ) from error
        return StickFiles(report.files, report.operations, report.notice)

    def _known(self) -> FileCourier:
        if self._courier is None:
            raise Refused(say("exchange.not_enrolled"), (), say("exchange.safe"), say("exchange.not_enrolled.action"))
        return self._courier
