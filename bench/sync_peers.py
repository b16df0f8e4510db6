"""Three ways to bring the same records to a server: this program with its portal, Anki with its own, and one POST for
each record. Each speaks through a relay that counts what passes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

import requests

from bench.bad_link import BadLink
from capture_app.changes import FieldEdit, Imported
from sync import canonical
from tests.journeys.desktop import Desktop
from tests.journeys.portal_server import PREFIX, PortalServer, clean_environment, prepare_home

ROOT = Path(__file__).resolve().parents[1]
Body = dict[str, Any]
Line = float | BadLink
STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class Passed:
    """One synchronisation: seconds of the clock, requests, bytes with their HTTP headers, and what ended it."""

    seconds: float
    requests: int
    up: int
    down: int
    ended: str = "done"


class Peer(Protocol):
    """Somebody who has records and brings them to a server."""

    def hold(self, records: Sequence[tuple[str, Body]]) -> None:
        """Write them here; a name that is known is overwritten."""

    def bring(self, cut_at: int = 0) -> Passed:
        """Synchronise; the line breaks once after so many bytes up (0 = never)."""


class _Process:
    """One process of `bench.relay`."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.relay", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=clean_environment(),
        )
        self.port = int(self._read())

    def counts(self, cut_at: int = 0) -> dict[str, int]:
        """What passed since it was last asked; from now on the line breaks after so many bytes."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"cut {cut_at}\n")
        self._process.stdin.flush()
        found: dict[str, int] = json.loads(self._read())
        return found

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


class Relay(_Process):
    """The counting process before a server: ``line`` is what each request takes more, or the link it goes through."""

    def __init__(self, port: int, line: Line = 0.0) -> None:
        self._far = None
        if isinstance(line, BadLink):
            self._far = _Process(str(port), "--side", "far")
            super().__init__(str(self._far.port), "--side", "near")
        else:
            super().__init__(str(port), "--delay", str(line))

    def close(self) -> None:
        super().close()
        if self._far is not None:
            self._far.close()


class Ours:
    """The desktop's store and courier; the portal in a process of its own."""

    name = "captura"

    def __init__(self, folder: Path, line: Line) -> None:
        home = folder / "portal"
        self.server = PortalServer(home, prepare_home(home, 1))
        self.server.start()
        self.relay = Relay(int(self.server.url.rpartition(":")[2]), line)
        address = self.server.url
        self.server.url = f"http://127.0.0.1:{self.relay.port}"
        self.desktop = Desktop(folder / "office")
        self.desktop.enrol(self.server)
        self.server.url = address
        self._opened = self.desktop.opened()
        self.app = self._opened.__enter__()
        self._known: dict[str, str] = {}
        self.bring()

    def hold(self, records: Sequence[tuple[str, Body]]) -> None:
        for name, body in records:
            if name in self._known:
                edits = [FieldEdit(f"/tender/{key}", body["tender"][key]) for key in ("value", "title", "awardPeriod")]
                self.app.capture.save_fields(self._known[name], edits)
            else:
                taken = Imported(f"{PREFIX}-{name}", body, (b"{}",), (), "banco")
                self._known[name] = self.app.capture.take_import(taken).record_id

    def bring(self, cut_at: int = 0) -> Passed:
        self.relay.counts(cut_at)
        begun = time.monotonic()
        report = self.app.exchange.send()
        return Passed(time.monotonic() - begun, **self.relay.counts(), ended=report.stopped or "done")

    def close(self) -> None:
        self._opened.__exit__(None, None, None)
        self.relay.close()
        self.server.stop()


class Anki:
    """Anki's collection and client in its virtualenv, its own server beside; a record is a note of two fields."""

    name = "anki"

    def __init__(self, folder: Path, line: Line, python: str) -> None:
        port = _free_port()
        names = {"SYNC_USER1": "ana:clave", "SYNC_BASE": str(folder / "srv"), "SYNC_PORT": str(port)}
        environment = clean_environment(SYNC_HOST="127.0.0.1", **names)
        command = [python, "-m", "anki.syncserver"]
        quiet = subprocess.DEVNULL
        self._server = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, cwd=folder)
        _wait_for(port)
        self.relay = Relay(port, line)
        (folder / "notes").mkdir()
        client = [python, str(ROOT / "bench" / "anki_peer.py"), str(folder / "notes"), self._address()]
        self._client = subprocess.Popen(client, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._read()
        self.hold([("first", {})])
        while self.bring().ended != "done":
            continue

    def _address(self) -> str:
        return f"http://127.0.0.1:{self.relay.port}/"

    def hold(self, records: Sequence[tuple[str, Body]]) -> None:
        self._ask({"notes": [[name, canonical.encode(body).decode()] for name, body in records]})

    def bring(self, cut_at: int = 0) -> Passed:
        self.relay.counts(cut_at)
        said = self._ask({"sync": True})
        return Passed(said["seconds"], **self.relay.counts(), ended=said["ended"])

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._client.stdin is not None
        self._client.stdin.write(json.dumps(order) + "\n")
        self._client.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._client.stdout is not None
        found: dict[str, Any] = json.loads(self._client.stdout.readline())
        return found

    def close(self) -> None:
        for process in (self._client, self._server):
            process.kill()
            process.communicate()
        self.relay.close()


class OnePost:
    """A record is a POST of its JSON, as it is; the server says 201 and does nothing else."""

    name = "one POST each"

    def __init__(self, folder: Path, line: Line) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Created)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.relay = Relay(self._server.server_address[1], line)
        self._waiting: dict[str, Body] = {}

    def hold(self, records: Sequence[tuple[str, Body]]) -> None:
        self._waiting.update(records)

    def bring(self, cut_at: int = 0) -> Passed:
        self.relay.counts(cut_at)
        begun, ended = time.monotonic(), "done"
        with requests.Session() as session:
            try:
                self._post_all(session)
            except requests.RequestException as error:
                ended = type(error).__name__
        return Passed(time.monotonic() - begun, **self.relay.counts(), ended=ended)

    def _post_all(self, session: requests.Session) -> None:
        for name in list(self._waiting):
            data = canonical.encode(self._waiting[name])
            kind = {"Content-Type": "application/json"}
            session.post(f"http://127.0.0.1:{self.relay.port}/records", data=data, headers=kind).raise_for_status()
            del self._waiting[name]

    def close(self) -> None:
        self.relay.close()
        self._server.shutdown()
        self._server.server_close()


class _Created(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nobody reads it."""


@contextmanager
def started(kind: Any, folder: Path, line: Line, *options: str) -> Iterator[Any]:
    folder.mkdir(parents=True)
    peer = kind(folder, line, *options)
    try:
        yield peer
    finally:
        peer.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
