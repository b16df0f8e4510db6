"""Death at any point: every failpoint of the program and every statement to its database, before it and after it."""

from __future__ import annotations

import sqlite3
from typing import Any


class Killed(BaseException):
    """The process is gone: nobody catches this but the world that killed it."""


class Dice:
    """Counts the points that a process passes and kills it at the one it was told."""

    def __init__(self) -> None:
        self.left = 0
        self.raw: sqlite3.Connection | None = None

    def arm(self, points: int) -> None:
        """Let it die at the given point from now on, 0 = let it live."""
        self.left = points

    def __call__(self, name: str) -> None:
        if self.raw is None:
            raise Killed(name)
        if self.left:
            self.left -= 1
            if not self.left:
                self.die()
                raise Killed(name)

    def die(self) -> None:
        """What the operating system does to a dead process: its file is closed, what was not committed is not there."""
        if self.raw is not None:
            self.raw.close()
        self.raw = None
        self.left = 0


class Mortal:
    """A connection to SQLite that passes a point before and after each statement that writes."""

    def __init__(self, raw: sqlite3.Connection, dice: Dice) -> None:
        self._raw = raw
        self._dice = dice
        dice.raw = raw

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        if sql.startswith("SELECT"):
            if self._dice.raw is None:
                raise Killed(sql)
            return self._raw.execute(sql, parameters)
        self._dice(sql)
        done = self._raw.execute(sql, parameters)
        self._dice(sql)
        return done

    def executemany(self, sql: str, parameters: Any) -> None:
        """Row by row, so that a kill may fall between two."""
        for row in parameters:
            self.execute(sql, row)

    @property
    def in_transaction(self) -> bool:
        return self._dice.raw is not None and self._raw.in_transaction

    def close(self) -> None:
        self._dice.die()
