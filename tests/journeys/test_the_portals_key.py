"""The portal changes the key with which it signs and opens: desks, sticks, histories and auditors go on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from sync.fingerprints import fingerprint
from tests.journeys.desktop import Desktop
from tests.journeys.files import invented_file
from tests.journeys.portal_server import PORTAL, ROOT, clean_environment
from tests.journeys.test_by_memory_stick import stick, take_batch, words

__all__ = ["stick"]
OCID, OTHER = "ocds-xs1qbl-inventado-0001", "ocds-xs1qbl-inventado-0002"


def tell(portal, *verb, code=0):
    """A verb of the administrator beside the portal that goes on serving."""
    command = [*PORTAL, *map(str, verb), "--data", str(portal.home), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), check=False)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if done.stdout else done.stderr


def captured(desktop, tmp_path, ocid=OCID):
    desktop.captura("import", invented_file(tmp_path, ocid))


def test_a_desk_follows_the_chain_of_keys_and_says_so_once(desktop, portal, tmp_path):
    captured(desktop, tmp_path)
    desktop.captura("send")
    tell(portal, "new-key")
    now = tell(portal, "new-key")
    captured(desktop, tmp_path, OTHER)
    said = desktop.say("send")
    assert (said.value["acked"], said.value["pending"]) == (1, 0)
    assert "El portal cambió la llave con que firma" in said.err
    again = desktop.say("send")
    assert (again.err, again.value["pending"]) == ("", 0)
    assert portal.stats()["records"] == 2
    shown = tell(portal, "keys")
    assert (shown["fingerprint"], len(shown["earlier"])) == (now["fingerprint"], 2)


def test_a_key_that_the_old_one_does_not_answer_for_is_refused_until_a_person_compared_it(desktop, portal, tmp_path):
    captured(desktop, tmp_path)
    now = tell(portal, "new-key", "--compromised")
    assert now["vouched"] is False
    refused = desktop.say("send", code=3)
    assert now["fingerprint"] in refused.err
    assert "no responde por ella" in refused.err
    assert (portal.stats()["records"], words(desktop)["pending"]) == (0, 1)
    wrong = fingerprint("A" * 43 + "=")
    desktop.captura("settings", "portal_fingerprint", wrong)
    assert desktop.say("send", code=3).value["pending"] == 1
    assert "no se entiende" in desktop.say("settings", "portal_fingerprint", "1234", code=2).err.lower()
    desktop.captura("settings", "portal_fingerprint", now["fingerprint"].upper().replace(" ", "-"))
    said = desktop.say("send")
    assert (said.value["acked"], said.value["pending"]) == (1, 0)
    assert "la que se comparó por teléfono" in said.err
    tell(portal, "new-key")
    assert "la anterior respondió por la nueva" in desktop.say("send").err


def test_only_an_administrator_says_which_key_is_the_portals(desktop, portal):
    text = (desktop.folder / "settings.toml").read_text(encoding="utf-8")
    plain = text.replace('user_role = "administrador"', 'user_role = "capturista"')
    (desktop.folder / "settings.toml").write_text(plain, encoding="utf-8")
    said = desktop.say("settings", "portal_fingerprint", fingerprint("A" * 43 + "="), code=1)
    assert "administra" in said.err


def test_a_stick_sealed_to_the_key_before_is_opened_until_that_one_is_retired(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    written = desktop.captura("stick", "write", "--out", stick)["files"]
    now = tell(portal, "new-key")
    taken = take_batch(portal, stick, *written)
    assert taken["applied"] == 1
    tell(portal, "retire-key", "--fingerprint", now["before"])
    assert "otro destinatario" in take_batch(portal, stick, *written, code=1)
    assert "Con esa llave firma" in tell(portal, "retire-key", "--fingerprint", now["fingerprint"], code=1)
    back = desktop.words("stick", "take", *taken["receipts"])
    assert "El portal cambió la llave con que firma" in back.err
    assert words(desktop)["pending"] == 0
    captured(desktop, tmp_path, OTHER)
    assert take_batch(portal, stick, *desktop.captura("stick", "write", "--out", stick)["files"])["applied"] == 1


def test_a_receipt_of_the_key_before_is_still_a_receipt(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    taken = take_batch(portal, stick, *desktop.captura("stick", "write", "--out", stick)["files"])
    tell(portal, "new-key")
    captured(desktop, tmp_path, OTHER)
    desktop.captura("send")
    assert desktop.captura("stick", "take", *taken["receipts"])["operations"] == 1


def test_a_receipt_of_a_portal_that_nothing_leads_to_is_refused(desktop, portal, tmp_path, stick):
    captured(desktop, tmp_path)
    written = desktop.captura("stick", "write", "--out", stick)["files"]
    now = tell(portal, "new-key", "--compromised")
    taken = take_batch(portal, stick, *written)
    said = desktop.say("stick", "take", *taken["receipts"], code=3).err
    assert now["fingerprint"] in said
    assert words(desktop)["pending"] == 1
    desktop.captura("settings", "portal_fingerprint", now["fingerprint"])
    desktop.captura("stick", "take", *taken["receipts"])
    assert words(desktop)["pending"] == 0


def test_another_portal_at_the_address_still_gets_nothing(desktop, portal, tmp_path):
    """One that copies the public list of changes and signs with a key of its own."""
    captured(desktop, tmp_path)
    tell(portal, "new-key")
    steps = portal.home / "portal-keys.jsonl"
    kept = steps.read_bytes()
    steps.unlink()
    shutil.copyfile(portal.home / "secret.key", tmp_path / "secret")
    tell(portal, "new-key", "--compromised")
    steps.write_bytes(kept + steps.read_bytes())
    refused = desktop.say("send", code=3)
    assert "no responde por ella" in refused.err
    assert portal.stats()["records"] == 0


def test_a_person_signs_at_a_portal_that_has_changed_its_key_meanwhile(desktop, portal):
    """The code of a person serves once: it is not lost because the desk had not heard of the new key."""
    tell(portal, "new-key")
    code = tell(portal, "enrol-code", "--office", "ZAP", "--user", "ana.inventada", "--person")["code"]
    with desktop.opened() as app:
        app.users.add("ana.inventada", "administrador", "contraseña larga inventada")
        app.users.enrol_key("ana.inventada", "contraseña larga inventada", code)


def test_the_history_of_both_keys_is_verified_by_anyone(desktop, portal, tmp_path):
    captured(desktop, tmp_path)
    desktop.captura("send")
    first = tell(portal, "keys")["key"]
    tell(portal, "new-key")
    captured(desktop, tmp_path, OTHER)
    desktop.captura("send")
    last = tell(portal, "keys")["key"]
    ours, theirs, alone = (tmp_path / name for name in ("ours.jsonl", "theirs.jsonl", "verificador.py"))
    desktop.captura("history", "--out", ours)
    tell(portal, "history", "--office", "ZAP", "--out", theirs)
    alone.write_bytes(portal.page("/historia/verificador.py").encode())
    for file in (ours, theirs):
        for key in (first, last):
            verdict = desktop.captura("verify", file, "--portal-key", key)
            assert (verdict["operations"], verdict["covered"], verdict["wrong"]) == (2, 2, [])
            done = subprocess.run([sys.executable, "-I", alone, file, "--portal-key", key], check=False)
            assert done.returncode == 0
    assert len(portal.page("/historia/llaves.jsonl").splitlines()) == 1
    without = [line for line in theirs.read_text(encoding="utf-8").split("\n") if '"key"' not in line[:6]]
    theirs.write_text("\n".join(without), encoding="utf-8")
    assert desktop.say("verify", theirs, "--portal-key", last, code=1).value["wrong"]


def test_a_copy_of_the_folder_from_before_is_told_apart(desktop, portal, tmp_path):
    """A desk put back from a copy of before the change hears of it again."""
    captured(desktop, tmp_path)
    desktop.captura("send")
    shutil.copytree(desktop.folder, tmp_path / "copia")
    tell(portal, "new-key")
    desktop.captura("send")
    older = Desktop(tmp_path / "copia")
    said = older.say("send", code=None)
    assert "El portal cambió la llave con que firma" in said.err


@pytest.mark.parametrize("act", ["renew", "new key"])
def test_identity_and_key_of_a_computer_are_changed_at_a_portal_of_another_key(desktop, portal, tmp_path, act):
    captured(desktop, tmp_path)
    tell(portal, "new-key")
    if act == "new key":
        assert desktop.captura("send", "--new-key")["acked"] == 1
    else:
        shutil.copytree(desktop.folder, tmp_path / "copia")
        assert desktop.captura("send")["acked"] == 1
        assert Desktop(tmp_path / "copia").captura("send", code=None)["pending"] == 0
    assert desktop.captura("check")["bad"] == []
