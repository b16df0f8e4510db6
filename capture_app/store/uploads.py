"""Files on their way to the portal: satisfies `sync.ports.Files`. A link is told, its contents follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from capture_app.errors import CaptureError
from capture_app.store import rows
from capture_app.store.attachments import DocumentFolder
from capture_app.store.connection import Connection, Row
from capture_app.store.desk import Desk
from sync import wire
from sync.canonical import content_hash


class Uploads:
    """The office's files and the portal."""

    def __init__(self, desk: Desk, folder: DocumentFolder) -> None:
        self._desk = desk
        self._folder = folder

    def links(self) -> list[wire.FileLink]:
        """Links as they are now that the portal is not known to have been told of so."""
        return [_link(row) for row in self._untold()][: wire.MAX_FILES]

    def every_link(self) -> list[wire.FileLink]:
        """The same, all of them."""
        return [_link(row) for row in self._untold()]

    def to_carry(self) -> list[tuple[str, int]]:
        """(sha256, size in bytes) of the linked contents that the portal is not known to have."""
        sql = (
            "SELECT DISTINCT s.sha256 FROM (SELECT sha256, removed_at FROM attachment UNION"
            " SELECT public_sha256, removed_at FROM attachment WHERE public_sha256 != '') s"
            " LEFT JOIN upload u USING (sha256)"
            " WHERE s.removed_at IS NULL AND u.done_at IS NULL AND u.lost_at IS NULL ORDER BY s.sha256"
        )
        sizes = ((name, self._folder.size_of(name)) for name in self._desk.connection.column(sql))
        return [(name, size) for name, size in sizes if size is not None]

    def arrived(self, contents: Sequence[str], links: Sequence[int]) -> None:
        """The portal has these contents, whole, and was told the links of these numbers."""
        told = set(links)
        with self._desk.connection.transaction():
            for row in self._untold():
                if _number(row) in told:
                    self._note(row)
            for sha256 in sorted(set(contents)):
                self._await(sha256, self._folder.size_of(sha256) or 0)
                self._desk.connection.execute(
                    "UPDATE upload SET sent = size, done_at = ? WHERE sha256 = ?", (self._desk.now(), sha256)
                )

    def _untold(self) -> list[Row]:
        """The present word on each row that has or had a file, where the portal is not known to have heard it; it may
        have heard the one before, by a request or a stick of which no answer came."""
        told = {row["attachment_id"]: row["told"] for row in self._desk.connection.rows("SELECT * FROM told_link")}
        return [row for row in _present_words(self._desk.connection) if told.get(row["attachment_id"]) != _mark(row)]

    def told(self, links: Sequence[wire.FileLink]) -> None:
        """Remember what was said, and let the contents wait for their turn."""
        if not links:
            return
        said = {link.number for link in links}
        with self._desk.connection.transaction():
            for row in self._untold():
                if _number(row) in said:
                    self._note(row)

    def _note(self, row: Row) -> None:
        connection = self._desk.connection
        said = (row["attachment_id"], _mark(row), self._desk.device_id)
        connection.execute("INSERT OR REPLACE INTO told_link (attachment_id, told, device_id) VALUES (?, ?, ?)", said)
        for sha256 in {row["sha256"], row["public_sha256"] or row["sha256"]}:
            size = self._folder.size_of(sha256)
            self._await(sha256, row["size"] if size is None else size)

    def _await(self, sha256: str, size: int) -> None:
        sql = "INSERT OR IGNORE INTO upload VALUES (?, ?, 0, NULL, NULL)"
        self._desk.connection.execute(sql, (sha256, size))

    def waiting(self) -> list[tuple[str, int]]:
        """Contents still linked that the portal does not have whole, the smallest first."""
        sql = (
            "SELECT DISTINCT u.sha256, u.size FROM upload u"
            " JOIN attachment a ON u.sha256 IN (a.sha256, a.public_sha256)"
            " WHERE a.removed_at IS NULL AND u.done_at IS NULL AND u.lost_at IS NULL ORDER BY u.size, u.sha256"
        )
        return [(row["sha256"], row["size"]) for row in self._desk.connection.rows(sql)]

    def open(self, sha256: str) -> BinaryIO | None:
        """A content for reading."""
        try:
            return self._folder.open(sha256, forgiving=True)
        except (CaptureError, OSError):
            return None

    def sent(self, sha256: str, offset: int, complete: bool) -> None:
        """The portal has so much of it."""
        done = self._desk.now() if complete else None
        with self._desk.connection.transaction():
            self._desk.connection.execute(
                "UPDATE upload SET sent = ?, done_at = ? WHERE sha256 = ?", (offset, done, sha256)
            )

    def forget(self) -> None:
        """Tell and ask of everything again."""
        with self._desk.connection.transaction():
            forget(self._desk.connection)

    def lost(self, sha256: str) -> None:
        """It is not here any more, or is not what its name says."""
        with self._desk.connection.transaction():
            self._desk.connection.execute("UPDATE upload SET lost_at = ? WHERE sha256 = ?", (self._desk.now(), sha256))


