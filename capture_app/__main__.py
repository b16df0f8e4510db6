"""`captura`: the window, one verb without a screen, or the child that opens a foreign table."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from capture_app.importers.tables.limits import CHILD_FLAG


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit code is 0 done, 1 findings or refused, 2 wrong use, 3 the world failed."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == [CHILD_FLAG]:
        from capture_app.importers.tables import child

        return child.main(words[1:])
    from capture_app.commands.calling import call

    return call(words)


if __name__ == "__main__":
    sys.exit(main())
