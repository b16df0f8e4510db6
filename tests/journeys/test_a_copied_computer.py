"""A disk is cloned, or an old backup of the folder is put back: the portal and both computers keep everything."""

from __future__ import annotations

import shutil

import pytest

from capture_app.secrets import config_folder
from tests.journeys.desktop import Desktop
from tests.journeys.files import invented_file

OCIDS = [f"ocds-xs1qbl-inventado-{number:04d}" for number in range(1, 4)]


def capture(desktop, tmp_path, ocid, title):
    desktop.captura("import", invented_file(tmp_path, ocid))
    desktop.captura("set", ocid, "/tender/title", title)


@pytest.mark.fault(37, "cloned disk, the whole desktop: both sets survive")
def test_a_clone_gets_an_identity_of_its_own_and_both_sets_of_changes_survive(desktop, portal, tmp_path):
    capture(desktop, tmp_path, OCIDS[0], "Antes de copiar")
    desktop.captura("send")
    shutil.copytree(desktop.folder, tmp_path / "clone")
    clone = Desktop(tmp_path / "clone")
    capture(desktop, tmp_path, OCIDS[1], "De la primera")
    capture(clone, tmp_path, OCIDS[2], "De la copia")
    assert desktop.captura("send")["pending"] == 0
    said = clone.captura("send")
    assert (said["pending"], said["rejected"], said["held"]) == (0, 0, 0)
    desktop.captura("send")
    for one in (desktop, clone):
        titles = {row["ocid"]: row["title"] for row in one.captura("list")}
        assert titles == dict(zip(OCIDS, ("Antes de copiar", "De la primera", "De la copia"), strict=True))
        assert one.captura("check")["bad"] == []
    assert portal.stats()["devices"] == 2
    capture(clone, tmp_path, OCIDS[1], "Y sigue igual")
    assert clone.captura("send")["acked"] == 1


def test_a_folder_without_its_mark_outside_is_renamed_before_anything_is_sent(desktop, portal, tmp_path):
    capture(desktop, tmp_path, OCIDS[0], "Uno")
    desktop.captura("send")
    assert portal.stats()["devices"] == 1
    for mark in (config_folder() / "installs").iterdir():
        mark.unlink()
    assert desktop.captura("send")["pending"] == 0
    assert portal.stats()["devices"] == 2
    desktop.captura("send")
    assert portal.stats()["devices"] == 2


def test_a_backup_put_back_goes_on_where_it_stood(desktop, portal, tmp_path):
    capture(desktop, tmp_path, OCIDS[0], "Primero")
    desktop.captura("send")
    kept = tmp_path / "respaldo"
    shutil.copytree(desktop.folder, kept)
    desktop.captura("set", OCIDS[0], "/tender/title", "Después del respaldo")
    desktop.captura("send")
    shutil.rmtree(desktop.folder)
    shutil.copytree(kept, desktop.folder)
    capture(desktop, tmp_path, OCIDS[1], "Capturado sobre el respaldo")
    said = desktop.captura("send")
    assert (said["pending"], said["rejected"], said["held"]) == (0, 0, 0)
    titles = {row["ocid"]: row["title"] for row in desktop.captura("list")}
    assert titles == {OCIDS[0]: "Después del respaldo", OCIDS[1]: "Capturado sobre el respaldo"}
