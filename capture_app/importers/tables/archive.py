"""A zipped workbook is looked at before it is opened: its parts, and what they would become."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from capture_app.importers.tables.limits import MIB, Limits
from capture_app.importers.tables.refused import TableRefused

_WORTH_A_LOOK = 8 * MIB
_CHUNK = 1 * MIB
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>|</c>)|<f[^>]*/>\s*(?:<v\s*/>|<v>\s*</v>|</c>)")
_ERROR = re.compile(rb"<c\s[^>]*\bt=[\"']e[\"']")
_BLANK = {"formulas": (b"<f", _FORMULA), "errors": (b't="e"', _ERROR)}
_PEEK = 4096
_OF_WORKBOOKS = frozenset(("[Content_Types].xml", "content.xml", "mimetype"))


def inspect(path: Path, limits: Limits) -> None:
    """Refuse an archive with too many parts, too great a ratio, or XML that declares its own entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            _inspect_parts(archive, archive.infolist(), limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise TableRefused("table_damaged", str(error)) from error


def _inspect_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.entries:
        raise TableRefused("table_bomb", f"{len(parts):,}")
    total = sum(part.file_size for part in parts)
    ratios = (part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > _WORTH_A_LOOK)
    if total > limits.unpacked_bytes or any(ratio > limits.ratio for ratio in ratios):
        raise TableRefused("table_bomb", f"{total // MIB:,} MB")
    if any(part.flag_bits & 0x1 for part in parts):
        raise TableRefused("table_password")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")) and part.file_size:
            with archive.open(part) as stream:
                if _DOCTYPE.search(stream.read(_PEEK)):
                    raise TableRefused("table_entities", part.filename)


def text_tables(archive: zipfile.ZipFile) -> list[str]:
    """The names of the text tables in a zip, none where it is a workbook of an office program."""
    names = archive.namelist()
    if _OF_WORKBOOKS.intersection(names):
        return []
    return [name for name in names if name.lower().endswith(".csv")]


def is_of_text(path: Path) -> bool:
    """Whether the file is a zip with text tables in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(text_tables(archive))
    except (zipfile.BadZipFile, NotImplementedError):
        return False


def is_of_others(path: Path) -> bool:
    """Whether the file calls itself a zip, and is one of something else than a workbook's parts."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {PurePosixPath(name).name for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError):
        return False
    return path.suffix.lower() == ".zip" and bool(names) and names.isdisjoint(_OF_WORKBOOKS)


def refuse_others(path: Path, spool: IO[bytes], limits: Limits) -> None:
    """Say what is in a zip that cannot be read as it is; TableRefused always."""
    inspect(path, limits)
    with zipfile.ZipFile(path) as archive:
        names = [part.filename for part in archive.infolist() if not part.is_dir()]
    raise TableRefused("table_packed", ", ".join(names))


def cells_without_value(path: Path) -> dict[str, int]:
    """How many formulas were saved without their result, as programs that do not calculate leave them, and how many
    cells say an error (`#REF!`): both come as blank."""
    count = dict.fromkeys(_BLANK, 0)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for kind, (sign, pattern) in _BLANK.items():
                    count[kind] += _count_in(archive, name, sign, pattern)
    return count


def _count_in(archive: zipfile.ZipFile, name: str, sign: bytes, pattern: re.Pattern[bytes]) -> int:
    with archive.open(name) as stream:
        count, rest = 0, b""
        while chunk := stream.read(_CHUNK):
            data = rest + chunk
            if sign not in data:
                rest = data[-len(sign) :]
                continue
            found = list(pattern.finditer(data))
            count += len(found)
            rest = data[max(found[-1].end() if found else 0, len(data) - _PEEK) :]
    return count
