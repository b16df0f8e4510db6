"""An invented office in a temporary folder, open and closed for a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capture_app.bootstrap import App, build
from capture_app.settings import Settings, write_settings

PREFIX = "ocds-213czf"


def begin(folder: Path, *prefixes: str) -> Path:
    """A folder with the settings of an office that is enrolled nowhere."""
    settings = Settings("LAGUNA", "Municipio de Laguna Azul (INVENTADO)", prefixes or (PREFIX,), "Ana Inventada")
    write_settings(folder, settings)
    return folder


@contextmanager
def opened(folder: Path, *, read_only: bool = False) -> Iterator[App]:
    app = build(folder, read_only=read_only)
    try:
        yield app
    finally:
        app.close()
