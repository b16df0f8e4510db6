"""A request of the second edition says nothing twice and comes out as it was; what is not one is refused."""

from __future__ import annotations

import string
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync import canonical, columns, concealing, encodings, erasing, thinning, wire
from tests.unit.sync.test_encodings import one_create
from tests.unit.sync.test_folding import operations

SENDER = "11111111-1111-4111-8111-111111111111"
HEADER = wire.Envelope(proto=wire.PROTO, kind="sync", sender=SENDER, nonce="n", sha256="")

texts = st.text(alphabet=string.printable + "ñ\u2028\\", max_size=6)
keys = st.sampled_from(["aaaaaaaaaa", "2345672345", "@x", "0", "b\\n"])
scalars = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.decimals("0.01", "99.99", places=2), texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b~", "_key", "_sealed2"]), st.one_of(inner, keys), max_size=3),
    ),
    max_leaves=6,
)
paths = st.lists(st.one_of(st.sampled_from(["a", "value", ""]), keys.map("@{}".format)), max_size=3).map(
    lambda steps: "".join(f"/{step}" for step in steps if "\n" not in step)
)
patches = st.lists(st.tuples(st.sampled_from(sorted(columns.KINDS)), paths, values, texts).map(list), max_size=4)


@given(st.lists(patches, min_size=1, max_size=3))
def test_operations_come_out_of_columns_as_they_went_in(made):
    written = [{"op_id": f"~{number}", "at": "2026", "patch": patch} for number, patch in enumerate(made)]
    plain = canonical.decode_strict(canonical.encode(written), plain_numbers=True)
    assert columns.read(columns.write({"since": 1}, written), 64) == ({"since": 1}, plain)


def arrived(request: wire.SyncRequest) -> wire.Batch:
    header = msgspec.structs.replace(HEADER, sender=request.device_id)
    batch = wire.arrived(wire.travelling(request), wire.SyncRequest, header).batch
    assert batch is not None
    return batch


@given(operations())
def test_a_request_comes_out_as_it_was_sealed(made):
    """Odd patches among them: what cannot be written in columns goes as it is."""
    assume(all(isinstance(item, list) for one in made for item in one.patch))
    request = wire.SyncRequest(office_code="MB", device_id=SENDER, batch=wire.make_batch(SENDER, made))
    back = wire.arrived(wire.travelling(request), wire.SyncRequest, HEADER)
    assert back.batch is not None
    assert back.device_id == SENDER
    assert [wire.operation_hash(one) for one in back.batch.operations] == [wire.operation_hash(one) for one in made]
    assert [wire.operation_writings(one) for one in back.batch.operations] == list(map(wire.operation_writings, made))


def test_an_act_with_its_stages_comes_out_as_it_was_signed(one_request):
    act = wire.Act(
        version=1, body_hash="ab" * 32, stages=("planning", "tender"), note="línea\ny otra", self_review=True
    )
    sealed = msgspec.structs.replace(one_request.batch.operations[0], kind="publish", patch=[], act=act)
    request = msgspec.structs.replace(one_request, batch=wire.make_batch("b", [sealed]))
    assert wire.travelling(request).count(b"\n") > 5
    assert arrived(request).operations == [sealed]


def test_who_sends_is_who_signed_whatever_the_request_says():
    request = wire.SyncRequest(office_code="MB", device_id="another", since=4)
    assert wire.arrived(wire.travelling(request), wire.SyncRequest, HEADER).device_id == SENDER


def test_a_head_that_is_not_of_the_operations_is_not_taken_for_it(one_request):
    wrong = msgspec.structs.replace(one_request.batch, head="ab" * 32)
    back = wire.arrived(wire.travelling(msgspec.structs.replace(one_request, batch=wrong)), wire.SyncRequest, HEADER)
    assert back.batch is not None
    assert back.batch.head != wire.operation_hash(back.batch.operations[-1])


@pytest.fixture
def one_request() -> wire.SyncRequest:
    return one_create(("ocds-x-1", {"tender": {"title": "Compra inventada"}}))


def test_whatever_is_cut_or_altered_is_refused_or_another_request(one_request):
    """The envelope's signature covers these bytes; here only that nothing else than WireError comes of them."""
    data = wire.travelling(one_request)
    for at in range(0, len(data), 3):
        for altered in (data[:at], data[:at] + b"~" + data[at + 1 :], data[:at] + b"\n" + data[at:]):
            with suppress(wire.WireError):
                wire.arrived(altered, wire.SyncRequest, HEADER)


@pytest.mark.parametrize(
    "lines",
    [
        ["{}", "[]", "left over"],
        ["{}", "{}"],
        ["{}", '[{"patch":[["?/a",0]]}]', "1"],
        ["{}", '[{"patch":[["=/a",0]]}]', "x"],
        ["{}", '[{"patch":[["=/@",""]]}]', "7", "x"],
        ["{}", '[{"patch":[["=/a",""]]}]', "nul \x00"],
        ["{}", '[{"patch":"x"}]'],
        ["[]", "[]"],
    ],
)
def test_what_is_no_columns_is_malformed(lines: list[str]):
    with pytest.raises(wire.WireError, match="malformed"):
        wire.arrived("\n".join(lines).encode(), wire.SyncRequest, HEADER)


def conceal(count: int, seed: str = "5" * 32) -> tuple[list[list[Any]], dict[str, list[Any]]]:
    patch = [["set", f"/p{number}", "983 000 0000", ""] for number in range(count)]
    return concealing.conceal(patch, frozenset(item[1] for item in patch), lambda: seed)


def test_salts_of_one_seed_are_all_different():
    _, private = conceal(4)
    assert len({salt for salt, _ in private.values()}) == 5


def test_with_the_first_erased_value_the_seed_goes_that_leads_to_its_salt():
    _, private = conceal(3)
    kept = erasing.private_without(private, "/p1")
    assert set(kept) == {"/p0", "/p2"}
    assert erasing.private_without(private, "/elsewhere") == private


def test_private_values_and_their_seed_travel_and_no_salt_does(one_request):
    shown, private = conceal(3)
    sealed = msgspec.structs.replace(one_request.batch.operations[0], patch=shown, private=private)
    request = msgspec.structs.replace(one_request, batch=wire.make_batch("b", [sealed]))
    data = wire.travelling(request)
    assert data.count(b"983 000 0000") == 3
    assert arrived(request).operations == [sealed]
    erased = msgspec.structs.replace(sealed, private=erasing.private_without(private, "/p1"))
    request = msgspec.structs.replace(one_request, batch=wire.make_batch("b", [erased]))
    assert arrived(request).operations == [erased]


def test_a_request_with_nothing_to_send_is_small():
    request = wire.SyncRequest(
        office_code="MB", device_id=SENDER, forms_hash="ab" * 32, epoch="0123456789abcdef", wall="2026-03-20T15:00:00Z"
    )
    assert len(encodings.compress(wire.travelling(request), encodings.preferred()[0])) < 80


def test_thin_and_full_are_each_others(one_request):
    members = wire.members_of(one_request)
    there = thinning.full(thinning.thin(members), one_request.device_id, 72)
    assert there["batch"]["operations"] == members["batch"]["operations"]
    assert (there["batch"]["head"], there["batch"]["batch_id"]) == (
        members["batch"]["head"],
        members["batch"]["batch_id"],
    )
