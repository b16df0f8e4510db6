"""The directory of suppliers and areas: read off all bodies, the home of no value (decisions 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from capture_app.changes import KnownParty
from capture_app.patching import Body
from capture_app.store.connection import Connection
from capture_app.store.projection import unaccented
from sync.canonical import decode, encode

_RFC = re.compile(r"[A-Z&Ñ]{3,4}\d{6}[A-Z0-9]{3}")
GENERIC = frozenset(("XAXX010101000", "XEXX010101000"))


def refresh(connection: Connection, record_id: str, body: Body) -> None:
    """Read a record's parties again, inside the transaction that changes it."""
    connection.execute("DELETE FROM party WHERE record_id = ?", (record_id,))
    for key, row in _rows(record_id, body):
        connection.execute("INSERT OR REPLACE INTO party VALUES (?, ?, ?, ?, ?, ?, ?)", (record_id, key, *row))


def _rows(record_id: str, body: Body) -> Iterator[tuple[str, tuple[Any, ...]]]:
    parties = body.get("parties")
    for party in parties if isinstance(parties, list) else ():
        name = str(party.get("name") or "")
        rfc = _rfc_of(party)
        key = rfc or " ".join(unaccented(name).split())
        if key:
            roles = " ".join(str(role) for role in party.get("roles") or ())
            yield key, (name, rfc, roles, unaccented(f"{name} {rfc}"), encode(_without_place(party)))


def _rfc_of(party: Body) -> str:
    """The RFC, where there is one that names somebody."""
    identifier = party.get("identifier")
    text = str(identifier.get("id") or "").upper() if isinstance(identifier, dict) else ""
    return text if _RFC.fullmatch(text) and text not in GENERIC else ""


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
