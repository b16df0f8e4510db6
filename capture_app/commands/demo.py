"""`demo`: the whole main job on the invented demonstration office, with a real portal of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from capture_app.app import App
from capture_app.changes import FieldEdit
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.commands.window import open_window
from capture_app.errors import CaptureError
from capture_app.services import training
from capture_app.words import count, say

USER = "maria.canul"
PORTAL = (sys.executable, "-m", "portal.commands")
SERVER_WAIT = 20


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--folder", type=Path, metavar="DIR", help="dónde dejar la oficina y el portal de ejemplo")
    parser.add_argument(
        "--window", action="store_true", help="al terminar, abre la ventana sobre la oficina de ejemplo"
    )


def _run(session: Session, arguments: Namespace) -> int:
    if getattr(sys, "frozen", False):
        raise CaptureError(say("demo.no_portal"))
    if arguments.folder is not None:
        return _demonstrate(session, arguments.folder.resolve(), arguments.window)
    with tempfile.TemporaryDirectory(prefix="captura-demo-") as folder:
        return _demonstrate(session, Path(folder), arguments.window)


def _demonstrate(session: Session, folder: Path, with_window: bool) -> int:
    steps = _Steps(session, folder)
    begun = (folder / "office" / "settings.toml").exists()
    with steps.served_portal() as address:
        if not begun:
            steps.do_the_job(address)
        if with_window:
            return open_window(session, folder / "office")
        steps.finish()
        steps.keep_open_while_watched()
    return DONE


class _Steps:
    """The job in the order an office does it; each step says what it did."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._office = training.demonstration_office()
        self._done: list[dict[str, str]] = []
        self._server: subprocess.Popen[str] | None = None

    def _step(self, key: str, **parameters: object) -> None:
        text = say(f"demo.{key}", **parameters)
        self._done.append({"step": key, "text": text})
        if not self._session.as_json:
            self._session.line(f"{len(self._done):2}. {text}")

    def finish(self) -> None:
        if self._session.as_json:
            self._session.result({"steps": self._done})

    def keep_open_while_watched(self) -> None:
        """Someone at a terminal can open the addresses; a script is not kept waiting."""
        if self._server is not None and self._session.out.isatty():
            self._session.line(say("demo.kept"))
            self._server.wait()

    @contextmanager
    def served_portal(self) -> Iterator[str]:
        """A portal on this computer alone, at the same address each time, stopped at the end."""
        home = self._folder / "portal"
        if not home.exists():
            self._begin_portal()
        serve = (*PORTAL, "serve", "--data", str(home), "--port", self._port(), "--with-parent", "--json")
        with subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            self._server = server
            try:
                assert server.stdout is not None
                address = _answer(server.stdout.readline())["url"]
                self._remember_port(address)
                self._step("portal", address=address)
                yield address
            finally:
                server.terminate()
                server.wait(SERVER_WAIT)

    def _port(self) -> str:
        """The port of the last time, that addresses given out stay true; the first time any free one."""
        kept = self._folder / "port"
        return kept.read_text(encoding="ascii") if kept.exists() else "0"

    def _remember_port(self, address: str) -> None:
        (self._folder / "port").write_text(address.rpartition(":")[2], encoding="ascii")

    def _begin_portal(self) -> None:
        office = self._office
        try:
            self._portal("init")
            names = ("--code", office.office_code, "--name", office.office_name, "--ocid-prefix", office.ocid_prefix)
            self._portal("create-office", *names, "--demo")
            self._portal("create-user", "--user", USER, "--office", office.office_code)
        except CaptureError:
            shutil.rmtree(self._folder / "portal", ignore_errors=True)
            raise

    def _portal(self, verb: str, *arguments: str) -> dict[str, Any]:
        command = (*PORTAL, verb, "--data", str(self._folder / "portal"), "--json", *arguments)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise CaptureError(say("demo.portal_failed", detail=done.stderr.strip()[-400:]))
        return _answer(done.stdout)

    def do_the_job(self, address: str) -> None:
        """Enrol, import, correct, publish, send; leaves the office where the window can open it."""
        from capture_app.bootstrap import build
        from capture_app.commands.joining import init

        office, data = self._office, self._folder / "office"
        code = self._portal("enrol-code", "--office", office.office_code, "--user", USER)["code"]
        self._step("code", code=code)
        init(data, office.office_code, office.office_name, office.ocid_prefix, USER, address, code)
        self._step("office", office=office.office_name, folder=data)
        app = build(data)
        try:
            self._work(app, address)
        finally:
            app.close()

    def _work(self, app: App, address: str) -> None:
        self._import(app)
        told = [release["ocid"] for release in training.told_cases()]
        self._correct(app, told[0])
        app.publish.publish([app.capture.open(ocid).record_id for ocid in told])
        self._step("published", number=len(told))
        report = app.exchange.send()
        status = app.exchange.status()
        if report.stopped or status.attention:
            raise CaptureError(say("demo.not_sent", number=status.attention, detail=report.message))
        self._step("sent", number=f"{report.acked:,}", receipt=status.last_receipt_no)
        words = ("here", "sending", "at_portal", "attention")
        self._step("status", **{word: f"{getattr(status, word):,}" for word in words})
        self._step("public", number=self._portal("stats")["published"])
        for ocid in told:
            self._step(
                "page", title=app.capture.open(ocid).body["tender"]["title"], address=f"{address}/proceso/{ocid}/"
            )

    def _import(self, app: App) -> None:
        releases = [*training.told_cases(), *training.neighbours()]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "laguna-azul.json"
            file.write_bytes(training.release_package(releases))
            totals = app.importing.import_files([file]).totals
        self._step("imported", read=totals["read"], stored=totals["stored"], aside=totals["kept_aside"])

    def _correct(self, app: App, ocid: str) -> None:
        view = app.capture.open(ocid)
        title = view.body["tender"]["title"] + " (demostración)"
        app.capture.save_fields(view.record_id, [FieldEdit("/tender/title", title)])
        findings = app.capture.findings(ocid, "published")
        levels = {level: sum(item.level == level for item in findings) for level in ("error", "warning", "note")}
        self._step("corrected", title=title)
        self._step("checked", errors=count("demo.errors", levels["error"]), warnings=levels["warning"])


def _answer(text: str) -> dict[str, Any]:
    if not text.strip():
        raise CaptureError(say("demo.portal_failed", detail=""))
    answer: dict[str, Any] = json.loads(text)
    return answer


def _guarded(session: Session, arguments: Namespace) -> int:
    try:
        return _run(session, arguments)
    except KeyboardInterrupt:
        return DONE


DEMO = Verb("demo", "Hace todo el trabajo con la oficina de demostración.", _guarded, _arguments)
