"""The only place where the desktop's parts meet: constructor injection, no locator, nothing global."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from capture_app.app import App as App
from capture_app.data_place import Probe, SystemProbe, refuse_unsafe_place
from capture_app.ids import Clock, Ids, RandomIds, SystemClock, stamp
from capture_app.process import ProcessLock
from capture_app.services.users import SignedIn, acting
from capture_app.settings import read_settings
from capture_app.store import meta
from capture_app.store.desk import Desk, no_failpoint
from capture_app.store.older_drafts import has_older_drafts
from capture_app.store.opening import open_database, refuse_other_space
from capture_app.store.rebuilding import REBUILT
from forms.catalog import load_catalog


def build(
    data_dir: Path,
    *,
    user: str | SignedIn | None = None,
    read_only: bool = False,
    clock: Clock | None = None,
    ids: Ids | None = None,
    failpoint: Callable[[str], None] = no_failpoint,
    probe: Probe | None = None,
) -> App:
    """Open a data folder; unless only to read, AnotherWindow where another process writes in it, UnsafePlace too."""
    settings, time = read_settings(data_dir), clock or SystemClock()
    with ExitStack() as opened:
        if not read_only:
            refuse_unsafe_place(data_dir, probe or SystemProbe(), os.environ)
            opened.callback(ProcessLock(data_dir).release)
        connection = open_database(data_dir, stamp(time.now()), read_only=read_only)
        opened.callback(connection.close)
        settings = acting(connection, settings, user, read_only)
        if not read_only:
            refuse_other_space(connection, settings)
        signing = user.signing if isinstance(user, SignedIn) else None
        desk = Desk(connection, load_catalog(), settings, time, ids or RandomIds(), failpoint, signing=signing)
        if not read_only:
            _finish(desk, data_dir)
        return App(data_dir, desk, opened.pop_all())


def _finish(desk: Desk, data_dir: Path) -> None:
    """What is left to do after a damaged database was put together again, and after a new edition of the law."""
    rebuilt = meta.get(desk.connection, REBUILT)
    if not rebuilt and not has_older_drafts(desk):
        return
    from capture_app.store.form_upgrades import upgrade_drafts
    from capture_app.store.processes import ProcessStore
    from capture_app.store.restoring import finish

    processes = ProcessStore(desk)
    finish(desk, processes)
    upgrade_drafts(desk, processes, data_dir / "backups")
