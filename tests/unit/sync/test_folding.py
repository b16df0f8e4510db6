"""Operations travel without what their reader can work out, and come out as they were sealed."""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import concealing, folding, wire
from sync.wire import WireError

names = st.one_of(st.uuids(version=4).map(str), st.sampled_from(["op-1", "~", "~~x", "~AZxX1Gendk-hxChvuSZSMg", ""]))
short = st.one_of(
    st.integers(0, 2**64 - 1).map("{:016x}".format), st.sampled_from(["", "~", "@key", "~Ob99EgbfM1I", "F" * 16])
)
items = st.tuples(
    st.sampled_from(["set", "row_add", "row_move"]), st.just("/a"), st.sampled_from(["x", None, 1]), short
)
SALT = "00112233445566778899aabbccddeeff"
MARK, WAS = {"_sealed": concealing.commitment(SALT, 1)}, {"_sealed": concealing.commitment(SALT, "00")}
odd_items = st.sampled_from(
    [["set", "/a", MARK, WAS], ["set", "/a", {"_sealed": "~"}, {"_sealed": "~~x"}], ["set", "/a", 1], [], "x"]
)
privates = st.sampled_from([{}, {"/a": [SALT, 1]}, {"/a": ["~", 1], "was:/a": [SALT, "00"]}, {"/a": [SALT]}])


@st.composite
def operations(draw: Any) -> list[wire.Operation]:
    made: list[wire.Operation] = []
    for number in range(draw(st.integers(1, 4))):
        record_id = draw(names)
        ocids = ["ocds-x-1", "ends~", "~"]
        if len(record_id) == 36:
            ocids.append("ocds-x-MB-2026-" + folding.tail_of(record_id))
        follows = bool(made) and draw(st.booleans())
        made.append(
            wire.Operation(
                op_id=draw(names),
                device_id=draw(st.sampled_from(["d1", "d2"])),
                sequence=made[-1].sequence + 1 if follows else draw(st.integers(1, 9)),
                prev_hash=wire.operation_hash(made[-1]) if follows else draw(st.sampled_from(["", "ab"])),
                after_sequence=number,
                record_id=record_id,
                record_type="contracting_process",
                ocid=draw(st.sampled_from(ocids)),
                kind=draw(st.sampled_from(["create", "patch"])),
                base_version=number,
                forms_version=draw(st.integers(1, 2)),
                author=draw(st.sampled_from(["ana", "beto"])),
                at="2026-03-20T15:00:00Z",
                patch=draw(st.lists(st.one_of(items.map(list), odd_items), max_size=3)),
                act=draw(st.sampled_from([None, wire.Act(version=1)])),
                private=draw(privates),
            )
        )
    return made


def _request(made: list[wire.Operation]) -> wire.SyncRequest:
    return wire.SyncRequest(office_code="MB", device_id="d1", batch=wire.make_batch("b", made))


@given(operations())
def test_what_was_folded_comes_out_the_same(made):
    members = [wire.members_of(operation) for operation in made]
    assert folding.unfold(folding.fold(members)) == members


def _chain(count: int) -> list[wire.Operation]:
    made: list[wire.Operation] = []
    for number in range(count):
        record_id = str(uuid.UUID(int=(number + 1) << 60, version=4))
        made.append(
            wire.Operation(
                op_id=str(uuid.UUID(int=number << 70, version=4)),
                device_id="d1",
                sequence=number + 1,
                prev_hash=wire.operation_hash(made[-1]) if made else "",
                after_sequence=0,
                record_id=record_id,
                record_type="contracting_process",
                ocid="ocds-x-MB-2026-" + folding.tail_of(record_id),
                kind="patch",
                base_version=1,
                forms_version=1,
                author="ana",
                at="2026-03-20T15:00:00Z",
                patch=[["set", "/tender/title", f"Título {number}", "00112233445566ff"]],
            )
        )
    return made


def test_what_follows_from_the_one_before_does_not_travel():
    made = _chain(3)
    request = _request(made)
    data = wire.encode_message(request)
    assert data.count(b"prev_hash") == data.count(b"device_id") - 1 == data.count(b"author") == 1
    assert made[2].prev_hash.encode() not in data
    assert folding.tail_of(made[1].record_id).encode() not in data
    assert wire.decode_message(data, wire.SyncRequest) == request


def test_a_commitment_whose_value_travels_beside_it_does_not():
    shown, private = concealing.conceal([["set", "/a", "983 000", ""]], frozenset({"/a"}), lambda: SALT)
    request = _request([msgspec.structs.replace(_chain(1)[0], patch=shown, private=private)])
    data = wire.encode_message(request)
    assert shown[0][2]["_sealed"].encode() not in data
    assert wire.decode_message(data, wire.SyncRequest) == request


def test_written_out_in_full_it_is_read_as_well():
    request = _request(_chain(2))
    from sync import canonical

    assert wire.decode_message(canonical.encode(wire.members_of(request)), wire.SyncRequest) == request


@pytest.mark.parametrize(
    "altered",
    [
        {"op_id": "~!!"},
        {"op_id": "~AAAA"},
        {"op_id": 7},
        {"record_id": None},
        {"ocid": 1},
        {"patch": {}},
        {"record_id": "r", "ocid": "ends~"},
        {"sequence": "x"},
        {"patch": [["set", "/a", {"_sealed": "~"}, ""]]},
    ],
)
def test_what_cannot_be_unfolded_is_malformed(altered):
    from sync import canonical

    made = [wire.members_of(operation) for operation in _chain(2)]
    folded = folding.fold(made)
    folded[0] = {**folded[0], **altered}
    members = msgspec.to_builtins(_request(_chain(1)))
    members["batch"]["operations"] = folded
    with pytest.raises(WireError):
        wire.decode_message(canonical.encode(members), wire.SyncRequest)
