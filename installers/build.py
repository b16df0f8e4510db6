"""Builds the frozen program in dist/ and tries it: `python installers/build.py` (= `make package`).

With the same source, the same Python and the same packages, two builds are the same byte by byte; dist/SHA256SUMS
says so of each file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import smoke

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "installers" / "captura.spec"
SUMS = ROOT / "dist" / "SHA256SUMS"
HASH_SEED = "1"
NO_HISTORY = "1760000000"


def source_date() -> str:
    """The moment of the last commit, so that a build of it is always dated the same; a fixed one without history."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given or shutil.which("git") is None:
        return given or NO_HISTORY
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() or NO_HISTORY


def freeze() -> None:
    folders = ("--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build"))
    options = ("--noconfirm", "--clean", "--log-level", "WARN", *folders)
    command = [sys.executable, "-m", "PyInstaller", *options, str(SPEC)]
    fixed = {"PYTHONHASHSEED": HASH_SEED, "SOURCE_DATE_EPOCH": source_date()}
    subprocess.run(command, cwd=ROOT, env={**os.environ, **fixed}, check=True)


def digests(folder: Path) -> list[str]:
    """One line a file, in the form of `sha256sum --check`."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder.parent).as_posix()}"
        for path in files
    ]


def main() -> int:
    begun = time.monotonic()
    freeze()
    lines = digests(smoke.ARTEFACT)
    SUMS.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    whole = hashlib.sha256(SUMS.read_bytes()).hexdigest()
    sys.stdout.write(
        f"{smoke.ARTEFACT}: {len(lines)} files in {time.monotonic() - begun:.0f} s, all together {whole}\n"
    )
    sys.stdout.flush()
    return smoke.main()


if __name__ == "__main__":
    sys.exit(main())
