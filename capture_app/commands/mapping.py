"""`mapping`: describe a table once, so that it can be imported."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, Verb
from capture_app.errors import BadInput
from capture_app.services.mapping_proposal import GRAINS, Proposal
from capture_app.services.mapping_tables import answers_of
from capture_app.words import say


def _arguments(parser: ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser("list", help="muestra las correspondencias guardadas")
    parts.add_parser("fields", help="muestra los campos que una columna puede llenar")
    delete = parts.add_parser("delete", help=say("mapping.help.delete"))
    delete.add_argument("name", metavar="NOMBRE")
    rename = parts.add_parser("rename", help=say("mapping.help.rename"))
    rename.add_argument("name", metavar="NOMBRE")
    rename.add_argument("fresh", metavar="NUEVO")
    propose = parts.add_parser("propose", help="dice qué sería cada columna de una tabla")
    propose.add_argument("file", type=Path, metavar="ARCHIVO")
    save = parts.add_parser("save", help="guarda la correspondencia de una tabla con un nombre")
    save.add_argument("name", metavar="NOMBRE")
    save.add_argument("file", type=Path, metavar="ARCHIVO")
    save.add_argument("--column", action="append", default=[], metavar="TÍTULO=CAMPO", help="corrige una columna")
    save.add_argument("--grain", choices=GRAINS, help="qué es cada renglón")


def _run(session: Session, arguments: Namespace) -> int:
    if arguments.part == "save":
        return _save(session, arguments)
    if arguments.part in ("delete", "rename"):
        return _change(session, arguments)
    mapping = session.reader().mapping
    if arguments.part == "propose":
        _show(session, mapping.propose(arguments.file))
    elif arguments.part == "list":
        _lines(session, list(mapping.names()))
    else:
        _lines(session, [f"{choice.pointer}\t{choice.label}" for choice in mapping.choices() if choice.pointer])
    return DONE


def _lines(session: Session, lines: list[str]) -> None:
    if session.as_json:
        session.result(lines)
    for line in () if session.as_json else lines:
        session.line(line)


def _save(session: Session, arguments: Namespace) -> int:
    mapping = session.writer().mapping
    proposal = mapping.propose(arguments.file, "mapping")
    answers = answers_of(proposal, dict(_correction(text) for text in arguments.column))
    format = mapping.save(arguments.name, answers, arguments.grain or proposal.grain)
    if session.as_json:
        session.result({"format": format})
    else:
        session.line(say("mapping.saved", format=format))
    return DONE


def _change(session: Session, arguments: Namespace) -> int:
    mapping = session.writer().mapping
    if arguments.part == "delete":
        mapping.forget(arguments.name)
    else:
        mapping.rename(arguments.name, arguments.fresh)
    _lines(session, list(mapping.names()))
    return DONE


def _correction(text: str) -> tuple[str, str]:
    title, separator, pointer = text.rpartition("=")
    if not separator:
        raise BadInput(say("mapping.column_shape", what=text))
    return title, pointer


def _show(session: Session, proposal: Proposal) -> None:
    if session.as_json:
        columns = [
            {
                "title": column.title,
                "pointer": column.choice.pointer,
                "label": column.choice.label,
                "sure": column.is_sure,
                "others": [other.pointer for other in column.others],
                "samples": list(column.samples),
                "question": column.question,
            }
            for column in proposal.columns
        ]
        session.result({"format": proposal.format, "sheet": proposal.sheet, "rows": proposal.rows,
                        "grain": proposal.grain, "columns": columns})  # fmt: skip
        return
    if proposal.format:
        session.line(say("mapping.known", format=proposal.format))
    for column in proposal.columns:
        session.line(f"{column.letter}\t{column.title}\t→ {column.choice.label}\t{', '.join(column.samples[:2])}")


MAPPING = Verb("mapping", "Describe una vez las columnas de una tabla para importarla.", _run, _arguments)
