"""Tries the frozen program, never the source: `python installers/smoke.py [dist/CapturaAbierta]`.

The folder is first copied elsewhere and the programs run with an empty environment, so that nothing of the
checkout can help them. The window is given keys on a screen in memory; there is no back door in the product.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import screen

ROOT = Path(__file__).resolve().parent.parent
ARTEFACT = ROOT / "dist" / "CapturaAbierta"
SAMPLE = ROOT / "tests" / "fixtures" / "ocds" / "direct_purchase.json"
ENDING = ".exe" if os.name == "nt" else ""
KEPT_VARIABLES = ("SYSTEMROOT", "TEMP", "TMP", "COMSPEC", "PATHEXT") if os.name == "nt" else ()
OFFICE = ("--office-code", "MLA", "--office", "Municipio de Laguna Azul (INVENTADO)", "--ocid-prefix", "ocds-xs1qbl")
CHANGED, TYPED = "Compra de papelería y tóner", "Bancas de concreto para el parque central"
FOREIGN = ("portal", "django", "ninja", "psycopg", "waitress", "whitenoise", "tests", "pytest")
WAIT = 60.0
DONE, FINDINGS, WRONG_USE, WORLD_FAILED = range(4)


class Trial:
    """One copy of the artefact and one office, both in a folder of their own with an awkward name."""

    def __init__(self, artefact: Path, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "Programa de compras ñ"
        shutil.copytree(artefact, self.program, symlinks=True)
        self.sample = Path(shutil.copy(SAMPLE, folder / "muestra.json"))
        self.office = folder / "Oficina número 1"
        self.environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self.environment |= {"HOME": str(folder), "LANG": "C.UTF-8", "CAPTURA_CONFIG_DIR": str(folder / "claves")}

    def run(self, *arguments: str, code: int = DONE, **variables: str) -> str:
        """The console program's answer; it must end with the code and without a traceback."""
        command = [str(self.program / f"captura{ENDING}"), "--data", str(self.office), *arguments]
        environment = {**self.environment, **variables}
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, encoding="utf-8", timeout=WAIT, check=False
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout

    def ask(self, *arguments: str) -> Any:
        return json.loads(self.run("--json", *arguments))

    def titles(self) -> list[str]:
        return [str(record["title"]) for record in self.ask("list")]

    @contextmanager
    def window(self, **variables: str) -> Iterator[subprocess.Popen[str]]:
        """The window's program; killed if the block leaves it running."""
        command = [str(self.program / f"CapturaAbierta{ENDING}"), "--data", str(self.office)]
        log = self.folder / "ventana.log"
        with log.open("w", encoding="utf-8") as said:
            environment = {**self.environment, **variables}
            window = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=said, stderr=said, text=True)
            try:
                yield window
            except AssertionError as error:
                raise AssertionError(f"{error}\nthe window said: {log.read_text(encoding='utf-8')}") from error
            finally:
                window.kill()
                window.wait(WAIT)
        assert not log.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")

    def is_open_in(self, window: subprocess.Popen[str]) -> bool:
        """Whether the window writes in the office. Read from its lock file: to ask by writing would take its place."""
        lock = self.office / "captura.lock"
        return lock.exists() and lock.read_bytes().startswith(f"{window.pid}-".encode())


def await_that(happens: Callable[[], bool], what: str, seconds: float = WAIT) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.2)


def try_contents(trial: Trial) -> str:
    """Nothing of the portal or of the tests is inside, and the law, the words and the time zones are."""
    inside = trial.program / "_internal"
    present = [name for name in FOREIGN if (inside / name).exists()]
    assert not present, present
    for part in ("forms/records", "forms/codelists", "ui/resources", "capture_app/training"):
        assert any((inside / part).iterdir()), part
    assert (inside / "tzdata" / "zoneinfo" / "America" / "Cancun").is_file(), "time zones"
    size = sum(path.lstat().st_size for path in trial.program.rglob("*") if path.is_file() and not path.is_symlink())
    return f"{size / 2**20:.0f} MiB, SQLite {sqlite_version(inside)}"


def sqlite_version(inside: Path) -> str:
    found = [*inside.glob("libsqlite3.so*"), *inside.glob("sqlite3.dll"), *inside.glob("libsqlite3*.dylib")]
    if not found:
        return "of Python itself"
    ask = ctypes.CDLL(str(found[0])).sqlite3_libversion
    ask.restype = ctypes.c_char_p
    return str(ask().decode())


def try_words(trial: Trial) -> str:
    shown = trial.run("--help")
    assert "import" in shown, shown
    trial.run("no-such-verb", code=WRONG_USE)
    trial.run("list", code=WRONG_USE)
    version = trial.run("--version").strip() if "--version" in shown else "no --version in the command line yet"
    return f"help, wrong use, no office, {version}"


