"""Checks a whole history (``cap-history/1``) and nothing else: one file that runs alone, with ``cryptography``.

    python verifier.py historia.jsonl [--portal-key BASE64] [--heads cabezas.jsonl]

A history is JSON Lines: a first line ``{"format", "office_code", "portal_key"}``, then in any order

- ``{"operation": TEXT, "private": {path: [salt, TEXT]}}``: an operation as it was hashed, its personal values apart;
- ``{"receipt": TEXT, "signature": BASE64}``: what the portal signed for one batch; ``day`` likewise, its daily head;
- ``{"key": TEXT, "signature": BASE64, "accepted": BASE64}``: a change of the portal's key, signed by both keys.

TEXT is the exact canonical JSON that was hashed or signed, so that checking needs no JSON writer. Exit codes: 0 sound,
1 something is wrong, 2 wrong use.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "cap-history/1"
WORDS = {
    "not_a_history": "no es una historia de Captura Abierta",
    "line_unreadable": "una línea no se puede leer: {where}",
    "other_portal": "la historia dice ser de otro portal",
    "key_unfounded": "un cambio de llave del portal no lo firma la llave en que se confía: {where}",
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
WRONG, NOTHING = "La historia NO está íntegra.", "No trae ninguna operación: no hay qué comprobar."
UNANSWERED = "Nada de lo que trae está alterado, pero el portal no responde por todo: faltan acuses de {left:,}."
SOUND = "Nada de lo que trae está alterado y el portal responde por todo."
LAST = " Si le faltan las últimas, solo se ve con las cabezas diarias que publica el portal (--heads)."
Chains = dict[str, dict[int, "_Operation"]]


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


class _Operation(NamedTuple):
    device: str
    sequence: int
    previous: str
    digest: str
    members: dict[str, Any]
    private: dict[str, list[str]]
    where: str


def verify(lines: Iterable[str], portal_key: str = "", published: Iterable[str] = ()) -> Verdict:
    """Check a history; ``portal_key`` (base64) is the key the reader trusts, ``published`` more daily heads."""
    verdict = Verdict()
    first = (found := _read(lines, verdict)).pop("first", [{}])[0]
    if first.get("format") != FORMAT:
        return Verdict(wrong=[*verdict.wrong, Wrong("not_a_history", "")])
    more, shown = _read(published, verdict), str(first.get("portal_key", ""))
    keys = _keys([*found.get("key", []), *more.get("key", [])], portal_key or shown, verdict)
    if shown not in keys:
        verdict.note("other_portal", "")
    chains = _chains(found.get("operation", []), verdict)
    for chain in chains.values():
        _check_chain(chain, verdict)
    _check_receipts(found.get("receipt", []), chains, keys, verdict)
    _check_days([*found.get("day", []), *more.get("day", [])], chains, keys, verdict)
    return verdict


def _keys(entries: list[dict[str, Any]], root: str, verdict: Verdict) -> dict[str, str]:
    """Keys of the portal by the moment up to which each signed ("" = still): onward from the one trusted, and back."""
    steps, onward, back = list[tuple[str, str, str]](), dict[str, tuple[str, str]](), dict[str, tuple[str, str]]()
    for text, entry in {str(entry["key"]): entry for entry in entries}.items():
        before, follows, at = (str(_members(text).get(name)) for name in ("before", "follows", "at"))
        steps.append((before, follows, at))
        if _is_signed(text, entry.get("accepted"), {follows: ""}):
            back[follows] = before, at
            if _is_signed(text, entry.get("signature"), {before: ""}):
                onward.setdefault(before, (follows, at))
    keys, here = {root: ""}, root
    while here in onward and onward[here][0] not in keys:
        keys[here], here = onward[here][1], onward[here][0]
        keys[here] = ""
    here = root
    while here in back and back[here][0] not in keys:
        here, at = back[here]
        keys[here] = at
    verdict.wrong += [Wrong("key_unfounded", at) for *both, at in steps if not keys.keys() >= set(both)]
    return keys


def _read(lines: Iterable[str], verdict: Verdict) -> dict[str, list[dict[str, Any]]]:
    """The lines by what they are."""
    found: dict[str, list[dict[str, Any]]] = {}
    for number, line in ((number, line) for number, line in enumerate(lines, 1) if line.strip()):
        try:
            entry = dict(json.loads(line))
            kind = next(name for name in ("operation", "receipt", "day", "key", "format") if name in entry)
        except (ValueError, StopIteration, TypeError):
            verdict.note("line_unreadable", number)
            continue
        found.setdefault("first" if kind == "format" else kind, []).append(entry)
    return found


def _chains(entries: list[dict[str, Any]], verdict: Verdict) -> Chains:
    """Operations by device and place."""
    chains: Chains = {}
    for entry in entries:
        try:
            operation = _operation(entry)
        except (ValueError, KeyError, TypeError):
            verdict.note("line_unreadable", str(entry.get("operation"))[:60])
            continue
        chain = chains.setdefault(operation.device, {})
        if chain.setdefault(operation.sequence, operation).digest != operation.digest:
            verdict.note("fork", operation.where)
    verdict.devices, verdict.operations = len(chains), sum(map(len, chains.values()))
    return chains


def _operation(entry: dict[str, Any]) -> _Operation:
    text = entry["operation"]
    members = json.loads(text)
    device, sequence, previous = members["device_id"], members["sequence"], members["prev_hash"]
    if not isinstance(device, str) or not isinstance(sequence, int) or not isinstance(members["patch"], list):
        raise ValueError(text)
    private, where = dict(entry.get("private") or {}), f"{device} n.º {sequence}"
    return _Operation(device, sequence, previous, _digest(text), members, private, where)


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
        sealed = dict(_commitments(operation.members["patch"]))
        for path in {*sealed, *operation.private}:
            pair = operation.private.get(path)
            if pair is None:
                verdict.erased += 1
            elif len(pair) != 2 or _digest(str(pair[0]) + str(pair[1])) != sealed.get(path):
                verdict.note("private_altered", operation.where)


def _commitments(patch: list[Any]) -> Iterator[tuple[str, str]]:
    """(name, commitment) of each personal value of a patch, and of what it replaced."""
    for item in (item for item in patch if isinstance(item, list) and len(item) == 4):
        for name, mark in ((str(item[1]), item[2]), (f"was:{item[1]}", item[3])):
            if isinstance(mark, dict) and set(mark) == {"_sealed"}:
                yield name, str(mark["_sealed"])


def _check_receipts(entries: list[dict[str, Any]], chains: Chains, keys: dict[str, str], verdict: Verdict) -> None:
    """Receipts are the portal's and name the head of a chain; all up to the furthest head was received."""
    places = {operation.digest: operation for chain in chains.values() for operation in chain.values()}
    furthest: dict[str, int] = {}
    for entry in entries:
        members = _members(text := str(entry["receipt"]))
        number = members.get("receipt_no", text[:40])
        if not _is_signed(text, entry.get("signature"), keys, members.get("received_at")):
            verdict.note("receipt_unsigned", number)
            continue
        verdict.receipts += 1
        named = places.get(str(members.get("head")))
        if named is None or named.device != members.get("device_id"):
            verdict.note("receipt_unfounded", number)
        else:
            furthest[named.device] = max(furthest.get(named.device, 0), named.sequence)
    verdict.covered = sum(1 for device, last in furthest.items() for sequence in chains[device] if sequence <= last)


