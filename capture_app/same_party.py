"""Two organisations that are one: how alike two names are, and the edits that make one of them in a body. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz

from capture_app.changes import FieldEdit, KnownParty
from capture_app.patching import Body
from forms.codes import fold
from forms.pointers import KEY, expand, to_path
from forms.record_type import FieldType, RecordType

ALIKE = 92
_COMPANY = re.compile(r"\b(s a p i|s a b|s a|s de r l|s c|a c|de c v|de r l|c v|sa|cv|rl|mi)\b")
_SIGNS = re.compile(r"[^a-z0-9ñ]+")
FILLED = ("address", "contactPoint", "additionalIdentifiers", "details")


def bare_name(name: str) -> str:
    """A name without accents, signs or the letters of its kind of company."""
    plain = _SIGNS.sub(" ", fold(name)).strip()
    return " ".join(_COMPANY.sub(" ", plain).split()) or plain


def look_alikes(parties: Iterable[KnownParty]) -> Iterator[tuple[KnownParty, KnownParty]]:
    """Pairs that may be one: alike in name, and not told apart by two different RFCs."""
    blocks: dict[str, list[tuple[str, KnownParty]]] = defaultdict(list)
    for party in parties:
        name = bare_name(party.name)
        blocks[name[:4]].append((name, party))
    for block in blocks.values():
        for at, (name, party) in enumerate(block):
            for other_name, other in block[at + 1 :]:
                told_apart = party.rfc and other.rfc and party.rfc != other.rfc
                if not told_apart and fuzz.token_sort_ratio(name, other_name) >= ALIKE:
                    yield party, other


def merge_edits(
    body: Body, law: RecordType, lost: Collection[str], kept: KnownParty, key_of: Callable[[Any], str]
) -> tuple[FieldEdit, ...]:
    """The edits that make of the lost organisations of a body the kept one; none where it names none of them."""
    rows = [row for row in body.get("parties") or () if isinstance(row, Mapping)]
    winner = next((row for row in rows if key_of(row) == kept.key), None)
    losers = [row for row in rows if key_of(row) in lost]
    edits: list[FieldEdit] = []
    for row in losers:
        if winner is None:
            edits += _as_kept(row, kept)
            edits += _references(body, law, str(row.get("id")), str(row.get("id")), kept.name)
            winner = row
        else:
            edits += _references(body, law, str(row.get("id")), str(winner.get("id")), kept.name)
            edits += _roles(winner, row)
            edits.append(FieldEdit(f"/parties/@{row[KEY]}", None, "row_remove"))
    return tuple(edits)


def _as_kept(row: Mapping[str, Any], kept: KnownParty) -> Iterator[FieldEdit]:
    """Name and identifier of the kept one; what else it has only where the row says nothing."""
    place = f"/parties/@{row[KEY]}"
    yield FieldEdit(f"{place}/name", kept.name)
    if kept.party.get("identifier"):
        yield FieldEdit(f"{place}/identifier", kept.party["identifier"])
    for name in FILLED:
        if kept.party.get(name) and not row.get(name):
            yield FieldEdit(f"{place}/{name}", kept.party[name])


def _roles(winner: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[FieldEdit]:
    before = [str(role) for role in winner.get("roles") or ()]
    more = [str(role) for role in row.get("roles") or () if role not in before]
    if more:
        yield FieldEdit(f"/parties/@{winner[KEY]}/roles", [*before, *more])


def _references(body: Body, law: RecordType, before: str, now: str, name: str) -> Iterator[FieldEdit]:
    """Every reference to an organisation, wherever the law has one."""
    for field in law.walk():
        if field.group != "organization_reference":
            continue
        pattern = f"{field.pointer}/*" if field.type is FieldType.ROWS else field.pointer
        for pointer, value in expand(body, pattern):
            if isinstance(value, Mapping) and str(value.get("id")) == before:
                path = to_path(body, pointer)
                if before != now:
                    yield FieldEdit(f"{path}/id", now)
                if value.get("name") != name:
                    yield FieldEdit(f"{path}/name", name)
