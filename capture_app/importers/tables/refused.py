"""Why a file is no table: a code for the parent's sentence."""

from __future__ import annotations


class TableRefused(Exception):
    """A file that cannot be read as a table; ``code`` is the end of a sentence's key."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