def _check_days(entries: list[dict[str, Any]], chains: Chains, keys: dict[str, str], verdict: Verdict) -> None:
    """Daily heads are the portal's, follow one another, and name what is in the history."""
    signatures, before = {str(entry["day"]): entry.get("signature") for entry in entries}, ""
    for text in sorted(signatures, key=lambda text: str(_members(text).get("day", ""))):
        members = _members(text)
        day = members.get("day", text[:40])
        if not _is_signed(text, signatures[text], keys, day):
            verdict.note("day_unsigned", day)
            continue
        verdict.days += 1
        if before and members.get("previous") != _digest(before):
            verdict.note("day_broken", day)
        before = text
        for device, sequence, head in members.get("heads", []):
            if device in chains and getattr(chains[device].get(sequence), "digest", "") != head:
                verdict.note("day_unfounded", f"{day}, {device} n.º {sequence}")


def _members(text: str) -> dict[str, Any]:
    with suppress(ValueError, TypeError):
        return dict(json.loads(text))
    return {}


def _is_signed(text: str, signature: object, keys: dict[str, str], moment: object = "") -> bool:
    """By one of the keys, which none had followed at that moment."""
    for key in (key for key, until in keys.items() if not until or str(moment) <= until):
        with suppress(InvalidSignature, ValueError):
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
            public.verify(base64.b64decode(str(signature), validate=True), text.encode())
            return True
    return False


def lines_of(path: Path) -> list[str]:
    """The lines of a file. OSError or UnicodeDecodeError where it cannot be read."""
    return path.read_text(encoding="utf-8").split("\n")


def told(verdict: Verdict) -> str:
    """The verdict in words: of what no one answers for, and of what may be missing at the end, nothing is promised."""
    left, end = verdict.operations - verdict.covered, SOUND if verdict.days else SOUND + LAST
    if not verdict.is_sound or not verdict.operations:
        end = NOTHING if verdict.is_sound else WRONG
    elif left:
        end = UNANSWERED.format(left=left)
    parts = (
        f"Operaciones: {verdict.operations:,} de {verdict.devices:,} computadoras; "
        f"con acuse del portal: {verdict.covered:,}; acuses: {verdict.receipts:,}; cabezas diarias: {verdict.days:,}.",
        *([f"Datos personales borrados conforme a la ley: {verdict.erased:,}."] if verdict.erased else []),
        *(f"MAL: {item}" for item in verdict.wrong[:50]),
    )
    return "\n".join((*parts, end))


def main(arguments: list[str] | None = None) -> int:
    """The command line of this file."""
    parser = argparse.ArgumentParser(description="Comprueba una historia de Captura Abierta.")
    parser.add_argument("history", type=Path, metavar="HISTORIA")
    parser.add_argument("--portal-key", default="", metavar="CLAVE", help="clave pública del portal, en base64")
    parser.add_argument("--heads", type=Path, metavar="CABEZAS", help="cabezas diarias publicadas por el portal")
    options = parser.parse_args(arguments)
    try:
        verdict = verify(
            lines_of(options.history), options.portal_key, lines_of(options.heads) if options.heads else ()
        )
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"No se pudo leer: {error}\n")
        return 2
    sys.stdout.write(told(verdict) + "\n")
    return 0 if verdict.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
