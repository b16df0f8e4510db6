"""A person has a right that a datum goes: it goes from the record and from its past, and the history still verifies."""

from __future__ import annotations

import json
import subprocess

import pytest

from capture_app.changes import FieldEdit
from tests.journeys.files import invented_file
from tests.journeys.portal_server import OFFICE, PORTAL, ROOT, clean_environment

OCID = "ocds-xs1qbl-inventado-0001"
CANARY = "canario.privado@ejemplo.invalid"
REASON = "Resolución CT/3/2026"


def portal_says(portal, *arguments, code=0):
    command = [*PORTAL, *map(str, arguments), "--office", OFFICE, "--data", str(portal.home), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), check=False)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if done.stdout else done.stderr


def verified(desktop, file) -> dict:
    return desktop.captura("verify", file)


@pytest.fixture
def told(desktop, portal, tmp_path) -> str:
    """A record that said a private datum, changed it and says it no more; the path of where it stood."""
    desktop.captura("import", invented_file(tmp_path, OCID))
    with desktop.opened() as app:
        record = app.capture.open(OCID).record_id
        row = {"name": "Persona inventada", "roles": ["tenderer"], "contactPoint": {"email": CANARY}}
        changes = app.capture.save_fields(record, [FieldEdit("/parties/@", row, "row_add")])
        party = next(path for path in changes.paths if path.startswith("/parties/@"))[:20]
    path = f"{party}/contactPoint"
    desktop.captura("send")
    with desktop.opened() as app:
        app.capture.save_fields(record, [FieldEdit(path, {"email": f"otro.{CANARY}"})])
    desktop.captura("send")
    return path


def gone(desktop, path) -> None:
    with desktop.opened() as app:
        app.capture.save_fields(app.capture.open(OCID).record_id, [FieldEdit(path, None)])
    desktop.captura("send")


def test_it_goes_from_both_ends_and_the_history_verifies(desktop, portal, tmp_path, told):
    assert "todavía dice" in desktop.words("erase", OCID, told, "--reason", REASON, code=None).err
    assert "todavía dice" in portal_says(portal, "erase", "--ocid", OCID, "--path", told, "--reason", REASON, code=1)
    gone(desktop, told)
    before = tmp_path / "antes.jsonl"
    portal_says(portal, "history", "--out", before)
    assert CANARY in before.read_text(encoding="utf-8")

    assert portal_says(portal, "erase", "--ocid", OCID, "--path", told, "--reason", REASON)["operations"] == 3
    for copy in desktop.captura("erase", OCID, told, "--reason", REASON)["copies"]:
        (desktop.folder / "backups" / copy.rpartition("/")[2]).unlink()

    after, own = tmp_path / "despues.jsonl", tmp_path / "propia.jsonl"
    portal_says(portal, "history", "--out", after)
    desktop.captura("history", "--out", own)
    for file in (after, own):
        assert CANARY not in file.read_text(encoding="utf-8")
        verdict = verified(desktop, file)
        assert (verdict["wrong"], verdict["erased"] > 0) == ([], True)
    kept = [path for path in desktop.folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert kept == []
    assert desktop.captura("check")["bad"] == []
    again = desktop.captura("send")
    assert (again["sent"], again["pending"]) == (0, 0)
    assert desktop.captura("show", OCID)["parties"]


def test_what_was_not_captured_as_personal_is_covered_by_the_chain_and_is_not_erased(desktop, portal, told):
    with desktop.opened() as app:
        record = app.capture.open(OCID).record_id
        app.capture.save_fields(record, [FieldEdit("/tender/description", CANARY)])
    desktop.captura("send")
    with desktop.opened() as app:
        app.capture.save_fields(record, [FieldEdit("/tender/description", None)])
    desktop.captura("send")
    refused = desktop.words("erase", OCID, "/tender/description", "--reason", REASON, code=None)
    assert "no se puede borrar sin romperla" in refused.err
    assert "sin romperla" in portal_says(
        portal, "erase", "--ocid", OCID, "--path", "/tender/description", "--reason", REASON, code=1
    )


def test_while_something_waits_nothing_is_erased(desktop, portal, told):
    with desktop.opened() as app:
        app.capture.save_fields(app.capture.open(OCID).record_id, [FieldEdit(told, None)])
    assert "no ha respondido" in desktop.words("erase", OCID, told, "--reason", REASON, code=None).err
