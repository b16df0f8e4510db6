"""`python -m bench` lists what is measured; `python -m bench NAME [options]` measures it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module

# A bench is imported only when it is run: rivals are measured in processes of their own, with nothing else in them.
BENCHES: Mapping[str, str] = {
    "exchange": "a table imported whole, beside merely reading it",
    "exporting": "spreadsheets written, beside openpyxl and flatten-tool",
    "load": "the portal under the load of many offices at once",
    "protection": "the same work in an open office and in a sealed one",
    "stick": "what waits in an office through a file into a portal",
    "sync": "bytes, requests and waits of synchronising, beside Anki and one POST for each record",
    "ui": "the window beside bare PySide6",
    "validation": "the whole check of a record, beside the libraries it could be left to",
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in BENCHES:
        for name, what in BENCHES.items():
            print(f"  python -m bench {name:<12} {what}")
        return 0 if not arguments else 2
    done: int = import_module(f"bench.{arguments[0]}").main(arguments[1:])
    return done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
