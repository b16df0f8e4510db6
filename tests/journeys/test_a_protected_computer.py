"""An administrator protects a computer at the command line; the disk tells nothing, the paper opens everything."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from tests.journeys.desktop import Desktop
from tests.journeys.files import invented_file
from tests.keystore import MemoryStore

OCID = "ocds-xs1qbl-inventado-0001"
CANARY = "canario-azul"


@pytest.fixture
def desktop(tmp_path: Path, store: MemoryStore) -> Desktop:
    made = Desktop(tmp_path / "oficina")
    made.begin()
    made.captura("import", invented_file(tmp_path, OCID))
    made.captura("set", OCID, "/tender/title", CANARY)
    return made


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(f"{text}\n"))


def protect(desktop: Desktop) -> str:
    """The recovery key."""
    return str(desktop.captura("protect", "on")["recovery_key"])


def readable(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def title(desktop: Desktop) -> str:
    return str(desktop.captura("show", OCID)["tender"]["title"])


def test_the_key_is_shown_once_and_its_last_group_asked_back(desktop, monkeypatch):
    assert "no están cifrados" in desktop.tell("protect", "status")
    typed(monkeypatch, "000000")
    refused = desktop.words("protect", "on", code=None)
    assert refused.code != 0
    assert "No se protegió nada" in refused.err
    assert readable(desktop.folder)
    said = protect(desktop)
    assert said not in "".join(path.read_text("latin-1") for path in desktop.folder.rglob("*") if path.is_file())
    assert readable(desktop.folder) == []
    assert (title(desktop), desktop.captura("check")["bad"]) == (CANARY, [])
    assert "están cifrados desde" in desktop.tell("protect", "status")
    assert desktop.captura("protect", "off")["state"] == "open"
    assert readable(desktop.folder)
    assert title(desktop) == CANARY


def test_a_computer_that_lost_its_keys_opens_with_the_paper_and_still_has_what_was_not_sent(
    desktop, store, monkeypatch, tmp_path
):
    recovery = protect(desktop)
    waiting = desktop.captura("status")["pending"]
    assert waiting
    store.kept.clear()
    lost = desktop.words("list", code=None)
    assert (lost.code, "clave de recuperación" in lost.err) == (3, True)
    typed(monkeypatch, "-".join(["000011"] * 8))
    assert "no es la de esta carpeta" in desktop.words("protect", "unlock", code=None).err
    typed(monkeypatch, recovery.replace("-", " "))
    assert "ya puede abrir" in desktop.tell("protect", "unlock")
    assert (title(desktop), desktop.captura("status")["pending"]) == (CANARY, waiting)


def test_scripts_keep_the_recovery_key_in_a_file(desktop, store, monkeypatch, tmp_path):
    (tmp_path / "hoja.txt").write_text(protect(desktop))
    store.kept.clear()
    monkeypatch.setenv("CAPTURA_RECOVERY_FILE", str(tmp_path / "hoja.txt"))
    assert title(desktop) == CANARY
    monkeypatch.setenv("CAPTURA_RECOVERY_FILE", str(tmp_path / "no.txt"))
    store.kept.clear()
    assert "no.txt" in desktop.words("list", code=None).err


def test_what_waits_goes_out_sealed_and_the_paper_opens_it_on_any_computer(desktop, store, monkeypatch, tmp_path):
    recovery = protect(desktop)
    out = desktop.captura("stick", "queue", "--out", tmp_path / "pendiente.jsonl")["path"]
    assert out.endswith("pendiente.jsonl.sellado")
    assert CANARY.encode() not in Path(out).read_bytes()
    store.kept.clear()
    elsewhere = Desktop(tmp_path / "otra computadora")
    typed(monkeypatch, recovery)
    elsewhere.captura("protect", "open", out, "--out", tmp_path / "legible.jsonl", code=None)
    lines = [json.loads(line) for line in (tmp_path / "legible.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines[0]["format"] == "cap-queue/1"
    assert CANARY in json.dumps(lines)
    data = bytearray(Path(out).read_bytes())
    data[-3] ^= 1
    Path(out).write_bytes(data)
    typed(monkeypatch, recovery)
    assert "alguien lo cambió" in desktop.words("protect", "open", out, "--out", tmp_path / "x", code=None).err
    assert not (tmp_path / "x").exists()


def test_a_copy_on_another_disk_comes_back_on_a_new_computer_with_the_paper(desktop, store, monkeypatch, tmp_path):
    recovery = protect(desktop)
    disk = tmp_path / "otro disco"
    disk.mkdir()
    copy = desktop.captura("backup", "make", "--out", disk)["path"]
    assert readable(disk) == []
    store.kept.clear()
    new = Desktop(tmp_path / "nueva")
    new.begin()
    asked = new.words("backup", "restore", copy, code=None)
    assert (asked.code, "clave de recuperación" in asked.err) == (3, True)
    (tmp_path / "hoja.txt").write_text(recovery)
    monkeypatch.setenv("CAPTURA_RECOVERY_FILE", str(tmp_path / "hoja.txt"))
    assert new.captura("backup", "check", copy) == {"records": 1}
    new.captura("backup", "restore", copy)
    assert title(new) == CANARY


def test_an_open_copy_put_back_in_a_protected_folder_is_sealed(desktop, tmp_path):
    disk = tmp_path / "otro disco"
    disk.mkdir()
    copy = desktop.captura("backup", "make", "--out", disk)["path"]
    protect(desktop)
    desktop.captura("set", OCID, "/tender/title", "otro")
    desktop.captura("backup", "restore", copy)
    assert title(desktop) == CANARY
    assert readable(desktop.folder) == []
