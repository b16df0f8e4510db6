"""Serving the portal from one process, as many offices as come at once."""

from __future__ import annotations

import sys
from typing import Any

from waitress.server import create_server

from portal.config.wsgi import application

THREADS = 24  # more than may be inside at once (portal.intake.admission): pages and refusals find one free
CONNECTIONS = 4000
WITHOUT_POLL = 400  # what Windows can look at in one go
FILES_BESIDE = 200


def make_server(host: str, port: int) -> Any:
    """The server, listening; ``run`` serves until it is closed."""
    return create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident="",
        connection_limit=_connections(),
        asyncore_use_poll=True,
    )


def _connections() -> int:
    """How many connections may be open: each is a file, and a system gives out few until it is asked."""
    if sys.platform == "win32":
        return WITHOUT_POLL
    import resource

    given, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + FILES_BESIDE
    if 0 <= given < wanted:
        given = wanted if most < 0 else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (given, most))
    return min(CONNECTIONS, given - FILES_BESIDE) if given >= 0 else CONNECTIONS
