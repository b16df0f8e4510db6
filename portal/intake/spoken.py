"""What devices have said lately, so that they need not say it again: the end of it goes on as the dictionary of their
next message. Only in memory, only of the last of them, and gone with the program: a device that names what is not here
is told so, and says all of it."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from threading import Lock

from sync.encodings import SILENT, Spoken

MOST_DEVICES = 200


class Memory:
    """The words of each device, of ``MOST_DEVICES`` at most; the one that was silent longest is forgotten first."""

    def __init__(self, most: int = MOST_DEVICES) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[uuid.UUID, Spoken] = OrderedDict()

    def of(self, device_id: uuid.UUID) -> Spoken:
        """What is remembered of a device."""
        with self._lock:
            return self._kept.get(device_id, SILENT)

    def keep(self, device_id: uuid.UUID, spoken: Spoken) -> None:
        """Remember this in place of what was."""
        with self._lock:
            self._kept[device_id] = spoken
            self._kept.move_to_end(device_id)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