def try_capture(trial: Trial) -> str:
    """From an empty folder to a changed record."""
    trial.run("--user", "maria", "init", *OFFICE)
    totals = trial.ask("import", str(trial.sample))["totals"]
    assert totals["stored"] == 1, totals
    ocid = trial.ask("list")[0]["ocid"]
    trial.run("set", ocid, "/tender/title", CHANGED)
    assert trial.titles() == [CHANGED]
    trial.run("set", ocid, "/awards/0/date", "31 dic 2025")
    assert trial.ask("show", ocid)["awards"][0]["date"].startswith("2025-12-31")
    return "init, import, list, set, show"


def try_output(trial: Trial) -> str:
    """Every verb that reads the law, and the export that says what was typed."""
    for form in ("ocds-release-package", "ocds-record-package", "jsonl"):
        file = trial.folder / f"{form}.json"
        assert trial.ask("export", form, "--out", str(file))["records"] == 1
        assert CHANGED in file.read_text(encoding="utf-8"), file
    trial.run("schema", "--out", str(trial.folder / "esquemas"))
    trial.run("dictionary", "--out", str(trial.folder / "diccionario"))
    trial.run("validate", "--all", code=validity(trial))
    assert trial.ask("check") == {"records": 1, "bad": []}
    return "export, schema, dictionary, validate, check"


def validity(trial: Trial) -> int:
    return FINDINGS if trial.ask("list")[0]["problems"]["error"] else DONE


def try_protection(trial: Trial) -> str:
    """Sealed, nothing of the office can be read on the disk; with the recovery key it opens; and it is open again."""
    database = trial.office / "captura.sqlite3"
    recovery = trial.ask("protect", "on")["recovery_key"]
    assert CHANGED.encode() not in database.read_bytes()
    sheet = trial.folder / "hoja.txt"
    sheet.write_text(recovery, encoding="ascii")
    there = {"CAPTURA_RECOVERY_FILE": str(sheet)}
    assert CHANGED in trial.run("list", **there)
    trial.run("protect", "off", **there)
    assert database.read_bytes().startswith(b"SQLite format 3")
    assert trial.titles() == [CHANGED]
    return "sealed, opened with the recovery key, open again"


def try_link(trial: Trial) -> str:
    """Keys and network load too: the portal asked for is not there, which is said and leaves nothing behind."""
    never = trial.folder / "nunca"
    there = ("--portal", "http://127.0.0.1:9", "--code", "AAAA-AAAA")
    for config in (str(trial.folder / "claves"), None):
        kept = {**trial.environment}
        trial.environment.pop("CAPTURA_CONFIG_DIR") if config is None else None
        trial.run("--data", str(never), "--user", "maria", "init", *OFFICE, *there, code=WORLD_FAILED)
        trial.environment = kept
    assert not (never / "settings.toml").exists()
    return "keys, TLS and network load; no portal is a plain answer"


def try_window_without_keys(trial: Trial) -> str:
    """The window opens the office, keeps others from writing, and an end by force leaves the data whole."""
    with trial.window(QT_QPA_PLATFORM="offscreen") as window:
        await_that(lambda: trial.is_open_in(window), "the window opens the office")
        trial.run("set", "x", "/tender/title", "x", code=WORLD_FAILED)
        assert trial.titles() == [CHANGED]
        assert window.poll() is None, "the window ended by itself"
    assert trial.ask("check")["bad"] == []
    return "offscreen: opened, killed, data whole"


def try_window_with_keys(trial: Trial) -> str:
    """A new record typed with keys is in the store before the window is closed, and the window ends well."""
    missing = screen.missing_tools()
    if missing:
        return f"NOT TRIED, missing {', '.join(missing)}: do it by hand, see installers/README.md"
    with screen.screen() as display, trial.window(DISPLAY=display, QT_QPA_PLATFORM="xcb") as window:
        hands = screen.Hands(display, window.pid, WAIT)
        await_that(lambda: trial.is_open_in(window), "the window opens the office")
        hands.press("ctrl+n")
        await_that(lambda: len(trial.titles()) == 2, "Ctrl+N makes a record")
        time.sleep(1)
        hands.type(TYPED)
        hands.press("Tab")
        await_that(lambda: TYPED in trial.titles(), "what was typed is saved")
        hands.close_window()
        assert window.wait(WAIT) == DONE, window.returncode
    assert sorted(trial.titles()) == sorted([CHANGED, TYPED])
    assert trial.ask("check") == {"records": 2, "bad": []}
    return "xcb: opened, Ctrl+N, typed, saved, closed with code 0"


TRIALS = (
    try_contents, try_words, try_capture, try_output, try_protection, try_link,
    try_window_without_keys, try_window_with_keys,
)  # fmt: skip


def main(artefact: Path = ARTEFACT) -> int:
    with tempfile.TemporaryDirectory(prefix="captura-smoke-", ignore_cleanup_errors=True) as folder:
        trial = Trial(artefact, Path(folder))
        for attempt in TRIALS:
            begun = time.monotonic()
            told = attempt(trial)
            sys.stdout.write(f"  {attempt.__name__}: {told} ({time.monotonic() - begun:.1f} s)\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(given).resolve() for given in sys.argv[1:2])))
