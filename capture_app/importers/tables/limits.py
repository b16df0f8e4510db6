"""What reading a foreign file may cost; set by the parent, kept by the child that reads."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
CHILD_FLAG = "--read-table"


@dataclass(frozen=True, slots=True)
class Limits:
    """Processor seconds, bytes of memory, and the sizes beyond which a file is no table of an office.

    ``wall_seconds`` is the parent's patience: a child that sleeps uses no processor.
    """

    cpu_seconds: int = 10
    memory_bytes: int = 300 * MIB
    wall_seconds: int = 120
    file_bytes: int = 200 * MIB
    entries: int = 4000
    ratio: int = 200
    unpacked_bytes: int = 1024 * MIB
    spool_bytes: int = 1024 * MIB
    rows: int = 1_000_000
    columns: int = 2000
    cell_characters: int = 1024 * 1024


DEFAULT = Limits()
