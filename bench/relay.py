"""A process between a client and its server that counts what passes, delays each answer, or cuts the line once.

``python -m bench.relay SERVER_PORT DELAY CUT`` prints its port and then, for each line it reads, its counts as JSON:
requests, bytes up and bytes down since the last line. DELAY is in seconds for each request; CUT is the number of bytes
up after which the connection breaks, once (0 = never). A line ``cut N`` sets it anew.
"""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
import time

_REQUEST = re.compile(rb"(?:POST|GET|PUT|HEAD|PATCH) \S+ HTTP/1\.[01]\r\n")


class Relay:
    def __init__(self, port: int, delay: float, cut: int) -> None:
        self.port, self.delay, self.cut = port, delay, cut
        self.requests = self.up = self.down = 0

    def serve(self, listener: socket.socket) -> None:
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", self.port))
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
    relay = Relay(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=relay.serve, args=(listener,), daemon=True).start()
        print(listener.getsockname()[1], flush=True)
        for line in sys.stdin:
            if line.startswith("cut "):
                relay.cut = int(line.split()[1])
            print(json.dumps(relay.told()), flush=True)


if __name__ == "__main__":
    main()
