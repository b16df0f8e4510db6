"""The client over real loopback sockets: who answers, and what is believed."""

from __future__ import annotations

import gzip
from random import Random

import pytest

from sync import connections, envelopes, keys, wire
from sync.client import SyncClient, enrol
from sync.engine import SyncEngine
from sync.errors import CaptivePortal, Refused, ReplyRefused, RetryLater, SyncError, TransportFailed, WrongAddress
from sync.transport import Transport
from tests.faults.memory_outbox import MemoryOutbox
from tests.faults.portal_double import CODE, PortalDouble
from tests.faults.proxy import LoopbackPortal, Scripted

PRIVATE = keys.new_key()
REQUEST = wire.SyncRequest(office_code="MB", device_id="device-1")
LOGIN = b"<!doctype html><title>Bienvenido</title><form>Acepte las condiciones</form>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
OURS = {"Content-Type": wire.CONTENT_TYPE}


@pytest.fixture
def portal():
    double = PortalDouble()
    double.devices["device-1"] = keys.public_key(PRIVATE)
    return double


def client_for(address, portal, clock, **options) -> SyncClient:
    device_keys = keys.DeviceKeys(PRIVATE, portal.signer.public_key())
    return SyncClient(Transport(address, **options), device_keys, clock)


def error_of(portal, clock, answer) -> SyncError:
    return error_with(lambda *_: answer, portal, clock)


def error_with(handler, portal, clock) -> SyncError:
    with LoopbackPortal(handler) as server, client_for(server.address, portal, clock) as client:
        try:
            client.exchange(REQUEST)
        except SyncError as error:
            return error
    raise AssertionError("the answer was believed")


def test_a_round_with_the_portal(portal, fixed_clock):
    with LoopbackPortal(portal.handle) as server, client_for(server.address, portal, fixed_clock) as client:
        done = client.exchange(REQUEST)
        client.exchange(REQUEST)
    assert done.reply.office_code == "MB"
    assert done.bytes_sent + done.bytes_received < 500
    assert server.seen[0][0] == wire.EXCHANGE_PATH


CAPTIVE = {
    "200 with a page": Scripted(200, LOGIN, HTML),
    "200 with a page and no type": Scripted(200, LOGIN),
    "200 with our bytes and another type": Scripted(200, b"x", {"Content-Type": "application/octet-stream"}),
    "302 to a login": Scripted(302, b"", {"Location": "http://127.0.0.1:9/login"}),
    "307 that would carry the body along": Scripted(307, b"", {"Location": "http://127.0.0.1:9/login"}),
    "511": Scripted(511, LOGIN, HTML),
    "204": Scripted(204),
}


@pytest.mark.parametrize("name", CAPTIVE)
def test_a_network_that_wants_a_login(portal, fixed_clock, name):
    error = error_of(portal, fixed_clock, CAPTIVE[name])
    assert isinstance(error, CaptivePortal)
    assert "iniciar sesión" in error.message


def test_a_redirect_is_not_followed_and_nothing_reaches_the_other_host(portal, fixed_clock):
    with LoopbackPortal(portal.handle) as other:
        for status in (301, 302, 303, 307, 308):
            target = Scripted(status, b"", {"Location": other.address + wire.EXCHANGE_PATH})
            assert isinstance(error_of(portal, fixed_clock, target), CaptivePortal)
    assert other.seen == []


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (Scripted(500, b"oops", HTML), TransportFailed, "server_failed"),
        (Scripted(502, b"oops", HTML), TransportFailed, "server_failed"),
        (Scripted(404, b"nada", HTML), WrongAddress, "not_a_portal"),
        (Scripted(403, b"no", HTML), WrongAddress, "not_a_portal"),
        (Scripted(407, b"quien", HTML), CaptivePortal, "proxy_login"),
        (Scripted(200, b"", OURS), ReplyRefused, "reply_altered"),
        (Scripted(200, LOGIN, OURS), ReplyRefused, "reply_altered"),
    ],
)
def test_other_answers(portal, fixed_clock, answer, kind, code):
    error = error_of(portal, fixed_clock, answer)
    assert (type(error), error.code) == (kind, code)


@pytest.mark.parametrize("status", [429, 503, 507])
@pytest.mark.parametrize(("header", "seconds"), [({"Retry-After": "120"}, 120), ({}, 300)])
def test_a_pause(portal, fixed_clock, status, header, seconds):
    error = error_of(portal, fixed_clock, Scripted(status, b"espere", {**HTML, **header}))
    assert isinstance(error, RetryLater)
    assert error.seconds == seconds


def test_a_reply_that_something_on_the_way_packed_again_is_the_portals(portal, fixed_clock):
    def packing(path, body):
        return Scripted(200, gzip.compress(portal.handle(path, body)), {**OURS, "Content-Encoding": "gzip"})

    with LoopbackPortal(packing) as server, client_for(server.address, portal, fixed_clock) as client:
        assert client.exchange(REQUEST).reply.office_code == REQUEST.office_code


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "rot13"])
def test_a_reply_that_says_it_was_packed_and_was_not_is_no_answer(portal, fixed_clock, encoding):
    error = error_of(portal, fixed_clock, Scripted(200, b"x", {**OURS, "Content-Encoding": encoding}))
    assert (type(error), error.code) == (ReplyRefused, "reply_altered")


