"""Offices script against the command line: verbs, JSON members and exit codes, beside the window too."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.desktop import Desktop
from tests.journeys.files import INVENTED_OCID, invented_file
from tests.journeys.portal_server import OFFICE, OFFICE_NAME, PREFIX, ROOT, USER, clean_environment

TITLE = "/tender/title"
COUNTS = {"sent", "acked", "duplicate", "merged", "conflict", "rejected", "held", "pending"}
SUMMARY = {"id", "ocid", "folio", "title", "stage", "status", "amount", "currency", "problems"}
PROBLEM = {"place", "pointer", "code", "level", "message"}
IMPORTED = {"file", "format", "read", "stored", "unchanged", "refused", "kept_aside", "problems"}
TOTALS = {"read", "stored", "unchanged", "refused", "kept_aside"}
FORMATS = ("ocds-release-package", "ocds-record-package", "jsonl")
LEVELS = {"error", "warning", "note", "guide"}
ACTS = ("submit", "return", "submit", "approve", "publish")
WRITER = """
import sys
from pathlib import Path
from capture_app.bootstrap import build
from capture_app.changes import FieldEdit

def hold(point):
    if point == "save.before_commit":
        print("inside", flush=True)
        sys.stdin.readline()

app = build(Path(sys.argv[1]), failpoint=hold)
record = app.capture.find(sys.argv[2])
print("open", flush=True)
sys.stdin.readline()
app.capture.save_fields(record, [FieldEdit("/tender/title", "De la ventana")])
print("saved", flush=True)
sys.stdin.readline()
app.close()
"""


class OtherWindow:
    """Another process that has the office open for writing."""

    def __init__(self, folder: Path, ocid: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), ocid],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=clean_environment(),
        )
        self.says("open")

    def says(self, word: str) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == word

    def goes_on(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate(timeout=30)


@contextmanager
def another_window(folder: Path) -> Iterator[OtherWindow]:
    window = OtherWindow(folder, INVENTED_OCID)
    try:
        yield window
    finally:
        window.kill()


@pytest.fixture
def office(stranger: Desktop, tmp_path: Path) -> Desktop:
    stranger.captura("import", invented_file(tmp_path))
    return stranger


def reading_verbs(out: Path) -> tuple[tuple[str | Path, ...], ...]:
    return (
        ("list",),
        ("show", INVENTED_OCID),
        ("validate", "--all"),
        ("validate", "--ocid", INVENTED_OCID),
        *(("export", name, "--out", out / name) for name in FORMATS),
        ("status",),
        ("schema", "--out", out / "schema"),
        ("dictionary", "--out", out / "dictionary"),
        ("check",),
        ("import", "--dry-run", invented_file(out, "ocds-xs1qbl-inventado-0002")),
    )


def writing_verbs(out: Path) -> tuple[tuple[str | Path, ...], ...]:
    return (
        ("import", invented_file(out, "ocds-xs1qbl-inventado-0002")),
        ("set", INVENTED_OCID, TITLE, "De la línea de órdenes"),
        *((act, INVENTED_OCID) for act in ("submit", "return", "approve", "publish")),
        ("send",),
    )


def test_reading_verbs_answer_beside_a_writer_even_in_the_middle_of_its_save(office, tmp_path):
    before = office.captura("show", INVENTED_OCID)
    with another_window(office.folder) as window:
        for verb in reading_verbs(tmp_path):
            office.say(*verb)
        window.goes_on()
        window.says("inside")
        for verb in reading_verbs(tmp_path):
            office.say(*verb)
        assert office.captura("show", INVENTED_OCID) == before
        window.goes_on()
        window.says("saved")
        assert office.captura("show", INVENTED_OCID)["tender"]["title"] == "De la ventana"


def test_writing_verbs_answer_3_beside_a_writer_and_change_nothing(office, tmp_path):
    before = (office.captura("list"), office.captura("show", INVENTED_OCID), office.captura("status"))
    with another_window(office.folder):
        for verb in writing_verbs(tmp_path):
            said = office.say(*verb, code=3)
            assert "la ventana está abierta" in said.err, verb
            assert said.out == "", verb
        assert (office.captura("list"), office.captura("show", INVENTED_OCID), office.captura("status")) == before
    office.say("set", INVENTED_OCID, TITLE, "Ya se cerró")


def test_each_verb_answers_the_members_of_the_table(desktop, tmp_path):
    file = invented_file(tmp_path, "ocds-xs1qbl-inventado-0001")
    report = desktop.captura("import", file)
    assert set(report) == {"files", "totals"}
    assert set(report["totals"]) == TOTALS
    (one,) = report["files"]
    assert set(one) == IMPORTED
    assert all(set(problem) == PROBLEM for problem in one["problems"])
    assert one["read"] == one["stored"] + one["unchanged"] + one["refused"]
    (summary,) = desktop.captura("list")
    assert set(summary) == SUMMARY
    assert set(summary["problems"]) == {"error", "warning", "note"}
    assert set(desktop.captura("set", INVENTED_OCID, TITLE, "Otro")) == {"ocid", "status", "version"}
    found = desktop.captura("validate", "--all")
    assert found
    assert all(set(item) == {"ocid", "pointer", "code", "level", "message"} for item in found)
    assert {item["level"] for item in found} <= LEVELS
    for name in FORMATS:
        exported = desktop.captura("export", name, "--out", tmp_path / name)
        assert set(exported) == {"format", "records", "files"}
        assert [set(written) for written in exported["files"]] == [{"path", "bytes", "sha256"}]
    for act in ACTS:
        done = desktop.captura(act, INVENTED_OCID)
        assert set(done) == {"ocid", "status", "version"}
    assert set(desktop.captura("send")) == COUNTS
    assert set(desktop.captura("status")) == COUNTS
    assert set(desktop.captura("check")) == {"records", "bad"}
    assert desktop.captura("list")[0]["status"] == "approved"


def test_init_answers_the_settings(tmp_path):
    made = Desktop(tmp_path / "new")
    given = ("--office-code", OFFICE, "--office", OFFICE_NAME, "--ocid-prefix", PREFIX, "--user", USER)
    settings = made.captura("init", *given)
    assert (settings["office_code"], settings["office_name"], settings["user"]) == (OFFICE, OFFICE_NAME, USER)
    assert settings["ocid_prefixes"] == [PREFIX]
    assert made.say("init", *given, code=1).err


def test_exit_codes_say_what_kind_of_trouble_it_was(office, tmp_path):
    """1 findings or refused items, 2 wrong use, 3 the world failed; every trouble has Spanish words on stderr."""
    broken = tmp_path / "broken.json"
    broken.write_text('{"releases": [', encoding="utf-8")
    not_a_folder = tmp_path / "a-file"
    not_a_folder.write_text("", encoding="utf-8")
    expected = (
        (1, ("import", broken)),
        (1, ("import", tmp_path / "missing.json")),
        (1, ("set", INVENTED_OCID, "/tender/value/amount", "39 m")),
        (1, ("approve", INVENTED_OCID)),
        (1, ("send",)),
        (2, ("nothing",)),
        (2, ("import",)),
        (2, ("export", "pdf", "--out", tmp_path / "x")),
        (2, ("set", INVENTED_OCID, "/no/such", "x")),
        (2, ("show", "ocds-xs1qbl-nobody")),
        (2, ("validate",)),
        (3, ("export", "jsonl", "--out", not_a_folder / "x.jsonl")),
    )
    for code, verb in expected:
        said = office.words(*verb, code=code)
        assert said.err.strip(), verb
        assert office.say(*verb, code=None).code == code, verb
        assert "Traceback" not in said.err, verb
    assert len(office.captura("list")) == 1


def test_what_cannot_be_published_is_refused_by_name_and_nothing_of_the_order_is_done(office, tmp_path):
    """Publishing two records of which one has an error publishes none."""
    bare = tmp_path / "bare.json"
    release = {"ocid": "ocds-xs1qbl-vacio-0003", "id": "1", "date": "2026-01-01T00:00:00Z", "tender": {"title": "A"}}
    bare.write_text(json.dumps(release), encoding="utf-8")
    office.captura("import", bare)
    said = office.say("publish", INVENTED_OCID, "ocds-xs1qbl-vacio-0003", code=1)
    assert said.out == ""
    assert said.err.strip()
    assert {row["status"] for row in office.captura("list")} == {"draft"}


def test_the_streams_are_kept_apart_for_pipes(office):
    """Results on stdout, words on stderr, in a process of its own and without a terminal."""
    said = office.run("list", environment={"PYTHONWARNINGS": "error", "PYTHONIOENCODING": "ascii"})
    assert (said.code, said.err) == (0, "")
    assert [row["ocid"] for row in said.value] == [INVENTED_OCID]
    refused = office.run("show", "no-existe")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.strip()
