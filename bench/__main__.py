"""`python -m bench` lists what is measured; `python -m bench NAME [options]` measures it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from bench import exchange, exporting, ui, validation

BENCHES: Mapping[str, tuple[str, Callable[[list[str]], int]]] = {
    "exchange": ("a table imported whole, beside merely reading it", exchange.main),
    "exporting": ("spreadsheets written, beside openpyxl and flatten-tool", exporting.main),
    "ui": ("the window beside bare PySide6", ui.main),
    "validation": ("the whole check of a record, beside the libraries it could be left to", validation.main),
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in BENCHES:
        for name, (what, _) in BENCHES.items():
            print(f"  python -m bench {name:<12} {what}")
        return 0 if not arguments else 2
    return BENCHES[arguments[0]][1](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
