"""A process between a client and its server that counts what passes, delays each answer, or cuts the line once.

``python -m bench.relay SERVER_PORT [--delay SECONDS] [--side near|far]`` prints its port and then, for each line it
reads, its counts as JSON:
requests, bytes up and bytes down since the last line. A line ``cut N`` lets the connection break, once, after so many
bytes up (0 = never). Before a bad link (``bench/bad_link.py``) one stands at each end: ``near`` connects through it,
``far`` listens behind it.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import sys
import threading
import time

from bench.bad_link import FAR, FAR_ADDRESS, NEAR, enter

NARROW = 16 * 1024  # what waits before a bad link waits at the client, not here
_REQUEST = re.compile(rb"(?:POST|GET|PUT|HEAD|PATCH) \S+ HTTP/1\.[01]\r\n")


class Relay:
    def __init__(self, address: tuple[str, int], delay: float) -> None:
        self.address, self.delay, self.cut = address, delay, 0
        self.requests = self.up = self.down = 0

    def serve(self, listener: socket.socket) -> None:
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(self.address)
            for connection in (client, server):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.address[0] == FAR_ADDRESS:
                server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, NARROW)
            threading.Thread(target=self._carry_up, args=(client, server), daemon=True).start()
            threading.Thread(target=self._carry_down, args=(client, server), daemon=True).start()

    def _carry_up(self, client: socket.socket, server: socket.socket) -> None:
        tail = b""
        while data := _read(client):
            self.up += len(data)
            if self.cut and self.up >= self.cut:
                self.cut = 0
                _close(client, server)
                return
            found = len(_REQUEST.findall(tail + data))
            self.requests += found
            tail = b"" if found else (tail + data)[-200:]
            if found and self.delay:
                time.sleep(self.delay)
            server.sendall(data)
        _close(client, server)

    def _carry_down(self, client: socket.socket, server: socket.socket) -> None:
        while data := _read(server):
            self.down += len(data)
            try:
                client.sendall(data)
            except OSError:
                break
        _close(client, server)

    def told(self) -> dict[str, int]:
        counts = {"requests": self.requests, "up": self.up, "down": self.down}
        self.requests = self.up = self.down = 0
        return counts


def _read(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:
        return b""


def _close(*connections: socket.socket) -> None:
    for connection in connections:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--side", choices=("near", "far"))
    given = parser.parse_args()
    relay = Relay((FAR_ADDRESS if given.side == "near" else "127.0.0.1", given.port), given.delay)
    if given.side == "far":
        enter(FAR)
    with socket.create_server((FAR_ADDRESS if given.side == "far" else "127.0.0.1", 0)) as listener:
        if given.side:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW)
            enter(NEAR if given.side == "near" else "")
        threading.Thread(target=relay.serve, args=(listener,), daemon=True).start()
        print(listener.getsockname()[1], flush=True)
        for line in sys.stdin:
            if line.startswith("cut "):
                relay.cut = int(line.split()[1])
            print(json.dumps(relay.told()), flush=True)


if __name__ == "__main__":
    main()
