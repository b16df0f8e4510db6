"""`schema` and `dictionary`: the law as files."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.exporters.files import write_file
from capture_app.services.law_files import dictionary_files, schema_files


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="CARPETA", help="carpeta donde se escriben")


def _write(session: Session, folder: Path, files: Mapping[str, bytes]) -> int:
    written = [write_file(folder / name, iter([data])) for name, data in files.items()]
    if session.as_json:
        session.result({"files": [file.members() for file in written]})
    else:
        for file in written:
            session.line(file.path)
    return DONE


def _schema(session: Session, arguments: Namespace) -> int:
    return _write(session, arguments.out, schema_files(session.catalog))


def _dictionary(session: Session, arguments: Namespace) -> int:
    return _write(session, arguments.out, dictionary_files(session.catalog))


SCHEMA = Verb("schema", "Escribe los esquemas JSON de lo que se captura.", _schema, _arguments)
DICTIONARY = Verb("dictionary", "Escribe el diccionario de datos de lo que se captura.", _dictionary, _arguments)
