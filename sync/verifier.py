"""Checks a whole history (``cap-history/1``) and nothing else: one file that runs alone.

    python verifier.py historia.jsonl [--portal-key BASE64] [--heads cabezas.jsonl]

Needs Python 3.11 and the library ``cryptography``. A history is JSON Lines: a first line ``{"format",
"office_code", "portal_key"}``, then in any order

- ``{"operation": TEXT, "private": {path: [salt, TEXT]}}``: an operation as it was hashed, its personal values apart;
- ``{"receipt": TEXT, "signature": BASE64}``: what the portal signed for one batch;
- ``{"day": TEXT, "signature": BASE64}``: the portal's daily head.

TEXT is the exact canonical JSON that was hashed or signed, so that checking needs no JSON writer. Codes of what can
be wrong are those of ``WORDS``. Exit codes: 0 sound, 1 something is wrong, 2 wrong use.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "cap-history/1"
WORDS = {
    "not_a_history": "no es una historia de Captura Abierta",
    "line_unreadable": "una línea no se puede leer: {where}",
    "other_portal": "la historia dice ser de otro portal",
    "fork": "dos operaciones ocupan el mismo lugar: {where}",
    "missing": "falta una operación de la cadena: {where}",
    "chain_broken": "una operación no sigue a la anterior: {where}",
    "private_altered": "un dato personal no es el que se selló: {where}",
    "receipt_unsigned": "un acuse no tiene la firma del portal: {where}",
    "receipt_unfounded": "un acuse nombra una operación que no está o es otra: {where}",
    "day_unsigned": "una cabeza diaria no tiene la firma del portal: {where}",
    "day_broken": "una cabeza diaria no sigue a la anterior: {where}",
    "day_unfounded": "una cabeza diaria no concuerda con las operaciones: {where}",
}


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong: its code and where (a device and place, a receipt's number, a day)."""

    code: str
    where: str

    def __str__(self) -> str:
        return WORDS[self.code].format(where=self.where)


@dataclass
class Verdict:
    """What was seen: counts, and everything that is wrong."""

    operations: int = 0
    devices: int = 0
    receipts: int = 0
    covered: int = 0
    days: int = 0
    erased: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.wrong

    def note(self, code: str, where: object) -> None:
        self.wrong.append(Wrong(code, str(where)))


@dataclass(frozen=True)
class _Operation:
    device: str
    sequence: int
    previous: str
    digest: str
    members: dict[str, Any]
    private: dict[str, list[str]]

    @property
    def where(self) -> str:
        return f"{self.device} n.º {self.sequence}"


def verify(lines: Iterable[str], portal_key: str = "", published: Iterable[str] = ()) -> Verdict:
    """Check a history; ``portal_key`` (base64) is the key the reader trusts, ``published`` more daily heads."""
    verdict = Verdict()
    found = _read(lines, verdict)
    first = found.pop("first", [{}])[0]
    if first.get("format") != FORMAT:
        verdict.note("not_a_history", "")
        return verdict
    if portal_key and first.get("portal_key") != portal_key:
        verdict.note("other_portal", "")
    key = portal_key or str(first.get("portal_key", ""))
    chains = _chains(found.get("operation", []), verdict)
    for chain in chains.values():
        _check_chain(chain, verdict)
    _check_receipts(found.get("receipt", []), chains, key, verdict)
    days = [*found.get("day", []), *_read(published, verdict).get("day", [])]
    _check_days(days, chains, key, verdict)
    return verdict