def forget(connection: Connection) -> None:
    """The portal begins again in another history, which may know less: every link is told again, and of every content
    it is asked how far the portal has it."""
    connection.execute("DELETE FROM told_link")
    connection.execute("UPDATE upload SET sent = 0, done_at = NULL WHERE done_at IS NOT NULL")


def proof(connection: Connection, device_id: str) -> int:
    """What this device told the portal of files and what it confirmed to have, in one number (`sync.wire.Proof`)."""
    said = connection.rows("SELECT attachment_id, told FROM told_link WHERE device_id = ?", (device_id,))
    told = {row["attachment_id"]: row["told"] for row in said}
    words = [row for row in _present_words(connection) if told.get(row["attachment_id"]) == _mark(row)]
    named = {row[content] for row in words if not row["removed_at"] for content in ("sha256", "public_sha256")}
    done = connection.rows("SELECT sha256, size FROM upload WHERE done_at IS NOT NULL")
    return sum(map(_number, words)) + sum(int(row["size"]) + 1 for row in done if row["sha256"] in named)


def _present_words(connection: Connection) -> Iterable[Row]:
    """The last link of each row of documents that has or had a file."""
    found = rows.read(connection, "attachment", "1 ORDER BY attachment_id")
    return {(row["record_id"], row["row_key"]): row for row in found}.values()


def _link(row: Row) -> wire.FileLink:
    return wire.FileLink(
        record_id=row["record_id"],
        row_key=row["row_key"],
        sha256=row["sha256"],
        size=row["size"],
        name=row["name"],
        media_type=row["media_type"],
        public_sha256=row["public_sha256"] or "",
        removed=bool(row["removed_at"]),
        number=_number(row),
    )


def _number(row: Row) -> int:
    """The place of a link's present word among all words on files of this computer: a change is a link of its own,
    and the last word on one is that it was taken away."""
    return int(row["attachment_id"]) * 2 + bool(row["removed_at"])


def _mark(row: Row) -> str:
    return content_hash(wire.members_of(_link(row)))[:16]


def progress(connection: Connection) -> dict[str, tuple[int, int, int]]:
    """For each record with files: (at the portal, lost, of how many), counted by link."""
    sql = (
        "SELECT a.record_id, a.sha256, a.public_sha256, min(u.done_at IS NOT NULL) AS done, max(u.lost_at IS NOT NULL)"
        " AS lost FROM attachment a LEFT JOIN upload u ON u.sha256 IN (a.sha256, a.public_sha256)"
        " WHERE a.removed_at IS NULL GROUP BY a.attachment_id"
    )
    found: dict[str, tuple[int, int, int]] = {}
    for row in connection.rows(sql):
        done, lost, total = found.get(row["record_id"], (0, 0, 0))
        found[row["record_id"]] = (done + bool(row["done"]), lost + bool(row["lost"]), total + 1)
    return found
