"""The stand-alone verifier: a sound history is sound, and every way of touching one is seen."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from sync import history, keys, verifier, wire

PORTAL = keys.Signer(keys.new_key())
STRANGER = keys.Signer(keys.new_key())
KEY = keys.as_text(PORTAL.public_key())
CURP = "XEXX010101HNEXXXA4"
FILE = Path(verifier.__file__)


def chain(device: str, count: int = 4) -> list[wire.Operation]:
    operations: list[wire.Operation] = []
    head = ""
    for sequence in range(1, count + 1):
        was = "5e884898da280471" if sequence > 1 else ""
        patch = [["set", "/tender/title", f"Título \u2028 {sequence}", ""], ["set", "/parties/@a/curp", CURP, was]]
        shown, private = wire.conceal(patch, frozenset({"/parties/@a/curp"}), lambda: "0" * 32)
        operation = wire.Operation(
            op_id=f"{device}-{sequence}",
            device_id=device,
            sequence=sequence,
            prev_hash=head,
            after_sequence=sequence - 1,
            record_id="r",
            record_type="contracting_process",
            ocid="ocds-xs1qbl-1",
            kind="patch",
            base_version=0,
            forms_version=1,
            author="Ana",
            at="2026-03-20T15:00:00Z",
            patch=shown,
            private=private,
        )
        operations.append(operation)
        head = wire.operation_hash(operation)
    return operations


def receipt(operation: wire.Operation, signer: keys.Signer = PORTAL, **others) -> wire.Receipt:
    members = {
        "receipt_no": f"ZAP-2026-{operation.sequence:06d}",
        "batch_id": "b",
        "device_id": operation.device_id,
        "epoch": "e",
        "sequence": 1,
        "head": wire.operation_hash(operation),
        "received_at": "2026-03-20T15:00:00Z",
        "results": [wire.Result(code="applied", version=1)],
    }
    bare = wire.Receipt(**{**members, **others})
    return msgspec.structs.replace(bare, signature=signer.sign(wire.receipt_bytes(bare)))


def day(name: str, previous: str, operations: list[wire.Operation], signer: keys.Signer = PORTAL) -> str:
    heads = [(item.device_id, item.sequence, wire.operation_hash(item)) for item in operations]
    text = history.day_text(history.DayHead(day=name, previous=previous, heads=heads))
    return history.day_line(text, signer.sign(text))


def lines_of(*operations: wire.Operation, more: tuple[str, ...] = (), key: str = KEY) -> list[str]:
    return [history.first_line("ZAP", key), *(history.operation_line(item) for item in operations), *more]


def wrong(lines: list[str], key: str = KEY, published: tuple[str, ...] = ()) -> set[str]:
    return {item.code for item in verifier.verify(lines, key, published).wrong}


def altered(operation: wire.Operation, **members) -> wire.Operation:
    return msgspec.structs.replace(operation, **members)


def digest_of(line: str) -> str:
    return verifier._digest(json.loads(line)["day"])


def test_a_sound_history_is_sound_and_counted():
    ana, beto = chain("ana"), chain("beto", 2)
    first = day("2026-03-20", "", [ana[1]])
    second = day("2026-03-21", digest_of(first), [ana[3], beto[1]])
    more = (history.receipt_line(receipt(ana[2])), history.receipt_line(receipt(beto[1])), first, second)
    verdict = verifier.verify(lines_of(*ana, *beto, more=more), KEY)
    assert verdict.wrong == []
    assert (verdict.operations, verdict.devices, verdict.covered, verdict.receipts, verdict.days) == (6, 2, 5, 2, 2)


def test_the_order_of_the_lines_does_not_matter():
    first, *rest = lines_of(*chain("ana"))
    assert wrong([first, *reversed(rest)]) == set()


def test_an_operation_left_out_in_the_middle_is_missed():
    ana = chain("ana")
    assert wrong(lines_of(ana[0], *ana[2:])) == {"missing"}
    assert wrong(lines_of(*ana[1:])) == {"missing"}


def test_operations_left_out_at_the_end_are_missed_by_their_receipt_and_their_day():
    ana = chain("ana")
    assert wrong(lines_of(*ana[:3], more=(history.receipt_line(receipt(ana[3])),))) == {"receipt_unfounded"}
    assert wrong(lines_of(*ana[:3]), published=(day("2026-03-20", "", [ana[3]]),)) == {"day_unfounded"}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_altered_operation_breaks_the_chain(place):
    ana = chain("ana")
    ana[place] = altered(ana[place], author="Otra")
    assert wrong(lines_of(*ana)) == {"chain_broken"}


def test_an_altered_last_operation_is_betrayed_by_its_receipt():
    ana = chain("ana")
    proof = history.receipt_line(receipt(ana[3]))
    ana[3] = altered(ana[3], author="Otra")
    assert wrong(lines_of(*ana, more=(proof,))) == {"receipt_unfounded"}


def test_a_chain_written_anew_is_betrayed_by_the_published_day():
    ana = chain("ana")
    kept = day("2026-03-20", "", [ana[1]])
    head, forged = "", []
    for item in ana:
        forged.append(altered(item, author="Otra", prev_hash=head))
        head = wire.operation_hash(forged[-1])
    assert wrong(lines_of(*forged)) == set()
    assert wrong(lines_of(*forged), published=(kept,)) == {"day_unfounded"}


def test_two_operations_in_one_place_are_a_fork():
    ana = chain("ana")
    assert "fork" in wrong(lines_of(*ana, altered(ana[3], author="Otra")))


def test_a_personal_value_may_be_erased_but_not_altered():
    ana = chain("ana")
    erased = altered(ana[1], private={})
    verdict = verifier.verify(lines_of(ana[0], erased, *ana[2:]), KEY)
    assert (verdict.is_sound, verdict.erased) == (True, 2)
    changed = altered(ana[1], private={**ana[1].private, "/parties/@a/curp": ["0" * 32, "OTRA"]})
    assert wrong(lines_of(ana[0], changed, *ana[2:])) == {"private_altered"}
    changed = altered(ana[1], private={**ana[1].private, "was:/parties/@a/curp": ["0" * 32, "5e884898da280472"]})
    assert wrong(lines_of(ana[0], changed, *ana[2:])) == {"private_altered"}
    added = altered(ana[1], private={**ana[1].private, "/parties/@a/rfc": ["0" * 32, "X"]})
    assert wrong(lines_of(ana[0], added, *ana[2:])) == {"private_altered"}


def test_a_receipt_of_somebody_else_is_not_a_receipt():
    ana = chain("ana")
    forged = history.receipt_line(receipt(ana[3], STRANGER))
    assert wrong(lines_of(*ana, more=(forged,))) == {"receipt_unsigned"}
    assert wrong(lines_of(*ana, more=(history.receipt_line(receipt(ana[3], device_id="beto")),))) == {
        "receipt_unfounded"
    }


def test_days_of_somebody_else_out_of_order_or_left_out_are_noticed():
    ana = chain("ana")
    first = day("2026-03-20", "", ana[:1])
    second = day("2026-03-21", digest_of(first), [ana[1]])
    third = day("2026-03-22", digest_of(second), [ana[2]])
    assert wrong(lines_of(*ana, more=(first, second, third))) == set()
    assert wrong(lines_of(*ana, more=(first, third))) == {"day_broken"}
    assert wrong(lines_of(*ana, more=(day("2026-03-20", "", ana[:1], STRANGER),))) == {"day_unsigned"}


def test_a_history_of_another_portal_is_not_taken_for_ours():
    lines = lines_of(*chain("ana"))
    assert wrong(lines, keys.as_text(STRANGER.public_key())) == {"other_portal"}


@pytest.mark.parametrize("text", ["", "{}", "[]", "hola", '{"format": "otra"}', "\0", '{"operation": "x"}'])
def test_what_is_no_history_is_said_to_be_none(text):
    assert "not_a_history" in wrong([text])


@pytest.mark.parametrize("operation", ['"x"', "3", "null", '"{}"', '"[]"', '"{\\"device_id\\": 1}"'])
def test_a_line_that_cannot_be_read_is_named(operation):
    assert "line_unreadable" in wrong([*lines_of(*chain("ana")), f'{{"operation": {operation}}}'])


def test_it_is_one_short_file_that_needs_nothing_of_ours():
    source = FILE.read_text(encoding="utf-8")
    assert source.count("\n") < 300
    named = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        + ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
    }
    assert named - set(sys.stdlib_module_names) == {"cryptography"}


def ending(*operations: wire.Operation, more: tuple[str, ...] = ()) -> str:
    return verifier.told(verifier.verify(lines_of(*operations, more=more), KEY)).splitlines()[-1]


def test_nothing_is_called_whole_that_nobody_answers_for():
    ana = chain("ana")
    answered = tuple(history.receipt_line(receipt(one)) for one in ana)
    assert ending() == verifier.NOTHING
    assert ending(*ana) == "Nada de lo que trae está alterado, pero el portal no responde por todo: faltan acuses de 4."
    assert "faltan acuses de 1" in ending(*ana, more=answered[:3])
    assert ending(*ana, more=answered) == verifier.SOUND + verifier.LAST
    assert ending(*ana, more=(*answered, day("2026-03-20", "", ana[-1:]))) == verifier.SOUND
    assert ending(*ana[1:], more=answered) == verifier.WRONG


def test_it_runs_alone(tmp_path):
    ana = chain("ana")
    copy = tmp_path / "verificador.py"
    copy.write_bytes(FILE.read_bytes())
    kept = tmp_path / "historia.jsonl"
    kept.write_text("\n".join(lines_of(*ana)) + "\n", encoding="utf-8")
    command = [sys.executable, "-I", str(copy), str(kept), "--portal-key", KEY]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "Nada de lo que trae está alterado, pero" in done.stdout) == (0, True)
    kept.write_text("\n".join(lines_of(ana[0], *ana[2:])), encoding="utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "falta una operación" in done.stdout) == (1, True)
    assert subprocess.run([*command[:3], "no-hay"], capture_output=True, check=False).returncode == 2


OLD, NEW, LATEST = (keys.Signer(bytes([number]) * 32) for number in (21, 22, 23))
CHANGED_AT = "2026-03-21T06:00:00Z"


def change_of_key(before=OLD, follows=NEW, at=CHANGED_AT, handed_over=True, taken=True) -> str:
    step = wire.KeyStep(before=keys.as_text(before.public_key()), follows=keys.as_text(follows.public_key()), at=at)
    signed = wire.key_step_bytes(step)
    return history.key_line(
        msgspec.structs.replace(
            step,
            signature=before.sign(signed) if handed_over else "",
            accepted=follows.sign(signed) if taken else OLD.sign(signed),
        )
    )


def signed_by_both(*more: str, receipts=None, first=NEW) -> list[str]:
    """A chain with a receipt and a day of the key before, and with those of the key that followed it."""
    ana = chain("ana")
    early = day("2026-03-20", "", ana[:2], OLD)
    late = day("2026-03-21", digest_of(early), ana, NEW)
    told = receipts or [receipt(ana[1], OLD, received_at="2026-03-20T10:00:00Z"), receipt(ana[-1], NEW)]
    return lines_of(*ana, more=(*map(history.receipt_line, told), early, late, *more), key=key_text(first))


def key_text(signer) -> str:
    return keys.as_text(signer.public_key())


@pytest.mark.parametrize("trusted", ["", "the old one", "the new one"])
def test_receipts_and_days_of_the_key_before_are_those_of_the_portal(trusted):
    root = {"": "", "the old one": key_text(OLD), "the new one": key_text(NEW)}[trusted]
    verdict = verifier.verify(signed_by_both(change_of_key()), root)
    assert (verdict.wrong, verdict.receipts, verdict.days) == ([], 2, 2)


def test_three_keys_one_after_the_other_are_one_portal():
    more = (change_of_key(), change_of_key(NEW, LATEST, "2027-01-01T00:00:00Z"))
    for root, first in ((OLD, LATEST), (LATEST, OLD), (NEW, NEW)):
        assert wrong(signed_by_both(*more, first=first), key_text(root)) == set()


def test_without_the_change_the_key_before_is_a_strangers():
    assert wrong(signed_by_both(), key_text(NEW)) == {"receipt_unsigned", "day_unsigned"}
    assert wrong(signed_by_both(), key_text(OLD)) == {"other_portal", "receipt_unsigned", "day_unsigned"}


def test_a_change_that_the_old_key_did_not_sign_leads_nowhere_from_it_and_back_from_the_new_one():
    """A key that fell into other hands: whoever trusts it must hear of the new one in another way."""
    lines = signed_by_both(change_of_key(handed_over=False))
    assert "key_unfounded" in wrong(lines, key_text(OLD))
    assert "receipt_unsigned" in wrong(lines, key_text(OLD))
    assert wrong(lines, key_text(NEW)) == set()


def test_a_change_that_the_new_key_did_not_take_leads_nowhere():
    assert {"key_unfounded", "receipt_unsigned"} <= wrong(signed_by_both(change_of_key(taken=False)), key_text(NEW))
    assert {"key_unfounded", "receipt_unsigned"} <= wrong(signed_by_both(change_of_key(taken=False)), key_text(OLD))


def test_what_the_key_before_signed_after_it_was_followed_is_not_the_portals():
    ana = chain("ana")
    late = receipt(ana[-1], OLD, received_at="2026-03-21T06:00:01Z")
    assert wrong(signed_by_both(change_of_key(), receipts=[late]), key_text(NEW)) == {"receipt_unsigned"}
    in_time = receipt(ana[-1], OLD, received_at="2026-03-21T06:00:00Z")
    assert wrong(signed_by_both(change_of_key(), receipts=[in_time]), key_text(NEW)) == set()


def test_a_thief_of_the_key_before_cannot_lead_anybody_elsewhere():
    """Who trusts the newest key does not go from the one before it to another; who trusts the old one is told that
    there are two."""
    ana = chain("ana")
    forged = receipt(ana[-1], STRANGER)
    lines = signed_by_both(change_of_key(), change_of_key(OLD, STRANGER), receipts=[forged])
    assert {"key_unfounded", "receipt_unsigned"} <= wrong(lines, key_text(NEW))
    assert "key_unfounded" in wrong(lines, key_text(OLD))
