"""How a long import goes: in short transactions, letting others in between two processes."""

from __future__ import annotations

from typing import Protocol


class Pace(Protocol):
    """What an import looks at after each process."""

    def is_wanted(self) -> bool:
        """Whether somebody waits for the database."""

    def give_way(self) -> None:
        """Let them have it; called outside of any transaction."""

    def tell(self, processes: int) -> None:
        """So many processes of this file have been met."""


class Alone:
    """Nobody waits, nobody looks."""

    def is_wanted(self) -> bool:
        return False

    def give_way(self) -> None:
        """There is nobody."""

    def tell(self, processes: int) -> None:
        """There is nobody."""


ALONE = Alone()
