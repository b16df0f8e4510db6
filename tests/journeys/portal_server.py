"""A real portal of its own: a data folder, a process that serves it, and what anyone can fetch from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from sync import canonical

ROOT = Path(__file__).resolve().parents[2]
OFFICE, USER, PREFIX = "ZAP", "ana.inventada", "ocds-xs1qbl"
OFFICE_NAME = "Municipio de Laguna Azul (INVENTADO)"
CODES = 3
WAIT = 30
PORTAL = (sys.executable, "-m", "portal.commands")
WIRING = "CAPTURA_WIRING"
WIRED = (sys.executable, "-m", "tests.faults.wired", "portal.commands")
_PREPARE = """
import json, sys
from contextlib import redirect_stdout
from io import StringIO
from portal.commands import main
for arguments in json.loads(sys.argv[1]):
    said = StringIO()
    with redirect_stdout(said):
        code = main(arguments)
    if code:
        sys.exit(f"{arguments}: {code}")
    print(json.dumps(json.loads(said.getvalue())))
"""


def prepare_home(folder: Path, codes: int = CODES, **environment: str) -> list[str]:
    """A portal's data folder with the office, its user and one-time enrolment codes; the codes."""
    tail = ["--data", str(folder), "--json"]
    office = ["create-office", "--code", OFFICE, "--name", OFFICE_NAME, "--ocid-prefix", PREFIX]
    user = ["create-user", "--user", USER, "--office", OFFICE]
    code = ["enrol-code", "--office", OFFICE, "--user", USER]
    verbs = [[*verb, *tail] for verb in (["init"], office, user, *[code] * codes)]
    done = subprocess.run(
        [sys.executable, "-c", _PREPARE, json.dumps(verbs)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=clean_environment(**environment),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [answer["code"] for line in done.stdout.splitlines() if "code" in (answer := json.loads(line))][1:]


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of a child: nothing of another portal's."""
    left_out = ("DATABASE_URL", "CAPTURA_PORTAL_DATA", "DJANGO_SETTINGS_MODULE")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **more}


class PortalServer:
    """`python -m portal.commands serve` on loopback; may go away and come back at the same address."""

    def __init__(self, home: Path, codes: list[str], **environment: str) -> None:
        self.home = home
        self._codes = list(codes)
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None
        self._port = "0"
        self.url = ""

    @property
    def database_url(self) -> str:
        """Its PostgreSQL, "" where its database is a file of its home."""
        return self._environment.get("DATABASE_URL", "")

    @property
    def process_id(self) -> int:
        """Of the process that serves."""
        assert self._process is not None
        return self._process.pid

    def new_code(self) -> str:
        """A one-time code that no device has used."""
        return self._codes.pop()

    def start(self, **environment: str) -> None:
        """Serve, from now on with these members of the environment too."""
        self._environment.update(environment)
        environment = clean_environment(**self._environment)
        portal = WIRED if {WIRING, "CAPTURA_MUTANT"} & environment.keys() else PORTAL
        command = (*portal, "serve", "--data", str(self.home), "--port", self._port, "--json")
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the portal did not start"
        self.url = json.loads(line)["url"]
        self._port = self.url.rpartition(":")[2]

    def stop(self) -> None:
        """Gone: connections to its address are refused until it starts again."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate(timeout=WAIT)
        self._process = None

    def is_alive(self) -> bool:
        """Whether it still serves, a moment given to whoever is dying."""
        assert self._process is not None
        try:
            self._process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            return True
        return False

    def stats(self) -> dict[str, Any]:
        """What the portal holds of the office, by its own count."""
        command = (*PORTAL, "stats", "--data", str(self.home), "--json")
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=clean_environment(), check=True)
        counts: dict[str, Any] = json.loads(done.stdout)["by_office"][OFFICE]
        return counts

    def page(self, path: str) -> str:
        return self._get(path).text

    def content(self, path: str) -> bytes:
        """A file as anyone downloads it."""
        return self._get(path).content

    def download(self, ocid: str, name: str) -> Any:
        """A published document, read as strictly as an import reads."""
        return canonical.decode_strict(self._get(f"/proceso/{quote(ocid)}/{name}.json").content)

    def json(self, ocid: str, name: str) -> Any:
        """A published document as any JSON reader sees it, for the official schemas."""
        return json.loads(self._get(f"/proceso/{quote(ocid)}/{name}.json").content)

    def status_of(self, path: str) -> int:
        with requests.get(self.url + path, timeout=WAIT) as answer:
            return answer.status_code

    def _get(self, path: str) -> requests.Response:
        with requests.get(self.url + path, timeout=WAIT) as answer:
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            answer.encoding = "utf-8"
            return answer
