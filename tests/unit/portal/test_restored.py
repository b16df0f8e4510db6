"""The administrator's word that the database was restored from a copy."""

from __future__ import annotations

from pathlib import Path

from portal.config.home import PortalHome


def test_another_history_begins_and_nothing_else_changes(tmp_path: Path) -> None:
    home = PortalHome(tmp_path)
    home.prepare()
    before, key = home.epoch, home.keyring.public
    assert home.renew_epoch() != before
    assert PortalHome(tmp_path).epoch == home.epoch
    assert (home.keyring.public, home.is_ready) == (key, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["epoch", "portal.key", "secret.key"]
