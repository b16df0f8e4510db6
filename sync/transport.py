"""One POST to the portal: its bytes, or a coded error. Nothing here is believed yet."""

from __future__ import annotations

import ssl
from collections.abc import Collection
from datetime import datetime
from io import BytesIO
from traceback import clear_frames
from typing import TypeVar

import requests

from sync import schedule, wire
from sync.connections import STALL_SECONDS, checked_address, new_session
from sync.errors import CaptivePortal, ReplyRefused, RetryLater, SyncError, TlsFailed, TransportFailed, WrongAddress
from sync.pins import PinRefused
from sync.untrusted import tls_failed

E = TypeVar("E", bound=BaseException)

CONNECT_SECONDS = 10.0
_SLICE = 64 * 1024


class Transport:
    """Posts signed messages to one portal and to no other host. Close it when done."""

    def __init__(
        self,
        address: str,
        *,
        allow_plain_http: bool = False,
        authorities: str | None = None,
        pins: Collection[str] = (),
    ) -> None:
        self.address = checked_address(address, allow_plain_http)
        self._authorities = authorities
        self._pins = pins
        self._session: requests.Session | None = None

    def close(self) -> None:
        """Drop the connection; the next request makes a new one."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def post(self, path: str, body: bytes, now: datetime) -> bytes:
        """The reply's body, if its status and type are those of a portal; else a SyncError."""
        try:
            with self._send(path, body) as response:
                _check_status(response, now)
                return _read(response)
        except requests.RequestException as error:
            self.close()
            if (refused := _found_in(error, PinRefused)) is not None:
                raise TlsFailed("pin_refused", shown=refused.shown) from error
            if isinstance(error, requests.exceptions.SSLError) and _found_in(error, ssl.SSLEOFError) is None:
                raise tls_failed(self.address, now) from error
            _let_go(error)
            raise _failure(error) from error
        except SyncError:
            self.close()
            raise

    def _send(self, path: str, body: bytes) -> requests.Response:
        if self._session is None:
            self._session = new_session(self.address, self._authorities, self._pins)
        return self._session.post(
            self.address + path,
            data=BytesIO(body),
            headers={"Content-Type": wire.CONTENT_TYPE},
            timeout=(CONNECT_SECONDS, STALL_SECONDS),
            allow_redirects=False,
            stream=True,
        )


def _found_in(error: BaseException | None, kind: type[E]) -> E | None:
    """The error of a kind behind an error. One of ``SSLEOFError`` says that the line ended in the middle of the
    encryption, and nothing of a certificate."""
    return error if error is None or isinstance(error, kind) else _found_in(error.__context__, kind)


def _let_go(error: BaseException | None) -> None:
    """Empty the frames behind an error: they hold each other and what was being sent until rubbish is looked for."""
    while error is not None:
        clear_frames(error.__traceback__)
        error = error.__context__


def _failure(error: requests.RequestException) -> SyncError:
    if isinstance(error, requests.exceptions.InvalidURL):
        return WrongAddress("bad_address")
    if isinstance(error, requests.exceptions.ReadTimeout):
        return TransportFailed("stalled")
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return ReplyRefused("reply_altered")
    if isinstance(error, (requests.exceptions.ChunkedEncodingError, requests.exceptions.SSLError)):
        return TransportFailed("cut")
    return TransportFailed("no_network")


def _check_status(response: requests.Response, now: datetime) -> None:
    """Judge what can be judged before reading the body."""
    status = response.status_code
    if status in (429, 503, 507):
        raise RetryLater(schedule.retry_after(response.headers.get("Retry-After"), now))
    if status == 407:
        raise CaptivePortal("proxy_login")
    if 300 <= status < 400 or status == 511:
        raise CaptivePortal("captive_portal")
    if _is_ours(response):
        return
    if status >= 500:
        raise TransportFailed("server_failed")
    if _was_cut(response):
        raise TransportFailed("cut")
    if status >= 400:
        raise WrongAddress("not_a_portal")
    next(response.iter_content(_SLICE), b"")  # a page that breaks off is no answer, whoever wrote it
    raise CaptivePortal("captive_portal")


def _is_ours(response: requests.Response) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return kind == wire.CONTENT_TYPE  # what a proxy packed again is unpacked, and judged by its signature


def _was_cut(response: requests.Response) -> bool:
    """Headers that end before saying how long the reply is, and that nobody wrote for a browser."""
    framed = any(response.headers.get(name, "").strip() for name in ("Content-Length", "Transfer-Encoding"))
    return not framed and not response.headers.get("Content-Type", "").lower().startswith("text/")


def _read(response: requests.Response) -> bytes:
    data = bytearray()
    for piece in response.iter_content(_SLICE):
        data += piece
        if len(data) > wire.MAX_BODY_BYTES:
            raise ReplyRefused("reply_too_large")
    return bytes(data)
