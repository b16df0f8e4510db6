"""Adjoining files to a process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from capture_app.changes import Changes, Document, FieldEdit, PagePicture
from capture_app.errors import BadInput
from capture_app.store import attachments, records
from capture_app.store.desk import Desk
from capture_app.store.photographs import without_location
from capture_app.store.processes import ProcessStore
from capture_app.words import say
from forms.documents import READ_HERE, is_photograph, public_content
from forms.pointers import KEY, get
from forms.record_type import RecordType


def _is_picture(file: Path) -> bool:
    return is_photograph(attachments.media_type_of(file.name))


def _can_be_cleaned(file: Path) -> bool:
    return attachments.media_type_of(file.name) in READ_HERE


def _documents(value: Any) -> Iterator[dict[str, Any]]:
    """Every row of every list called `documents`, at any depth."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        if name == "documents" and isinstance(member, list):
            yield from (row for row in member if isinstance(row, dict))
        yield from _documents(member)


class AttachmentService:
    """Files of this computer in the documents of a record."""

    def __init__(self, desk: Desk, processes: ProcessStore, folder: attachments.DocumentFolder) -> None:
        self._desk = desk
        self._processes = processes
        self._folder = folder

    def attach(self, record_id: str, document_row_path: str, file: Path, *, keeps_location: bool = False) -> Changes:
        """Keep the file by its content and link it to a row of documents (".../@" adds the row).

        The original stays as it is; of a photograph a version for the public is made that does not say where it
        was taken, unless it is chosen that it may. A photograph of a kind nobody here can clean is kept and does
        not leave until a version for the public is put beside it. BadInput for a damaged picture.
        """
        desk = self._desk
        found = records.find(desk.connection, record_id)
        if not file.is_file():
            raise BadInput(say("attach.no_file", name=file.name), str(file))
        public = None if keeps_location else self._without_location(file)
        content = self._folder.keep(file)
        if keeps_location and _is_picture(file):
            public = content[0]
        with desk.connection.transaction():
            path, added = self._row(found, document_row_path)
            row = attachments.link(desk, found, path.rpartition("@")[2], file.name, content, public)
            changes = self._processes.save(found, self._edits(found, path, row["name"], row["media_type"]))
        return changes if changes.paths else added or changes

    def attach_public(self, record_id: str, document_row_path: str, file: Path) -> Changes:
        """Put beside the original of a row the version for the public; a photograph loses its place."""
        desk = self._desk
        found = records.find(desk.connection, record_id)
        if not file.is_file():
            raise BadInput(say("attach.no_file", name=file.name), str(file))
        if _is_picture(file) and not _can_be_cleaned(file):
            raise BadInput(say("photo.unreadable"), str(file), action_es=say("photo.unreadable.action"))
        public = self._without_location(file) or self._folder.keep(file)[0]
        with desk.connection.transaction():
            if not attachments.set_public(desk, found, document_row_path.rpartition("@")[2], public):
                raise BadInput(say("attach.no_original"), place=document_row_path)
            return self._processes.unchanged(records.load(desk.connection, found), (document_row_path,))

    def choose_location(self, record_id: str, document_row_path: str, *, keeps: bool) -> Changes:
        """Whether the photograph of a row goes out with the place where it was taken; BadInput where it has none."""
        desk = self._desk
        found, key = records.find(desk.connection, record_id), document_row_path.rpartition("@")[2]
        document = next((item for item in attachments.of_record(desk, found) if item.row_key == key), None)
        if document is None or document.media_type not in READ_HERE:
            raise BadInput(say("attach.no_original"), place=document_row_path)
        public = document.sha256 if keeps else self._cleaned(document.sha256)
        with desk.connection.transaction():
            attachments.set_public(desk, found, key, public)
            return self._processes.unchanged(records.load(desk.connection, found), (document_row_path,))

    def picture(self, document: Document, page: int, width: int) -> PagePicture:
        """A page of a document to look at; BadInput for one that cannot be drawn."""
        from capture_app.services.pages import page_picture

        with self._folder.open(document.sha256) as content:
            return page_picture(content, document.name, document.media_type, page, width)

    def public_file(self, record_id: str, document: Document) -> str:
        """The SHA-256 of what may leave the office of a document, "" for nothing."""
        body = records.load(self._desk.connection, records.find(self._desk.connection, record_id)).body
        row = next((row for row in _documents(body) if row.get(KEY) == document.row_key), {})
        return public_content(row, document.sha256, document.public_sha256, document.media_type)

    def _cleaned(self, sha256: str) -> str:
        return self._folder.keep_bytes(without_location(self._folder.read(sha256)))

    def _without_location(self, file: Path) -> str | None:
        """The SHA-256 of the photograph without its place, None for a file that cannot be read as a picture."""
        return self._folder.keep_bytes(without_location(file.read_bytes())) if _can_be_cleaned(file) else None

    def detach(self, record_id: str, document_row_path: str) -> Changes:
        """Take the link away; row and content stay."""
        found = records.find(self._desk.connection, record_id)
        with self._desk.connection.transaction():
            attachments.unlink(self._desk, found, document_row_path.rpartition("@")[2])
            return self._processes.unchanged(records.load(self._desk.connection, found), (document_row_path,))

    def content(self, sha256: str) -> bytes:
        """What a document holds."""
        return self._folder.read(sha256)

    def take_out(self, document: Document) -> Path:
        """A copy with the document's own name, for other programs; what they do to it changes nothing here."""
        return self._folder.take_out(document.sha256, document.name)

    def documents(self, record_id: str) -> tuple[Document, ...]:
        """The files linked to a record."""
        return attachments.of_record(self._desk, records.find(self._desk.connection, record_id))

    def _row(self, record_id: str, path: str) -> tuple[str, Changes | None]:
        """The row's path, made where ".../@" asks for a new one."""
        if not path.endswith("/@"):
            if get(records.load(self._desk.connection, record_id).body, path) is None:
                raise BadInput("No existe ese renglón de documentos.", place=path)
            return path, None
        whole = f"{path}{self._desk.ids.row_key()}"
        return whole, self._processes.save(record_id, [FieldEdit(whole, kind="row_add")])

    def _edits(self, record_id: str, path: str, name: str, media_type: str) -> list[FieldEdit]:
        """Title and format of the document, where the law has them and nobody has written them."""
        record = records.load(self._desk.connection, record_id)
        law: RecordType = self._desk.law(record.record_type)
        wanted = {f"{path}/title": name, f"{path}/format": media_type}
        return [
            FieldEdit(place, value)
            for place, value in wanted.items()
            if law.field_at(place) is not None and get(record.body, place) is None
        ]
