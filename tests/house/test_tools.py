"""The walls that have tools of their own run inside the suite, so that one command shows all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.source import ROOT

TOOLS = {
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "mypy": ["-m", "mypy"],
    "ruff": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_is_content(tool):
    done = subprocess.run([sys.executable, *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