def _read(lines: Iterable[str], verdict: Verdict) -> dict[str, list[dict[str, Any]]]:
    """The lines by what they are."""
    found: dict[str, list[dict[str, Any]]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            kind = next(name for name in ("operation", "receipt", "day", "format") if name in entry)
        except (ValueError, StopIteration, TypeError):
            verdict.note("line_unreadable", number)
            continue
        found.setdefault("first" if kind == "format" else kind, []).append(entry)
    return found


def _chains(entries: list[dict[str, Any]], verdict: Verdict) -> dict[str, dict[int, _Operation]]:
    """Operations by device and place."""
    chains: dict[str, dict[int, _Operation]] = {}
    for entry in entries:
        try:
            operation = _operation(entry)
        except (ValueError, KeyError, TypeError):
            verdict.note("line_unreadable", str(entry.get("operation"))[:60])
            continue
        chain = chains.setdefault(operation.device, {})
        before = chain.setdefault(operation.sequence, operation)
        if before.digest != operation.digest:
            verdict.note("fork", operation.where)
    verdict.devices = len(chains)
    verdict.operations = sum(len(chain) for chain in chains.values())
    return chains


def _operation(entry: dict[str, Any]) -> _Operation:
    text = entry["operation"]
    members = json.loads(text)
    device, sequence, previous = members["device_id"], members["sequence"], members["prev_hash"]
    if not isinstance(device, str) or not isinstance(sequence, int) or not isinstance(members["patch"], list):
        raise ValueError(text)
    return _Operation(device, sequence, previous, _digest(text), members, dict(entry.get("private") or {}))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _check_chain(chain: dict[int, _Operation], verdict: Verdict) -> None:
    """Every operation follows the one before it, from the first, and its personal values are those it sealed."""
    expected, previous = 1, ""
    for sequence in sorted(chain):
        operation = chain[sequence]
        if sequence != expected:
            verdict.note("missing", f"{operation.device} n.º {expected}")
        elif operation.previous != previous:
            verdict.note("chain_broken", operation.where)
        expected, previous = sequence + 1, operation.digest
        _check_private(operation, verdict)


def _check_private(operation: _Operation, verdict: Verdict) -> None:
    sealed = dict(_commitments(operation.members["patch"]))
    for path, mark in sealed.items():
        pair = operation.private.get(path)
        if pair is None:
            verdict.erased += 1
        elif len(pair) != 2 or _digest(str(pair[0]) + str(pair[1])) != mark:
            verdict.note("private_altered", operation.where)
    if set(operation.private) - set(sealed):
        verdict.note("private_altered", operation.where)


def _commitments(patch: list[Any]) -> Iterator[tuple[str, str]]:
    """(name, commitment) of each personal value of a patch, and of what it replaced."""
    for item in patch:
        if not isinstance(item, list) or len(item) != 4:
            continue
        for name, mark in ((str(item[1]), item[2]), (f"was:{item[1]}", item[3])):
            if isinstance(mark, dict) and set(mark) == {"_sealed"}:
                yield name, str(mark["_sealed"])


def _check_receipts(
    entries: list[dict[str, Any]], chains: dict[str, dict[int, _Operation]], key: str, verdict: Verdict
) -> None:
    """Receipts are the portal's and name the head of a chain; all up to the furthest head was received."""
    places = {operation.digest: operation for chain in chains.values() for operation in chain.values()}
    furthest: dict[str, int] = {}
    for entry in entries:
        text = str(entry["receipt"])
        members = _members(text)
        number = members.get("receipt_no", text[:40])
        if not _is_signed(text, str(entry.get("signature", "")), key):
            verdict.note("receipt_unsigned", number)
            continue
        verdict.receipts += 1
        named = places.get(str(members.get("head")))
        if named is None or named.device != members.get("device_id"):
            verdict.note("receipt_unfounded", number)
            continue
        furthest[named.device] = max(furthest.get(named.device, 0), named.sequence)
    verdict.covered = sum(1 for device, last in furthest.items() for sequence in chains[device] if sequence <= last)


def _check_days(
    entries: list[dict[str, Any]], chains: dict[str, dict[int, _Operation]], key: str, verdict: Verdict
) -> None:
    """Daily heads are the portal's, follow one another, and name what is in the history."""
    texts = sorted({str(entry["day"]): str(entry.get("signature", "")) for entry in entries}.items(), key=_day_of)
    before = ""
    for text, signature in texts:
        members = _members(text)
        day = members.get("day", text[:40])
        if not _is_signed(text, signature, key):
            verdict.note("day_unsigned", day)
            continue
        verdict.days += 1
        if before and members.get("previous") != _digest(before):
            verdict.note("day_broken", day)
        before = text
        for device, sequence, head in members.get("heads", []):
            known = chains.get(device, {}).get(sequence)
            if device in chains and (known is None or known.digest != head):
                verdict.note("day_unfounded", f"{day}, {device} n.º {sequence}")


def _day_of(pair: tuple[str, str]) -> str:
    return str(_members(pair[0]).get("day", ""))


def _members(text: str) -> dict[str, Any]:
    try:
        members = json.loads(text)
    except ValueError:
        return {}
    return members if isinstance(members, dict) else {}


def _is_signed(text: str, signature: str, key: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def lines_of(path: Path) -> list[str]:
    """The lines of a file. OSError or UnicodeDecodeError where it cannot be read."""
    return path.read_text(encoding="utf-8").split("\n")


def told(verdict: Verdict) -> str:
    """The verdict in words."""
    lines = [
        f"Operaciones: {verdict.operations:,} de {verdict.devices:,} computadoras; "
        f"con acuse del portal: {verdict.covered:,}; acuses: {verdict.receipts:,}; cabezas diarias: {verdict.days:,}.",
        *([f"Datos personales borrados conforme a la ley: {verdict.erased:,}."] if verdict.erased else []),
        *(f"MAL: {item}" for item in verdict.wrong[:50]),
        "La historia está completa y sin alteraciones." if verdict.is_sound else "La historia NO está íntegra.",
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """The command line of this file."""
    parser = argparse.ArgumentParser(description="Comprueba una historia de Captura Abierta.")
    parser.add_argument("history", type=Path, metavar="HISTORIA")
    parser.add_argument("--portal-key", default="", metavar="CLAVE", help="clave pública del portal, en base64")
    parser.add_argument("--heads", type=Path, metavar="CABEZAS", help="cabezas diarias publicadas por el portal")
    options = parser.parse_args(arguments)
    try:
        published = lines_of(options.heads) if options.heads else []
        verdict = verify(lines_of(options.history), options.portal_key, published)
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"No se pudo leer: {error}\n")
        return 2
    sys.stdout.write(told(verdict) + "\n")
    return 0 if verdict.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
