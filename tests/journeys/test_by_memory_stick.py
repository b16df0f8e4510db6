"""An office without any link carries its work to the portal on a memory stick, and brings the receipts back."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.journeys.files import invented_file
from tests.journeys.portal_server import PORTAL, ROOT, clean_environment

OCID = "ocds-xs1qbl-inventado-0001"
OTHER = "ocds-xs1qbl-inventado-0002"
TITLE = "Llegó en memoria USB"


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def take_batch(portal, stick, *files, code=0):
    """The administrator of the portal takes the files; what the portal says."""
    command = [*PORTAL, "take-batch", *map(str, files), "--receipts", str(stick), "--data", str(portal.home), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), check=False)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if done.stdout else done.stderr


def words(desktop):
    return json.loads(desktop.say("status").out)


def captured(desktop, tmp_path):
    desktop.captura("import", invented_file(tmp_path, OCID), invented_file(tmp_path, OTHER))
    desktop.captura("set", OCID, "/tender/title", TITLE)
    desktop.captura("publish", OCID)


def test_a_contract_goes_out_on_a_stick_and_nothing_is_said_until_the_receipt_is_back(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    before = words(desktop)
    written = desktop.captura("stick", "write", "--out", stick)
    assert written["operations"] == before["pending"]
    assert words(desktop) == before

    taken = take_batch(portal, stick, *written["files"])
    assert taken["applied"] == before["pending"]
    assert portal.download(OCID, "release")["tender"]["title"] == TITLE
    assert words(desktop) == before

    back = desktop.captura("stick", "take", *taken["receipts"])
    assert back["operations"] == before["pending"]
    assert words(desktop)["pending"] == 0
    assert words(desktop)["acked"] == before["pending"]
    again = desktop.captura("send")
    assert (again["sent"], again["pending"]) == (0, 0)


@pytest.mark.fault(40, "stick: removed, altered, in parts, wrong key, twice")
def test_the_same_stick_twice_and_the_network_too_are_one(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    written = desktop.captura("stick", "write", "--out", stick)
    first = take_batch(portal, stick, *written["files"])
    second = take_batch(portal, stick, *written["files"])
    assert (second["applied"], second["duplicate"]) == (0, first["operations"])
    sent = desktop.captura("send")
    assert (sent["duplicate"], sent["pending"]) == (first["operations"], 0)
    assert portal.stats()["operations"] == first["operations"]
    for receipt in (*first["receipts"], *second["receipts"]):
        desktop.captura("stick", "take", receipt)
    assert words(desktop)["pending"] == 0
    assert desktop.captura("check")["bad"] == []


def test_work_goes_on_while_the_stick_is_on_its_way(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    written = desktop.captura("stick", "write", "--out", stick)
    desktop.captura("set", OCID, "/tender/description", "Escrito después de guardar en la memoria")
    taken = take_batch(portal, stick, *written["files"])
    desktop.captura("stick", "take", *taken["receipts"])
    assert words(desktop)["pending"] == 1
    assert desktop.captura("show", OCID)["tender"]["description"].startswith("Escrito después")
    second = desktop.captura("stick", "write", "--out", stick)
    assert second["operations"] == 1
    assert take_batch(portal, stick, *second["files"])["applied"] == 1


def test_the_later_stick_that_arrives_first_loses_nothing(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    first = desktop.captura("stick", "write", "--out", stick)
    desktop.captura("set", OCID, "/tender/description", "El segundo viaje")
    second = desktop.captura("stick", "write", "--out", stick)
    assert second["operations"] == first["operations"] + 1
    assert take_batch(portal, stick, *second["files"])["attention"] == 0
    assert take_batch(portal, stick, *first["files"])["duplicate"] == first["operations"]


def test_a_damaged_stick_changes_nothing_and_says_what_to_do(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    (name,) = desktop.captura("stick", "write", "--out", stick)["files"]
    damaged = stick / "danado.capbatch"
    whole = Path(name).read_bytes()
    damaged.write_bytes(whole[:2000] + b"\0" + whole[2001:])
    assert "no está como se escribió" in take_batch(portal, stick, damaged, code=1)
    damaged.write_bytes(whole[:-200])
    assert "no se terminó de escribir" in take_batch(portal, stick, damaged, code=1)
    assert portal.stats()["operations"] == 0
    refused = desktop.say("stick", "take", damaged, code=3)
    assert "no se terminó de escribir" in refused.err
    refused = desktop.say("stick", "take", name, code=3)
    assert "no es un acuse" in refused.err


def test_a_computer_that_no_portal_knows_cannot_write_one(stranger, tmp_path, stick):
    stranger.captura("import", invented_file(tmp_path))
    assert "no está dada de alta" in stranger.say("stick", "write", "--out", stick, code=1).err
    assert list(stick.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(desktop, tmp_path):
    desktop.captura("import", invented_file(tmp_path))
    said = desktop.say("stick", "write", "--out", tmp_path / "no-hay", code=3).err
    assert "no existe" in said
    assert "capturado sigue en esta computadora" in said


@pytest.mark.fault(40, "stick: removed, altered, in parts, wrong key, twice")
def test_another_offices_portal_cannot_read_it(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    (name,) = desktop.captura("stick", "write", "--out", stick)["files"]
    other = tmp_path / "otro-portal"
    shutil.copytree(portal.home, other)
    command = [*PORTAL, "init", "--data", str(tmp_path / "nuevo"), "--json"]
    subprocess.run(command, cwd=ROOT, capture_output=True, env=clean_environment(), check=True)
    shutil.copyfile(tmp_path / "nuevo" / "portal.key", other / "portal.key")
    command = [*PORTAL, "take-batch", name, "--receipts", str(stick), "--data", str(other), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), check=False)
    assert done.returncode == 1
    assert "otro destinatario" in done.stderr
