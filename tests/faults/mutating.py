"""Switching one defence of the product off, in the wiring of a test: used by `make mutants` (tests/faults/mutants.py).

`CAPTURA_MUTANT` says the number of the fault case. As a plugin of pytest (``-p tests.faults.mutating``) it is switched
off in the process of the tests; programs that the tests start switch it off themselves.
"""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

VARIABLE = "CAPTURA_MUTANT"
Change = Callable[[Any], Any]
Patch = tuple[str, str, Change]


@dataclass(frozen=True)
class Mutant:
    """``defence`` is what the product does; ``patches`` are (module, name, what is there → what comes in its place);
    ``only`` is a word of the name of the test to run, where one of the case's many is enough."""

    case: int
    defence: str
    patches: tuple[Patch, ...]
    only: str = ""
    files: tuple[str, ...] = ()  # where no mark of a case tells them
    needs_django: bool = True  # what is the portal's is switched off only where Django stands


def with_value(value: Any) -> Change:
    return lambda _: value


def doing(result: Any = None) -> Change:
    """A function that does nothing and gives this."""
    return lambda _: lambda *given, **named: result


def unsaved(real: Any) -> Any:
    def save(self: Any, *given: Any) -> Any:
        raw = self._desk.connection._raw
        raw.execute("BEGIN IMMEDIATE")
        try:
            return real(self, *given)
        finally:
            raw.execute("ROLLBACK")

    return save


def commits_after(real: Any) -> Any:
    """The transaction ends here and another begins, in the program that is killed; the desk is the first argument, or
    has it as ``_desk``."""
    if Path(sys.argv[0]).stem != "crash_driver":
        return real

    def done(first: Any, *given: Any, **named: Any) -> Any:
        result = real(first, *given, **named)
        raw = getattr(first, "_desk", first).connection._raw
        raw.execute("COMMIT")
        raw.execute("BEGIN IMMEDIATE")
        return result

    return done


def cursor_first(real: Any) -> Any:
    def take(self: Any, receipt: Any, states: Any, sequence: int, epoch: str = "") -> None:
        with self._desk.connection.transaction():
            self._move_cursor(receipt, sequence, epoch)
        real(self, receipt, states, sequence, epoch)

    return take


def unsynced(real: Any) -> Any:
    def prepare(raw: Any, read_only: bool) -> None:
        real(raw, read_only)
        raw.execute("PRAGMA synchronous = OFF")

    return prepare


@contextmanager
def no_transaction() -> Iterator[None]:
    yield


def forgotten(real: Any) -> Any:
    return lambda *given: [replace(item, known=None) for item in real(*given)]


def forgotten_after_a_month(real: Any) -> Any:
    def look_up(*given: Any) -> Any:
        from django.utils import timezone

        old = timezone.now() - timedelta(days=30)
        found = real(*given)
        return [replace(item, known=None) if item.known and item.known.received_at < old else item for item in found]

    return look_up


def without_payload(real: Any) -> Any:
    return lambda head, reply_to, payload: real(head, reply_to, b"")


def without_question(real: Any) -> Any:
    return lambda head, reply_to, payload: real(head, "", payload)


def all_applied(real: Any) -> Any:
    return lambda self, received: {item.operation.after_sequence: "applied" for item in received}


def begins_anything(real: Any) -> Any:
    def apply(self: Any, item: Any, device: Any, actor: Any) -> Any:
        import uuid

        from msgspec.structs import replace as changed

        if self.desk.find(uuid.UUID(item.operation.record_id)) is None:
            item = replace(item, operation=changed(item.operation, kind="create"))
        return real(self, item, device, actor)

    return apply


def always_sets(real: Any) -> Any:
    def take(self: Any, kind: str, path: str, value: Any, was: str) -> None:
        from sync.canonical import short_hash
        from sync.merge import value_at

        real(self, kind, path, value, short_hash(value_at(self.body, path)) if kind == "set" else was)

    return take


def utc_now(real: Any) -> Any:
    from capture_app.ocds.dates import utc_text

    return lambda now, last: utc_text(now)


