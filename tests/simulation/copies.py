"""Copies of the portal's database and files in the simulator, and the day when one of them is put back."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connections

from tests.simulation.desk import Chance


class Copies:
    """What an administrator keeps of a portal; the keys and the epoch are files beside it."""

    def __init__(self, folder: Path, chance: Chance) -> None:
        self._folder, self._chance = folder, chance
        self._epoch = settings.PORTAL_EPOCH
        self._made = 0

    @property
    def _database(self) -> Path:
        return Path(connections["default"].settings_dict["NAME"])

    @property
    def _files(self) -> Path:
        return Path(settings.PORTAL_BLOBS)

    def make(self) -> None:
        """Copy everything, in place of the copy before."""
        connections["default"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.forget()
        self._folder.mkdir(parents=True)
        shutil.copyfile(self._database, self._folder / "portal.sqlite3")
        if self._files.is_dir():
            shutil.copytree(self._files, self._folder / "documentos")
        self._made += 1

    def put_back(self) -> bool:
        """Everything as it was when the copy was made, if there is one; the administrator may forget to say so."""
        if not self._folder.is_dir():
            return False
        connections.close_all()
        for ending in ("-wal", "-shm"):
            self._database.with_name(self._database.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self._folder / "portal.sqlite3", self._database)
        shutil.rmtree(self._files, ignore_errors=True)
        if (self._folder / "documentos").is_dir():
            shutil.copytree(self._folder / "documentos", self._files)
        if self._chance.random() < 0.5:
            settings.PORTAL_EPOCH = self._chance.name()
        return True

    def forget(self) -> None:
        """The copy is thrown away."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """The epoch of the world before."""
        settings.PORTAL_EPOCH = self._epoch
