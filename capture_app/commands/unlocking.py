"""The recovery key at the command line: from a file that the environment names, or typed where somebody is there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from capture_app.errors import BadInput
from capture_app.words import say

FILE_VARIABLE = "CAPTURA_RECOVERY_FILE"


def asked() -> str | None:
    """What is typed at a terminal, or the first line that comes in; None where nobody is there. It is shown while it
    is typed: it is long, and read from a sheet."""
    if sys.stdin is None:
        return None
    if sys.stdin.isatty():
        sys.stderr.write(say("recovery.ask"))
        sys.stderr.flush()
    return sys.stdin.readline().strip() or None


def kept_or_asked() -> str | None:
    """The recovery key from the file, else from who sits at a terminal; None where there is neither."""
    file = os.environ.get(FILE_VARIABLE)
    if not file:
        return asked() if sys.stdin is not None and sys.stdin.isatty() else None
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(say("recovery.no_file", file=file), file) from error
