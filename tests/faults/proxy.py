"""Loopback servers that misbehave on purpose: a scripted HTTP server, and a proxy that damages bytes on the way.

Both run in a thread that is joined when the ``with`` block ends.
"""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from sync import wire

Handler = Callable[[str, bytes], "bytes | Scripted"]


@dataclass(frozen=True)
class Scripted:
    """A whole HTTP answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class _Served:
    """A socketserver in a thread."""

    server: socketserver.BaseServer

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])  # type: ignore[index]


class LoopbackPortal(_Served):
    """Answers POSTs with ``handler(path, body)``: bytes go out as a portal's reply, a Scripted as it says."""

    def __init__(self, handler: Handler, tls: Any = None) -> None:
        outer = self
        self.handler = handler
        self.seen: list[tuple[str, bytes]] = []
        self.hung_up = threading.Event()

        class Request(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 3

            def do_POST(self) -> None:
                outer._serve(self)

            def finish(self) -> None:
                super().finish()
                outer.hung_up.set()

            def log_message(self, *_: object) -> None:
                """Silence."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self.server.daemon_threads = False
        self._tls = tls
        if tls is not None:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]

    @property
    def address(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def _serve(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", "0")))
        if len(body) != int(request.headers.get("Content-Length", "0")):
            request.close_connection = True
            return
        self.seen.append((request.path, body))
        answer = self.handler(request.path, body)
        if isinstance(answer, bytes):
            answer = Scripted(200, answer, {"Content-Type": wire.CONTENT_TYPE})
        request.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(answer.body)


@dataclass(frozen=True)
class Fault:
    """What happens to one request and its reply; positions count bytes from the start of the HTTP message."""

    cut_request: int | None = None
    flip_request: int | None = None
    drop_reply: bool = False
    cut_reply: int | None = None
    flip_reply: int | None = None
    flip_with: int = 0x01
    refit: bool = False  # of a request that was cut, the length it says is made that of what is left
    answer: bytes | None = None  # a whole HTTP answer of somebody on the way; nothing reaches the portal
    twice: bool = False  # the request is delivered twice, and the second answer comes back
    before: Callable[[], None] | None = None  # while the request is on its way
    after: Callable[[], None] | None = None  # when the portal has answered and the answer is not here yet


class FaultProxy(_Served):
    """Passes one request per connection on to ``port``, doing to each the next of ``faults``; then none."""

    def __init__(self, port: int, faults: list[Fault] | None = None) -> None:
        outer = self
        self.upstream = port
        self.faults = faults or []
        self.last_reply = b""
        self.requests: list[bytes] = []

        class Relay(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._relay(self.request)

        self.server = socketserver.TCPServer(("127.0.0.1", 0), Relay)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _relay(self, client: socket.socket) -> None:
        request = _read_request(client)
        if not request:
            return
        fault = self.faults.pop(0) if self.faults else Fault()
        self.requests.append(request[:65536])
        if fault.answer is not None:
            _send(client, fault.answer)
            return
        if fault.before is not None:
            fault.before()
        request = _damaged(request, fault.cut_request, fault.flip_request, fault.flip_with)
        if fault.refit:
            request = _refitted(request)
        for _ in range(1 + fault.twice):
            reply = self._forward(request)
        if fault.after is not None:
            fault.after()
        if reply:
            self.last_reply = reply
        if not fault.drop_reply:
            _send(client, _damaged(reply, fault.cut_reply, fault.flip_reply, fault.flip_with))

    def _forward(self, request: bytes) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self.upstream)) as upstream:
                upstream.sendall(request)
                upstream.shutdown(socket.SHUT_WR)
                return _read_all(upstream)
        except ConnectionError:
            return b""


def _refitted(request: bytes) -> bytes:
    """As a proxy that buffers passes on what it got."""
    head, _, body = request.partition(b"\r\n\r\n")
    return re.sub(rb"(?i)(content-length: *)\d+", rb"\g<1>%d" % len(body), head) + b"\r\n\r\n" + body


def _damaged(data: bytes, cut: int | None, flip: int | None, mask: int) -> bytes:
    if flip is not None and flip < len(data):
        data = data[:flip] + bytes([data[flip] ^ mask]) + data[flip + 1 :]
    return data if cut is None else data[:cut]


def _read_request(client: socket.socket) -> bytes:
    """Head and body of one HTTP request, asking the other side to close after its reply."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    missing = (int(length[1]) if length else 0) - len(body)
    while missing > 0 and (piece := client.recv(65536)):
        body += piece
        missing -= len(piece)
    head = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head) + b"\r\nConnection: close"
    return head + b"\r\n\r\n" + body


def _read_all(connection: socket.socket) -> bytes:
    data = b""
    try:
        while piece := connection.recv(65536):
            data += piece
    except ConnectionError:
        return data
    return data


def _send(client: socket.socket, data: bytes) -> None:
    try:
        client.sendall(data)
    except ConnectionError:
        return


def scripted(status: str, body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP answer as bytes."""
    told = {"Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body
