"""The port by which a rule asks which documents of a record have a file where it is checked."""

from dataclasses import dataclass
from typing import Protocol


class Files(Protocol):
    """The files of one record. Implementations are values; asked at most once a check."""

    def keys(self) -> frozenset[str] | None:
        """The keys (`_key`) of the rows of documents that have a file; None where nobody can know."""


@dataclass(frozen=True, slots=True)
class NoFiles:
    """Knows nothing: a file of data judged without its folder."""

    def keys(self) -> frozenset[str] | None:
        return None


NO_FILES = NoFiles()
