"""Whether a file is an electronic invoice, by how it begins."""

from __future__ import annotations

from pathlib import Path

from capture_app.importers.cfdi import CFDI_4

_LOOKED_AT = 4096


def is_invoice(file: Path) -> bool:
    """Whether its first letters are those of a CFDI 4.0; False for what cannot be read."""
    try:
        with file.open("rb") as stream:
            start = stream.read(_LOOKED_AT)
    except OSError:
        return False
    return b"Comprobante" in start and CFDI_4.encode() in start
