"""`captura`: the window, one verb without a screen, or the child that opens a foreign table."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from capture_app.importers.tables.limits import CHILD_FLAG

RUBBISH_AFTER = 20_000  # objects made since the last look: what is read and written here is no rubbish


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; the exit code is 0 done, 1 findings or refused, 2 wrong use, 3 the world failed."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == [CHILD_FLAG]:
        from capture_app.importers.tables import child

        return child.main(words[1:])
    from capture_app.commands.calling import call

    gc.set_threshold(RUBBISH_AFTER)
    return call(words)


if __name__ == "__main__":
    sys.exit(main())
