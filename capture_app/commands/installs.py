"""Whether a data folder is a copy: the mark in it and the one that its original left outside must be the same."""

from __future__ import annotations

from pathlib import Path

from capture_app.secrets import config_folder
from capture_app.settings import write_whole
from capture_app.store import meta
from capture_app.store.desk import Desk


def is_copy(desk: Desk) -> bool:
    """Whether the folder's mark is not the one kept outside; a folder without any is marked now."""
    inside, outside = meta.get(desk.connection, meta.INSTALL), _outside(desk)
    if not inside:
        mark(desk)
        return False
    return inside != (outside.read_text(encoding="ascii", errors="replace") if outside.is_file() else "")


def mark(desk: Desk) -> None:
    """Give the folder a mark that no other has, inside and outside; outside first: cut short between the two, the
    folder is taken for a copy, which costs a name and nothing else."""
    text, outside = desk.ids.nonce(), _outside(desk)
    outside.parent.mkdir(parents=True, exist_ok=True)
    write_whole(outside, text.encode())
    with desk.connection.transaction():
        meta.put(desk.connection, meta.INSTALL, text)


def _outside(desk: Desk) -> Path:
    """Beside the keys and outside of every data folder."""
    return config_folder() / "installs" / (desk.settings.data_id or "sin-nombre")
