"""A guard against a fault of PySide6 6.12 on Python 3.11.

There `Signal.emit()` returns True without taking a reference to it, so that each emission takes one
away; after some thousands the interpreter stops with "deallocating True or False". From Python 3.12
on True cannot be deallocated. Giving it many references at the start does the same.
"""

import ctypes
import sys

ENOUGH = 1 << 40


def keep_true_alive() -> None:
    """Give True more references than any session can take away; nothing to do from Python 3.12 on."""
    if sys.version_info < (3, 12) and sys.getrefcount(True) < ENOUGH // 2:
        ctypes.c_ssize_t.from_address(id(True)).value += ENOUGH
