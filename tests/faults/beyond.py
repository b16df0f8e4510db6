"""Defences of synchronising that no fault case of the forty names, each with what shows that it is there: mutants like
theirs, numbered from 41. `make mutants` tries them after the forty."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.faults.mutating import Mutant, doing, with_value

ENGINE, CONNECTIONS = "sync.engine", "sync.connections"


class Unheard(Exception):
    """Raised by nobody: who waits for it hears nothing."""


def impatient(real: Any) -> Any:
    from sync.connections import _Patient

    return lambda self: super(_Patient, self).connect()


def unopened(real: Any) -> Any:
    return lambda mark, pair: None if pair is None else pair[1]


def any_space(real: Any) -> Any:
    return lambda self, url, reply: real(self, url, replace(reply, space=self.space))


def gives_up(real: Any) -> Any:
    def single_out(batch: Any, error: Any, outbox: Any, ask_plain: Any) -> Any:
        raise error
        yield

    return single_out


def only_the_newest(real: Any) -> Any:
    return lambda self: dict(list(real(self).items())[:1])


def untold(real: Any) -> Any:
    return lambda ours, theirs: replace(ours, outcomes=theirs.outcomes)


def undated(real: Any) -> Any:
    return lambda text, signature, keys, moment="": real(text, signature, keys)


_ALL = (
    Mutant(
        41,
        "a courier that makes no headway is made anew",
        (("sync.watchdog", "Watchdog.renew", doing()),),
        files=("tests/unit/sync/test_watchdog.py",),
    ),
    Mutant(
        42,
        "a portal that knows less is spoken to in what it knows",
        (("sync.client", "Refused", with_value(Unheard)),),
        "knows_less",
        files=("tests/unit/sync/test_encodings.py",),
    ),
    Mutant(
        43,
        "while sending, a stall counts",
        ((CONNECTIONS, "_Patient.connect", impatient),),
        "while_sending",
        files=("tests/unit/sync/test_connections.py",),
    ),
    Mutant(
        44,
        "for whom there is no time is sent away",
        (("portal.intake.admission", "Door._book", doing(0)),),
        files=("tests/unit/portal/test_admission.py",),
        needs_django=False,
    ),
    Mutant(
        45,
        "nothing leaves before the portal has proved itself",
        ((ENGINE, "SyncEngine._is_known", doing(True)),),
        "proved_itself",
        files=("tests/faults/test_forty_cases.py",),
    ),
    Mutant(
        46,
        "the key of the portal's certificate is one of those expected",
        ((CONNECTIONS, "check_pin", doing()),),
        "whose_key",
        files=("tests/unit/sync/test_connections.py",),
    ),
    Mutant(
        47,
        "a copy leaves the leased numbers to its original",
        (("capture_app.store.folios", "give_up", doing()),),
        "copy_of_a_computer",
        files=("tests/faults/test_folios.py",),
    ),
    Mutant(
        48,
        "a personal value is the one that was sealed",
        (("sync.concealing", "_opened", unopened),),
        files=("tests/unit/sync/test_wire.py",),
    ),
    Mutant(
        49,
        "practice and the real thing are kept apart",
        (("capture_app.settings", "Settings.enrolled_at", any_space),),
        "cannot_be_enrolled",
        files=("tests/journeys/test_practice.py",),
    ),
    Mutant(
        50,
        "one operation that cannot be taken in does not stop the others",
        ((ENGINE, "single_out", gives_up),),
        "whatever_the_refusal",
        files=("tests/faults/test_poisoned_operation.py",),
    ),
    Mutant(
        51,
        "a copy of a folder finds out that it is one",
        (("capture_app.commands.installs", "is_copy", doing(False)),),
        files=("tests/journeys/test_a_copied_computer.py",),
    ),
    Mutant(
        52,
        "the portal's key is another only where the one before hands over",
        (("sync.portal_keys", "is_signed_by_both", doing(True)),),
        "does_not_answer_for",
        files=("tests/journeys/test_the_portals_key.py",),
    ),
    Mutant(
        53,
        "an answer that another key signed makes a desk ask how the portal came to it",
        (("sync.portal_keys", "_ask", doing()),),
        "follows_the_chain",
        files=("tests/journeys/test_the_portals_key.py",),
    ),
    Mutant(
        54,
        "what was sealed to an earlier key of the portal is opened",
        (("portal.config.keyring", "Keyring.every_private", only_the_newest),),
        "every_key_opens",
        files=("tests/unit/portal/test_keyring.py",),
        needs_django=False,
    ),
    Mutant(
        55,
        "what was sealed to an earlier key of a computer is opened",
        (("capture_app.commands.device_keys", "DeviceKeyring.others", doing(())),),
        "sealed_to_the_key_before",
        files=("tests/journeys/test_another_key.py",),
    ),
    Mutant(
        56,
        "an earlier key of the portal signs nothing dated after it was followed",
        (("sync.verifier", "_is_signed", undated),),
        "after_it_was_followed",
        files=("tests/unit/sync/test_verifier.py",),
    ),
    Mutant(
        57,
        "a receipt of an earlier key of the portal that handed over is still one",
        (("sync.stick", "takewhile", doing(())),),
        "receipt_of_the_key_before",
        files=("tests/journeys/test_the_portals_key.py",),
    ),
    Mutant(
        58,
        "what clashed with news that came before it left is told to a person",
        (("capture_app.store.receipts", "clash_count", doing(0)),),
        "whichever_was_heard_first",
        files=("tests/faults/test_two_desks.py",),
    ),
    Mutant(
        59,
        "what became of operations is compared at the end",
        (("sync.proving", "_as_told", untold),),
        "receipt_of_before_the_copy",
        files=("tests/faults/test_restored_portal.py",),
    ),
    Mutant(
        60,
        "an answer to an older operation settles nothing that was said after it",
        (("capture_app.store.conflicts", "said_after", doing(set())),),
        "typed_over_an_operation",
        files=("tests/faults/test_restored_portal.py",),
    ),
    Mutant(
        61,
        "what the portal knows of files is compared at the end",
        (("sync.proving", "Proving.lacks_files", doing(False)),),
        "nothing_else_was_lost",
        files=("tests/faults/test_files_on_the_way.py",),
    ),
)
BEYOND = {mutant.case: mutant for mutant in _ALL}
