"""Practising is kept apart: nothing of it reaches the real portal, by network or by stick, whoever tries."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from capture_app.commands.joining import enrol
from capture_app.commands.practice import folder_beside
from capture_app.errors import Refused
from capture_app.settings import read_settings, write_settings
from tests.journeys.desktop import Desktop
from tests.journeys.files import invented_file
from tests.journeys.portal_server import OFFICE, OFFICE_NAME, PREFIX, USER
from tests.journeys.test_by_memory_stick import take_batch

OCID = "ocds-xs1qbl-inventado-0001"


@pytest.fixture
def practice(tmp_path):
    """A practice office of the same code as the real one."""
    desktop = Desktop(tmp_path / "practica")
    names = ("--office-code", OFFICE, "--office", OFFICE_NAME, "--ocid-prefix", PREFIX)
    desktop.captura("--user", USER, "init", *names, "--practice")
    desktop.captura("import", invented_file(tmp_path, OCID))
    return desktop


def test_a_practice_folder_cannot_be_enrolled_at_a_real_portal(practice, portal):
    with pytest.raises(Refused, match="de práctica"):
        enrol(practice.folder, portal.url, portal.new_code())
    assert practice.say("send", code=None).code != 0
    assert portal.stats()["records"] == 0


def test_settings_edited_by_hand_do_not_make_it_real(practice):
    file = practice.folder / "settings.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"practice"', '"live"'), encoding="utf-8")
    assert "es de práctica" in practice.words("list", code=None).err + practice.words("send", code=None).err
    assert practice.words("send", code=None).code != 0


def test_a_practice_folder_with_the_keys_of_a_real_one_is_refused_by_the_portal(desktop, practice, portal, tmp_path):
    """Whoever copies the enrolment into the practice folder gets no further: the request says its space."""
    real, mine = read_settings(desktop.folder), read_settings(practice.folder)
    members = {name: getattr(real, name) for name in ("portal_url", "portal_key", "device_id", "data_id", "epoch")}
    write_settings(practice.folder, replace(mine, enrolled=True, **members))
    said = practice.say("send", code=None)
    assert said.code != 0
    assert "práctica" in said.err
    stick = tmp_path / "usb"
    stick.mkdir()
    written = practice.captura("stick", "write", "--out", stick)
    refused = take_batch(portal, stick, *written["files"], code=1)
    assert "wrong_space" in refused or "práctica" in refused
    assert portal.stats()["records"] == 0


def test_the_practice_office_is_there_with_its_told_cases(tmp_path):
    desktop = Desktop(tmp_path / "oficina")
    made = json.loads(desktop.say("practice", "--no-window").out)
    assert made["folder"] == str(folder_beside(desktop.folder))
    practising = Desktop(folder_beside(desktop.folder))
    assert len(practising.captura("list")) == 3
    assert re.search("práctica", read_settings(practising.folder).office_name)
    assert not desktop.folder.exists()
