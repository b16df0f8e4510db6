"""A person gets a key of their own, and what they publish carries their signature all the way."""

from __future__ import annotations

import io
import json
import subprocess
from dataclasses import replace

import pytest

from capture_app.commands.signing_in import sign_in
from tests.journeys.files import invented_file
from tests.journeys.portal_server import OFFICE, PORTAL, ROOT, USER, clean_environment

OCID = "ocds-xs1qbl-inventado-0001"
GOOD, BETTER = "cuatro palabras de ejemplo", "otras cuatro palabras claras"


def person_code(portal) -> str:
    command = [*PORTAL, "enrol-code", "--office", OFFICE, "--user", USER, "--person"]
    command += ["--data", str(portal.home), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), check=True)
    return str(json.loads(done.stdout)["code"])


@pytest.fixture
def typed(monkeypatch):
    """What is typed at the questions, one line each."""

    def type_lines(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_lines


def test_what_a_person_publishes_is_signed_and_an_unsigned_act_is_not_taken(
    desktop, portal, tmp_path, typed, monkeypatch
):
    desktop.captura("import", invented_file(tmp_path, OCID))
    desktop.captura("user", "add", "Ana Inventada", "--role", "administrador")
    typed(GOOD)
    desktop.captura("user", "password", "Ana Inventada")
    secret = tmp_path / "clave.txt"
    secret.write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("CAPTURA_PASSWORD_FILE", str(secret))
    as_ana = ("--user", "Ana Inventada")
    desktop.captura(*as_ana, "submit", OCID)
    assert desktop.captura(*as_ana, "send")["rejected"] == 0

    typed(GOOD)
    (ana,) = desktop.captura(*as_ana, "user", "key", "Ana Inventada", "--code", person_code(portal))
    assert ana["signs"] is True
    kept = [file.read_bytes() for file in desktop.folder.rglob("*") if file.is_file()]
    assert not any(GOOD.encode() in data for data in kept)

    typed(GOOD, BETTER)
    desktop.captura(*as_ana, "user", "password", "Ana Inventada")
    secret.write_text(BETTER, encoding="utf-8")
    desktop.captura(*as_ana, "publish", OCID, "--reason", "Oficina de una persona")
    assert desktop.captura(*as_ana, "send")["rejected"] == 0
    assert portal.status_of(f"/proceso/{OCID}/") == 200

    with desktop.opened(user=_without_key(desktop)) as app:
        app.review.return_to_draft([OCID], "Falta algo")
    assert desktop.captura(*as_ana, "send", code=1)["rejected"] == 1


def _without_key(desktop):
    return replace(sign_in(desktop.folder, "Ana Inventada", BETTER), signing=None)