def test_an_answer_to_an_earlier_request_is_not_believed(portal, fixed_clock):
    """A proxy that keeps replies to POST: same bytes, old nonce."""
    kept: list[bytes] = []

    def caching(path, body):
        kept.append(portal.handle(path, body))
        return kept[0]

    with LoopbackPortal(caching) as server, client_for(server.address, portal, fixed_clock) as client:
        client.exchange(REQUEST)
        with pytest.raises(ReplyRefused) as caught:
            client.exchange(REQUEST)
    assert caught.value.code == "reply_not_ours"


def test_a_failure_hangs_up_even_while_somebody_remembers_the_error(portal, fixed_clock):
    with LoopbackPortal(lambda *_: CAPTIVE["302 to a login"]) as server:
        client = client_for(server.address, portal, fixed_clock)
        with pytest.raises(CaptivePortal) as remembered:
            client.exchange(REQUEST)
        assert server.hung_up.wait(1)
    assert remembered.value.__traceback__ is not None


def test_another_portal_is_not_believed(portal, fixed_clock):
    other = PortalDouble()
    other.devices = portal.devices
    assert error_with(other.handle, portal, fixed_clock).code == "reply_unsigned"


def test_a_bomb_over_the_wire_is_refused(portal, fixed_clock):
    payload = envelopes.compress(bytes(wire.MAX_BODY_BYTES + 1))

    def bomb(_, body):
        nonce = wire.unpack(body)[0].nonce
        return wire.pack("sync-reply", "", nonce[: wire.ECHOED], payload, portal.signer.sign, reply_to=nonce)

    assert error_with(bomb, portal, fixed_clock).code == "reply_too_large"


def test_a_reply_without_end_is_left(portal, fixed_clock, monkeypatch):
    monkeypatch.setattr(wire, "MAX_BODY_BYTES", 200_000)
    assert error_of(portal, fixed_clock, Scripted(200, bytes(300_000), OURS)).code == "reply_too_large"


@pytest.mark.parametrize("change", ["unknown", "revoked"])
def test_a_device_that_is_not_enrolled_is_told_so(portal, fixed_clock, change):
    portal.devices.clear()
    if change == "revoked":
        portal.devices["device-1"] = keys.public_key(keys.new_key())
    error = error_with(portal.handle, portal, fixed_clock)
    assert (type(error), error.code) == (Refused, "unknown_device" if change == "unknown" else "bad_signature")


def test_nobody_there(portal, fixed_clock):
    with LoopbackPortal(portal.handle) as server:
        address = server.address
    with client_for(address, portal, fixed_clock) as client, pytest.raises(TransportFailed) as caught:
        client.exchange(REQUEST)
    assert caught.value.code == "no_network"


@pytest.mark.parametrize(
    ("address", "plain", "code"),
    [
        ("http://portal.example", False, "plain_http"),
        ("http://192.168.1.10:8000", False, "plain_http"),
        ("http://localhost.example", False, "plain_http"),
        ("ftp://portal.example", False, "bad_address"),
        ("https://", False, "bad_address"),
        ("https://usuario:clave@portal.example", False, "bad_address"),
        ("https://portal.example:puerto", False, "bad_address"),
        ("portal.example", False, "bad_address"),
        ("https://portal.example?x=1", False, "bad_address"),
        ("https://portal.example", False, None),
        ("https://portal.example/captura/", False, None),
        ("http://127.0.0.1:8000", False, None),
        ("http://localhost:8000", False, None),
        ("http://[::1]:8000", False, None),
        ("http://192.168.1.10:8000", True, None),
    ],
)
def test_addresses(address, plain, code):
    if code is None:
        assert Transport(address, allow_plain_http=plain).address == address.rstrip("/")
        return
    with pytest.raises(WrongAddress) as caught:
        Transport(address, allow_plain_http=plain)
    assert caught.value.code == code


def test_a_session_takes_no_credentials_from_the_environment(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent.pem")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    with connections.new_session("https://portal.example") as session:
        assert (session.trust_env, session.verify) == (False, True)
        assert session.proxies["https"] == "http://127.0.0.1:3128"
    with connections.new_session("http://127.0.0.1:8000") as session:
        assert not session.proxies


def test_enrolment(fixed_clock):
    portal = PortalDouble()
    signer = keys.Signer(PRIVATE)
    with LoopbackPortal(portal.handle) as server:
        transport = Transport(server.address)
        reply = enrol(transport, signer, f"  {CODE.replace(' ', '   ')} ", "Escritorio", fixed_clock)
        with pytest.raises(Refused) as caught:
            enrol(transport, signer, "otro", "Escritorio", fixed_clock)
        transport.close()
    assert caught.value.code == "code_unknown"
    assert (reply.device_id, reply.portal_key) == ("device-1", keys.as_text(portal.signer.public_key()))
    assert portal.devices == {"device-1": signer.public_key()}


def test_the_whole_courier_over_a_socket(portal, fixed_clock):
    outbox = MemoryOutbox()
    outbox.edit("r1", "set", "/title", "Luminarias")
    device_keys = keys.DeviceKeys(PRIVATE, portal.signer.public_key())
    with LoopbackPortal(portal.handle) as server, client_for(server.address, portal, fixed_clock) as client:
        report = SyncEngine(outbox, client, device_keys, fixed_clock, Random(1), acquainted=True).exchange()
    assert (report.acked, report.stopped, outbox.waiting()) == (1, None, 0)
