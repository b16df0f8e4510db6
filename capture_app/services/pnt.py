"""Formats of the transparency platform: ours, or a definition that somebody loads."""

from __future__ import annotations

from pathlib import Path

from capture_app.errors import BadInput, CaptureError
from capture_app.exporters.pnt.definition import DefinitionError, PntFormat, read_formats
from capture_app.exporters.registry import Exporter, exporter_of, pnt_exporter
from capture_app.words import reason, say
from forms.quarters import Quarter, read_quarter

PNT = "pnt"


def exporter_for(
    name: str, quarter: str | None = None, definition: Path | None = None, format_id: str | None = None
) -> Exporter:
    """The exporter of a name; of the platform, for the quarter reported and with the definition of the file."""
    of = asked_quarter(quarter) if quarter else None
    if definition is not None:
        return pnt_exporter(name, load_format(definition, format_id), of)
    if name == PNT:
        raise BadInput(say("pnt.definition.needed"), place="--definition")
    found = exporter_of(name)
    return pnt_exporter(name, found.pnt.format, of) if found.pnt is not None else found


def load_format(path: Path, format_id: str | None = None) -> PntFormat:
    """The format that a file defines; BadInput names the file and what is wrong in it."""
    try:
        found = read_formats(path.read_bytes(), path.name)
    except OSError as error:
        raise CaptureError(say("pnt.definition.unreadable", path=path, detail=reason(error))) from error
    except (DefinitionError, KeyError, TypeError, ValueError) as error:
        raise BadInput(say("pnt.definition.wrong", detail=error), str(path)) from error
    chosen = [item for item in found if format_id in (None, item.id)]
    if len(chosen) != 1:
        numbers = ", ".join(item.id for item in found)
        raise BadInput(say("pnt.definition.many", formats=numbers), str(path))
    return chosen[0]


def asked_quarter(said: str) -> Quarter:
    """The quarter that a person wrote; BadInput for what is none."""
    try:
        return read_quarter(said)
    except ValueError as error:
        raise BadInput(say("pnt.quarter.wrong", quarter=said), place="--quarter") from error
