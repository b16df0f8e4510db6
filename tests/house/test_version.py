"""The version is written where the frozen program can read it, and nowhere differently."""

from __future__ import annotations

import tomllib

from capture_app.version import VERSION
from tests.house.source import ROOT


def test_the_program_says_the_version_of_the_project():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION
