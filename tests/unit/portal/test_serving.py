"""The command line, and the portal as it is served: two senders at once over HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from portal import commands
from portal.config.home import PortalHome


def _run(folder: Path, *arguments: str) -> Any:
    verb, *rest = arguments
    done = subprocess.run(
        [sys.executable, "-m", "portal.commands", verb, "--data", str(folder), "--json", *rest],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("installed")
    _run(folder, "init")
    _run(folder, "create-office", "--code", "MLA", "--name", "Inventada", "--ocid-prefix", "ocds-213czf", "--demo")
    _run(folder, "create-user", "--user", "ana", "--office", "MLA")
    return folder, _run(folder, "enrol-code", "--office", "MLA", "--user", "ana")["code"]


def test_init_makes_secrets_that_only_the_owner_reads(installed):
    folder, _ = installed
    assert {(folder / name).stat().st_mode & 0o777 for name in ("secret.key", "portal.key", "epoch")} == {0o600}


def test_init_again_keeps_the_keys(installed):
    folder, _ = installed
    before = PortalHome(folder).keyring.public
    assert _run(folder, "init")["new"] is False
    assert PortalHome(folder).keyring.public == before


def test_a_folder_that_is_no_portal_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CAPTURA_PORTAL_DATA", str(tmp_path))
    assert commands.main(["stats", "--data", str(tmp_path)]) == commands.WORLD_FAILED
    assert "captura-portal init" in capsys.readouterr().err


def test_two_deliveries_of_one_batch_at_once_apply_it_once(installed):
    import requests

    from sync import envelopes, keys, wire
    from sync.client import new_nonce
    from tests.unit.portal.site import Computer, small_body

    folder, code = installed
    server = subprocess.Popen(
        [sys.executable, "-m", "portal.commands", "serve", "--data", str(folder), "--port", "0", "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = json.loads(server.stdout.readline())["url"]

        def post(data: bytes, path: str = wire.EXCHANGE_PATH) -> Any:
            response = requests.post(address + path, data=data, headers={"Content-Type": wire.CONTENT_TYPE}, timeout=30)
            header, payload, _ = wire.unpack(response.content)
            kinds = {"sync-reply": wire.SyncReply, "enrol-reply": wire.EnrolReply, "refusal": wire.Refusal}
            return wire.decode_message(envelopes.decompress(payload, header.encoding), kinds[header.kind])

        signer = keys.Signer(keys.new_key())
        public = keys.as_text(signer.public_key())
        enrolment = wire.EnrolRequest(code=code, public_key=public, device_name="Prueba")
        reply = post(envelopes.seal("enrol", public, new_nonce(), enrolment, signer.sign), wire.ENROL_PATH)
        computer = Computer(None, "MLA", signer, reply.device_id)
        created = [computer.create(small_body(), f"ocds-213czf-MLA-2026-{number:08d}") for number in range(40)]
        request = computer.request(created)
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(post, [computer.seal(request) for _ in range(6)]))
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()
    codes = sorted({result.code for result in reply.receipt.results} == {"applied"} for reply in replies)
    assert codes == [False] * 5 + [True]
    assert {result.first or result.code for reply in replies for result in reply.receipt.results} == {"applied"}
    assert _run(folder, "stats")["by_office"]["MLA"]["records"] == 40


IN_THE_BACKGROUND = """
import runpy, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
runpy.run_module("portal.commands", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("how", [["-m", "portal.commands"], ["-c", IN_THE_BACKGROUND]], ids=["plain", "background"])
def test_a_portal_started_by_another_program_ends_with_it(installed, how):
    """The demonstration's portal must not outlive a killed demonstration, though a shell had it ignore Ctrl+C."""
    folder, _ = installed
    serve = [sys.executable, *how, "serve", "--data", str(folder), "--port", "0", "--json", "--with-parent"]
    with subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdin is not None
            assert json.loads(server.stdout.readline())["url"]
            server.stdin.close()
            assert server.wait(30) == 0
        finally:
            server.kill()
