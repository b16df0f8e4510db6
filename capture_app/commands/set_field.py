"""`set`: one edit, read as the window reads what is typed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from capture_app.changes import FieldEdit
from capture_app.commands.session import Session
from capture_app.commands.verb import DONE, FINDINGS, Verb, answer_of
from capture_app.errors import BadInput
from capture_app.ids import SystemClock
from capture_app.words import say
from forms.pointers import PathError, to_path
from forms.reading import Unreadable, read_typed
from forms.record_type import Field, FieldType
from sync.canonical import JsonRefused, decode_strict
from sync.rows import FOLIO_PATH

if TYPE_CHECKING:
    from capture_app.app import App

_WHOLE = frozenset({FieldType.COMPOSITE, FieldType.ROWS, FieldType.ANY})


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("ocid", metavar="OCID", help="identificador o folio del expediente")
    parser.add_argument("path", metavar="LUGAR", help="lugar del dato, como /tender/title o /awards/0/status")
    parser.add_argument("value", metavar="VALOR", help="lo que se escribe; vacío lo quita; los grupos van en JSON")


def _run(session: Session, arguments: Namespace) -> int:
    app = session.writer()
    view = app.capture.open(arguments.ocid)
    try:
        edit = edit_of(app, view.record_type, view.body, arguments.path, arguments.value)
    except Unreadable as error:
        session.say(str(error))
        return FINDINGS
    changes = app.capture.save_fields(view.record_id, [edit])
    if session.as_json:
        session.result(answer_of(changes))
    else:
        session.line(say("set.done" if changes.paths else "set.same", ocid=changes.ocid))
    return DONE


def edit_of(app: App, record_type: str, body: dict[str, Any], pointer: str, text: str) -> FieldEdit:
    if pointer == FOLIO_PATH:
        return FieldEdit(FOLIO_PATH, text or None)
    law = app.catalog.record_types[record_type]
    array, _, last = pointer.rpartition("/")
    try:
        item = law.field_at(array if last == "-" else pointer)
        path = f"{to_path(body, array)}/@" if last == "-" else to_path(body, pointer)
    except PathError as error:
        raise BadInput(say("set.no_place", path=pointer), place=pointer) from error
    is_row = last == "-" or law.node_at(pointer) is not None
    if item is None and not is_row:
        raise BadInput(say("set.no_place", path=pointer), place=pointer)
    value = _read(item, text, app, pointer)
    return FieldEdit(path, value, "row_add") if last == "-" else FieldEdit(path, value)


def _read(item: Field | None, text: str, app: App, pointer: str) -> Any:
    if not text:
        return None
    if item is not None and item.type not in _WHOLE:
        return read_typed(item, text, SystemClock().today(app.settings.zone), app.catalog)
    try:
        return decode_strict(text.encode())
    except JsonRefused as error:
        raise BadInput(say("set.not_json", path=pointer, place=error.place.column), place=pointer) from error


SET = Verb("set", "Escribe un dato de un expediente.", _run, _arguments)
