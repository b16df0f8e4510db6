"""The directory of suppliers and areas: read off all bodies, the home of no value (decisions 6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from capture_app.changes import KnownParty
from capture_app.patching import Body
from capture_app.store.connection import Connection
from capture_app.store.spelling import unaccented
from forms.nobody import GENERIC_KEYS
from sync.canonical import decode, encode

_RFC = re.compile(r"[A-Z&Ñ]{3,4}\d{6}[A-Z0-9]{3}")


def refresh(connection: Connection, record_id: str, body: Body) -> None:
    """Read a record's parties again, inside the transaction that changes it."""
    forget(connection, record_id)
    remember(connection, record_id, body)


def forget(connection: Connection, record_id: str) -> None:
    """Take away the parties of a record."""
    connection.execute("DELETE FROM party WHERE record_id = ?", (record_id,))


def remember(connection: Connection, record_id: str, body: Body) -> None:
    """Write the parties of a record that has none yet."""
    for key, row in _rows(record_id, body):
        connection.execute("INSERT OR REPLACE INTO party VALUES (?, ?, ?, ?, ?, ?, ?)", (record_id, key, *row))


def _rows(record_id: str, body: Body) -> Iterator[tuple[str, tuple[Any, ...]]]:
    parties = body.get("parties")
    for party in parties if isinstance(parties, list) else ():
        name, rfc, key = str(party.get("name") or ""), _rfc_of(party), key_of(party)
        if key:
            roles = " ".join(str(role) for role in party.get("roles") or ())
            yield key, (name, rfc, roles, unaccented(f"{name} {rfc}"), encode(_without_place(party)))


def key_of(party: Body) -> str:
    """What an organisation is known by: its RFC, else its name without accents."""
    return _rfc_of(party) or " ".join(unaccented(str(party.get("name") or "")).split())


def _rfc_of(party: Body) -> str:
    """The RFC, where there is one that names somebody."""
    identifier = party.get("identifier")
    text = str(identifier.get("id") or "").upper() if isinstance(identifier, dict) else ""
    return text if _RFC.fullmatch(text) and text not in GENERIC_KEYS else ""


def _without_place(party: Body) -> Body:
    """What can be used again in another record."""
    return {name: value for name, value in party.items() if name not in ("_key", "id", "roles")}


def known(connection: Connection, text: str, role: str | None, limit: int) -> tuple[KnownParty, ...]:
    """Parties with every word of the text, those in most records first, each as last written."""
    words = unaccented(text).split()
    where = ["1", *("search_text LIKE ?" for _ in words), *(["roles LIKE ?"] if role else [])]
    parameters = [f"%{word}%" for word in (*words, *([role] if role else []))]
    found = connection.rows(
        "SELECT party_key, name, rfc, body, count(*) AS times, max(record_id) FROM party"  # noqa: S608 - ours
        f" WHERE {' AND '.join(where)} GROUP BY party_key ORDER BY times DESC, name LIMIT ?",
        [*parameters, limit],
    )
    return tuple(
        KnownParty(row["party_key"], row["name"], row["rfc"], row["times"], decode(row["body"])) for row in found
    )


def everyone(connection: Connection) -> Iterator[KnownParty]:
    """Every supplier of the directory, one a key, by name; its body is not read."""
    sql = (
        "SELECT party_key, max(name) AS name, max(rfc) AS rfc, count(*) AS times FROM party WHERE roles LIKE ?"
        " OR roles LIKE ? OR roles LIKE ? GROUP BY party_key ORDER BY name"
    )
    for row in connection.each(sql, ("%supplier%", "%tenderer%", "%payee%")):
        yield KnownParty(row["party_key"], row["name"] or row["party_key"], row["rfc"], row["times"], {})


def last_written(connection: Connection, key: str) -> KnownParty | None:
    """One organisation as the newest record has it."""
    sql = "SELECT name, rfc, body FROM party WHERE party_key = ? ORDER BY record_id DESC"
    found = connection.rows(sql, (key,))
    if not found:
        return None
    row = found[0]
    return KnownParty(key, row["name"] or key, row["rfc"], len(found), decode(row["body"]))


def records_with(connection: Connection, keys: Iterable[str]) -> tuple[str, ...]:
    """The records that name any of these organisations, the newest first."""
    wanted = list(keys)
    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT DISTINCT record_id FROM party WHERE party_key IN ({marks}) ORDER BY record_id DESC"  # noqa: S608 - ours
    return tuple(row["record_id"] for row in connection.rows(sql, wanted))


REGISTERS = ("sanctioned_supplier", "integrity_registry", "supplier_registry")
_IN_REGISTERS = f"record_type IN ({', '.join(repr(name) for name in REGISTERS)}) AND deleted_at IS NULL"


def named_in_registers(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Every RFC and every title (without accents) of the registers about suppliers, with the registers that have it."""
    found: dict[str, dict[str, None]] = {}
    sql = f"SELECT record_type, title, search_text FROM record WHERE {_IN_REGISTERS}"  # noqa: S608 - ours
    for row in connection.each(sql):
        names = [*_RFC.findall((row["search_text"] or "").upper()), unaccented(row["title"] or "")]
        for name in filter(None, names):
            found.setdefault(name, {})[row["record_type"]] = None
    return {name: tuple(listed) for name, listed in found.items()}


def entries_of(connection: Connection, rfc: str, name: str) -> tuple[str, ...]:
    """Records of those registers that name a supplier: by its RFC, or by its whole name where it has none."""
    wanted = unaccented(rfc or name)
    if not wanted:
        return ()
    sql = f"SELECT record_id, title, search_text FROM record WHERE {_IN_REGISTERS} ORDER BY saved_at DESC"  # noqa: S608
    return tuple(
        row["record_id"]
        for row in connection.each(sql)
        if (wanted in (row["search_text"] or "") if rfc else wanted == unaccented(row["title"] or ""))
    )
