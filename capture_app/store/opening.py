"""Opening the database of a data folder."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from capture_app.errors import NotFound, Refused
from capture_app.settings import Settings
from capture_app.store import meta
from capture_app.store.attachments import DOCUMENTS, drop_parts
from capture_app.store.backups import back_up, daily_copy
from capture_app.store.connection import FILE_NAME, Connection
from capture_app.store.converting import reading_cipher, settled
from capture_app.store.migrations import migrate, require_current
from capture_app.store.queue import set_down
from capture_app.store.rebuilding import is_damaged, rebuild
from capture_app.store.reserve import Reserve
from capture_app.words import say

CONVERTED = "al-cambiar-la-proteccion"


def open_database(data_dir: Path, at: str, *, read_only: bool) -> Connection:
    """A connection on a database brought up to date; readers change nothing."""
    path = data_dir / FILE_NAME
    if read_only and not path.exists():
        raise NotFound(f"No hay datos en {data_dir}.", action_es="Iníciela con «captura init».")
    cipher, is_new = (reading_cipher(data_dir), False) if read_only else settled(data_dir, at)
    if not read_only and is_damaged(path, cipher):
        rebuild(data_dir, at, cipher)
    with ExitStack() as guard:
        connection = Connection(path, read_only=read_only, cipher=cipher)
        guard.callback(connection.close)
        if read_only:
            require_current(connection)
        else:
            migrate(connection, data_dir / "backups", at)
            set_down(connection)
            if is_new:
                back_up(connection, data_dir / "backups", CONVERTED, at)
            daily_copy(connection, data_dir / "backups", at)
            drop_parts(data_dir / DOCUMENTS, drops_opened=cipher is not None)
            Reserve(data_dir).hold()
        guard.pop_all()
        return connection


def refuse_other_space(connection: Connection, settings: Settings) -> None:
    """A folder is for practice or for the real thing from its first day on, whatever its settings say since: Refused
    where they say otherwise."""
    known = meta.get(connection, meta.SPACE)
    if not known:
        with connection.transaction():
            meta.put(connection, meta.SPACE, settings.space)
    elif known != settings.space:
        message = say("space.changed", was=say(f"space.{known}"))
        raise Refused(message, (), say("act.safe"), say("space.changed.action"))
