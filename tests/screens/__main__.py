"""`python -m tests.screens`: every picture in every dress, each in a process of its own (Qt reads its scale once)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

WINDOW_FRAME = 40
ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "screens"


@dataclass(frozen=True)
class Dress:
    """How the window is shown; of a dress that is not `whole`, only the pictures named are kept."""

    size: tuple[int, int]
    dark: bool = False
    scale: str = "1"
    only: tuple[str, ...] = ()


PAGES = ("inicio", "expedientes", "registros", "proveedores", "revision", "enviar", "ajustes", "capacitacion")
RECORD = ("expediente-tender", "guiado", "historial", "publicar", "paleta")
IMPORT = ("importar-vacio", "importar-revision", "importar-hecho")
OFFICE = ("usuarios", "usuario-nuevo", "montos", "catalogos", "respaldos", "reponer-respaldo", "certificado", "entrar")
STRIPS = ("disco-lleno", "base-reparada", "recuperado", "bloqueo")
IN_DARK = ("publicar-con-errores", "documento", "base-reparada")
DRESSES = {
    "": Dress((1366, 728)),
    "oscuro": Dress((1366, 728), dark=True, only=(*PAGES, *RECORD, *OFFICE, *IN_DARK)),
    "1024": Dress((1024, 560), only=(*PAGES, *RECORD, *IMPORT, *OFFICE, *STRIPS, "expediente-estimaciones")),
    "200": Dress((683, 344), scale="2", only=(*PAGES, *RECORD, *OFFICE, *STRIPS[:3], "importar-vacio", "inicio-vacio")),
}


def photograph(folder: Path, out: Path, dress: str, names: set[str], all_shots: bool) -> None:
    """Run in the child: the pictures of one dress."""
    from PySide6.QtWidgets import QApplication

    from tests.screens.shots import EMPTY, FILLED
    from tests.screens.stage import Stage

    wanted = DRESSES[dress]
    application = QApplication(["captura-abierta"])
    for office, shots in (("empty", EMPTY), ("demo/office", FILLED)):
        chosen = {name: way for name, way in shots.items() if _chosen(name, wanted, names, all_shots)}
        if not chosen:
            continue
        stage = Stage(application, folder / office, wanted.size, wanted.dark)
        with closing(stage):
            for name, way in chosen.items():
                way(stage)
                stage.picture(out / f"{'-'.join(filter(None, (name, dress)))}.png")
                stage.clear()


def _chosen(name: str, dress: Dress, names: set[str], all_shots: bool) -> bool:
    return name in names if names else (all_shots or not dress.only or name in dress.only)


def _child(arguments: Namespace, folder: Path, dress: str) -> None:
    shutil.copytree(folder, folder.parent / f"of-{dress}")
    screen = folder.parent / f"screen-{dress}.json"
    screen.write_text(json.dumps({"screens": [_screen(DRESSES[dress])]}), encoding="ascii")
    platform = f"offscreen:configfile={screen}"
    environment = {**os.environ, "QT_QPA_PLATFORM": platform, "QT_SCALE_FACTOR": DRESSES[dress].scale}
    command = [sys.executable, "-m", "tests.screens", "--office", str(folder.parent / f"of-{dress}")]
    command += ["--out", str(arguments.out), "--dress", dress, *(["--all"] if arguments.all else []), *arguments.names]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _screen(dress: Dress) -> dict[str, object]:
    """The screen Qt believes in, in its real points: what the window has, and its frame."""
    width, height = (round(side * float(dress.scale)) for side in (dress.size[0], dress.size[1] + WINDOW_FRAME))
    plain = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    return {"name": "screen", "x": 0, "y": 0, "width": width, "height": height, **plain}


def main(given: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--out", type=Path, default=KEPT)
    parser.add_argument("--all", action="store_true", help="every picture in every dress, not only those kept")
    parser.add_argument("--dress", choices=DRESSES)
    parser.add_argument("--office", type=Path, help="offices made before: the folder of `demo` and `empty`")
    arguments = parser.parse_args(given)
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.office is not None:
        photograph(arguments.office, arguments.out, arguments.dress or "", set(arguments.names), arguments.all)
        return 0
    with tempfile.TemporaryDirectory(prefix="captura-screens-") as folder:
        offices = Path(folder) / "offices"
        _make(offices)
        for dress in DRESSES if arguments.dress is None else [arguments.dress]:
            _child(arguments, offices, dress)
    return 0


def _make(folder: Path) -> None:
    from tests.office import begin
    from tests.screens.offices import demonstration

    folder.mkdir()
    demonstration(folder / "demo")
    begin(folder / "empty")


if __name__ == "__main__":
    sys.exit(main())
