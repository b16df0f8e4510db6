"""Every kind of message can be read by many threads from the first moment.

msgspec 0.22 makes the reader of a type at its first use and lets other threads see it half made: a portal asked by six
desks at once right after its start ended with a segmentation fault.
"""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: whatever is read here first would make the readers.
LOOK = """
import gc, importlib, pkgutil, msgspec, sync
for module in pkgutil.iter_modules(sync.__path__):
    importlib.import_module("sync." + module.name)
for kind in msgspec.Struct.__subclasses__():
    made = any(type(held).__name__ == "StructInfo" for held in gc.get_referents(kind))
    print(kind.__module__, kind.__name__, "made" if made else "NOT MADE")
"""


def test_the_readers_of_all_messages_are_made_when_their_module_is_imported():
    told = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout.splitlines()
    kinds = {line.split()[1] for line in told if line.startswith("sync.")}
    assert {"Envelope", "SyncRequest", "Operation", "KeysReply", "Label", "Refusal"} <= kinds
    assert [line for line in told if line.startswith("sync.") and line.endswith("NOT MADE")] == []