def any_certificate(real: Any) -> Any:
    def context(*_: Any) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
        return made

    return SimpleNamespace(SSLContext=context)


def unverified(real: Any) -> Any:
    def cert_verify(self: Any, conn: Any, url: str, verify: Any, cert: Any) -> None:
        conn.cert_reqs, conn.assert_hostname = "CERT_NONE", False

    return cert_verify


def never_revoked(real: Any) -> Any:
    def from_db(cls: Any, *given: Any) -> Any:
        row = real.__func__(cls, *given)
        row.revoked_at = None
        return row

    return classmethod(from_db)


def at_most_ours(real: Any) -> Any:
    from capture_app.store.migrations import MIGRATIONS

    return lambda connection: min(real(connection), len(MIGRATIONS))


def only_the_label(real: Any) -> Any:
    def inspect(path: Path) -> Any:
        from sync import batchfile

        with path.open("rb") as file:
            return batchfile.Volume(path, batchfile._read_label(path, file)[0])

    return inspect


LEDGER, RECEPTION = "portal.intake.ledger", "portal.intake.reception"
WRAPPING = "sync.wrapping"
EXCHANGE, OUTBOX = "portal.intake.exchange", "capture_app.store.outbox"
ANSWERS, CONNECTION = "capture_app.store.answers", "capture_app.store.connection"
EARLY = (RECEPTION, "Reception._codes_before", all_applied)
_ALL = (
    Mutant(
        1,
        "«Guardado» only after the commit",
        (("capture_app.store.processes", "ProcessStore._save", unsaved),),
        "kill_in_the_middle",
    ),
    Mutant(
        2,
        "record and operation in one transaction",
        (("capture_app.store.history", "add", commits_after),),
        "save_killed",
    ),
    Mutant(
        3, "what was sealed is offered again", ((OUTBOX, "_FIRST", with_value("SELECT NULL WHERE 0")),), "send_killed"
    ),
    Mutant(4, "what no answer came for rests here", ((OUTBOX, "SqliteOutbox.set_down", doing()),)),
    Mutant(5, "a known name is not done again", ((LEDGER, "look_up", forgotten),)),
    Mutant(
        6, "an answer is taken in one transaction", ((ANSWERS, "Answers._take_receipt", commits_after),), "send_killed"
    ),
    Mutant(7, "news and cursor in one transaction", ((ANSWERS, "Answers.take", cursor_first),)),
    Mutant(
        8, "each commit is on the disk before it is told", ((CONNECTION, "_prepare", unsynced),), "acknowledged_edit"
    ),
    Mutant(9, "a batch is one transaction", ((EXCHANGE, "one_batch", with_value(no_transaction)),)),
    Mutant(10, "the first result stands", ((RECEPTION, "Reception._was_lost", doing(True)),)),
    Mutant(11, "headers that break off are no answer", (("sync.transport", "_was_cut", doing(False)),)),
    Mutant(
        12,
        "the payload has the hash that the header names",
        ((WRAPPING, "_check", doing(bytes(4))), (WRAPPING, "_signed", without_payload)),
        "made_to_look_whole",
    ),
    Mutant(13, "the first of two sees the other", ((LEDGER, "look_up", forgotten),), "at_once"),
    Mutant(
        14, "a name stands for one content", ((LEDGER, "Received.is_altered", with_value(property(lambda _: False))),)
    ),
    Mutant(15, "an operation waits for the one before", (EARLY,)),
    Mutant(16, "a change waits for its record", (EARLY, ("portal.intake.applying", "Applying.apply", begins_anything))),
    Mutant(17, "results are kept as long as the record", ((LEDGER, "look_up", forgotten_after_a_month),)),
    Mutant(
        18, "what was replaced decides, not the hour", (("sync.merge", "_Merging.take", always_sets),), "wrong_clock"
    ),
    Mutant(
        19,
        "a release is later than the last",
        (("portal.publication.minting", "_next_date", utc_now),),
        "keeps_its_order",
    ),
    Mutant(
        20,
        "a full disk is told in words",
        ((CONNECTION, "expected_error", with_value(lambda error: error)),),
        "no_reserve",
    ),
    Mutant(
        21,
        "room is kept for what is typed",
        (("capture_app.store.reserve", "Reserve.give_up", doing(False)),),
        "full_disk",
    ),
    Mutant(
        22,
        "a portal that cannot write asks to come back",
        (("portal.intake.views", "CANNOT_WRITE", with_value(())),),
        "cannot_write",
    ),
    Mutant(23, "a held database is told in words", ((CONNECTION, "_BUSY", with_value(())),)),
    Mutant(
        24,
        "damage is put right at the start",
        (("capture_app.store.opening", "is_damaged", doing(False)),),
        "put_together",
    ),
    Mutant(25, "pauses have a ceiling", (("sync.schedule", "LONGEST_PAUSE", with_value(86_400.0)),)),
    Mutant(26, "a pause stops all traffic", (("sync.engine", "SyncEngine._check_pause", doing()),)),
    Mutant(27, "only a portal's type is read", (("sync.transport", "_is_ours", doing(True)),)),
    Mutant(
        28,
        "certificates are verified",
        (
            ("sync.connections", "truststore", any_certificate),
            ("sync.connections", "SystemTrustAdapter.cert_verify", unverified),
        ),
    ),
    Mutant(
        29,
        "an answer echoes its question",
        (("sync.envelopes", "_echoes", doing(True)), (WRAPPING, "_signed", without_question)),
    ),
    Mutant(30, "a nonce serves once", ((EXCHANGE, "use_nonce", doing()),)),
    Mutant(31, "who is revoked is refused", (("portal.accounts.models", "Device.from_db", never_revoked),)),
    Mutant(
        32,
        "acts are for who may",
        (
            ("portal.intake.acts", "Actor.may", doing("approved")),
            ("portal.intake.acts", "Actor.reviews_own", doing(False)),
        ),
    ),
    Mutant(
        33,
        "patches of the law before are moved",
        (("portal.intake.applying", "upgrade_patch", with_value(lambda patch, _: list(patch))),),
        "law_before_go_out",
    ),
    Mutant(34, "a newer database is refused", (("capture_app.store.migrations", "applied", at_most_ours),)),
    Mutant(35, "both sides are compared at the end", (("sync.proving", "Proving.agrees", doing(True)),)),
    Mutant(36, "only the enrolled portal's signature counts", (("sync.keys", "verify", doing(True)),)),
    Mutant(37, "a place of a chain is taken once", ((LEDGER, "check_chain", doing()),), "of_two_clones"),
    Mutant(38, "editing beats removing", (("sync.merge", "_Merging._revive_on_the_way", doing()),)),
    Mutant(
        39,
        "a file is believed by its hash",
        (("portal.intake.blobs", "_hash_of", with_value(lambda place: place.name)),),
        "changed_here",
    ),
    Mutant(
        40,
        "a stick's bytes have the hash of the label",
        (("sync.batchfile", "inspect", only_the_label),),
        "byte_altered",
    ),
)
MUTANTS = {mutant.case: mutant for mutant in _ALL}


def put(module: str, name: str, change: Change) -> None:
    """Put `change(what is there)` in its place; a name may be `Class.method`."""
    *path, last = name.split(".")
    owner: Any = import_module(module)
    for part in path:
        owner = getattr(owner, part)
    there = owner.__dict__[last] if last in getattr(owner, "__dict__", {}) else getattr(owner, last)
    setattr(owner, last, change(getattr(owner, last) if isinstance(there, classmethod) else there))


def apply_from_environment(*, at_portal: bool = False) -> None:
    """Switch off what the environment says; what is the portal's only where Django stands."""
    from tests.faults.beyond import BEYOND

    said = os.environ.get(VARIABLE)
    if said:
        mutant = {**MUTANTS, **BEYOND}[int(said)]
        for module, name, change in mutant.patches:
            if at_portal or not mutant.needs_django or not module.startswith("portal."):
                put(module, name, change)


def pytest_configure(config: pytest.Config) -> None:
    apply_from_environment()
