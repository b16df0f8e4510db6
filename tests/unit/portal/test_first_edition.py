"""A desktop that was never updated: the portal answers it at its address, in its edition, and in its encodings."""

from __future__ import annotations

import pytest

from sync import encodings, envelopes, keys, wire
from sync.client import new_nonce
from tests.unit.portal.site import Computer, Site, database, portal_home, site, small_body

__all__ = ["database", "portal_home", "site"]
OLD = [f"zstd:{next(iter(encodings.ONLY_READ))}", "zstd", "gzip", "identity"]


def asked(computer: Computer, request: wire.SyncRequest, encoding: str = "zstd") -> wire.SyncReply:
    nonce = new_nonce()
    sign = computer.signer.sign
    data = envelopes.seal("sync", computer.device_id, nonce, request, sign, encoding, wire.FIRST)
    assert data.startswith(b"{")
    address = wire.FIRST_PATHS[wire.EXCHANGE_PATH]
    response = computer.site.client.post(address, data, content_type=wire.CONTENT_TYPE)
    header = wire.unpack(response.content)[0]
    assert (header.proto, header.reply_to, header.encoding) == (wire.FIRST, nonce, encoding)
    from portal.intake.keys import portal_public_key

    key = keys.from_text(portal_public_key())
    return envelopes.open_reply(response.content, "sync-reply", nonce, wire.SyncReply, key)


@pytest.mark.parametrize("encoding", OLD)
def test_what_it_captured_arrives_and_its_receipt_is_proved(site: Site, encoding: str):
    computer = site.computer(site.office())
    operation = computer.create(small_body(), "ocds-213czf-MLA-2026-00000001")
    reply = asked(computer, computer.request([operation]), encoding)
    assert reply.receipt is not None
    assert [result.code for result in reply.receipt.results] == ["applied"]
    assert reply.receipt.head == wire.operation_hash(operation)


def test_one_operation_sent_in_both_editions_is_one(site: Site):
    computer = site.computer(site.office())
    operation = computer.create(small_body(), "ocds-213czf-MLA-2026-00000001")
    asked(computer, computer.request([operation]))
    assert computer.codes(operation) == ["duplicate"]
