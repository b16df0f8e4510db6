"""A zip of text tables, as our own export writes them."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO

from capture_app.importers.tables import archive, delimited
from capture_app.importers.tables.limits import Limits
from capture_app.importers.tables.wire import write_frame

_CHUNK = 256 * 1024


def transcribe(path: Path, spool: IO[bytes], limits: Limits) -> None:
    """Write every text table of a zip as a sheet with the name of its file, as our own export has them."""
    archive.inspect(path, limits)
    write_frame(spool, "book", "text", "", {})
    with tempfile.TemporaryDirectory(dir=Path(spool.name).parent) as folder, zipfile.ZipFile(path) as packed:
        for number, name in enumerate(archive.text_tables(packed)):
            plain = Path(folder) / str(number)
            with packed.open(name) as inside, plain.open("wb") as out:
                shutil.copyfileobj(inside, out, _CHUNK)
            encoding = delimited.find_encoding(plain)
            delimiter = delimited.find_delimiter(plain, encoding)
            delimited.write_table(plain, PurePosixPath(name).stem, encoding, delimiter, spool, limits)
            plain.unlink()
    write_frame(spool, "end")
