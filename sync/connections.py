"""How a connection is made: certificates checked against the system's, patience counted per stall, not in total."""

from __future__ import annotations

import ipaddress
import ssl
import urllib.request
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.util import SKIP_HEADER

from sync.errors import WrongAddress
from sync.pins import check_pin

STALL_SECONDS = 30.0


class _Patient:
    """Mixed into a connection: while sending, too, only a stall ends it, not the length of the message.

    Otherwise the time allowed for connecting would be the time allowed for each piece sent.
    """

    sock: Any
    pins: Collection[str] = ()

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.sock.settimeout(STALL_SECONDS)
        if self.pins and isinstance(self.sock, ssl.SSLSocket):
            check_pin(self.sock, self.pins)


class SystemTrustAdapter(HTTPAdapter):
    """Verifies against the operating system's authorities (and those an administrator added, in PEM), always; with
    ``pins`` the key of the certificate must be one of these too."""

    def __init__(self, authorities: str | None = None, pins: Collection[str] = ()) -> None:
        self._pins = tuple(pins)
        self._context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if authorities is not None:
            self._context.load_verify_locations(cadata=authorities)
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, ssl_context=self._context)
        _make_patient(self.poolmanager, self._pins)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options, ssl_context=self._context)
        _make_patient(manager, self._pins)
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context knows the authorities; no bundle is added to it, and nothing switches the check off."""
        conn.cert_reqs = "CERT_REQUIRED"

    def close(self) -> None:
        """Close the sockets now; left alone, they live as long as anybody (a traceback) remembers a reply."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - a container that refuses to be iterated
                manager.pools[key].close()
        super().close()


def _make_patient(manager: Any, pins: Collection[str]) -> None:
    manager.pool_classes_by_scheme = {
        scheme: type(pool.__name__, (pool,), {"ConnectionCls": _patient(pool.ConnectionCls, pins)})
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _patient(connection: type, pins: Collection[str]) -> type:
    if issubclass(connection, _Patient):
        return connection
    return type(connection.__name__, (_Patient, connection), {"pins": pins})


def new_session(url: str, authorities: str | None = None, pins: Collection[str] = ()) -> requests.Session:
    """A session for one portal: the system's proxies, no credentials or bundles from the environment, and of the
    library's headers none that says nothing (a slow link carries them with every request)."""
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(_proxies(url))
    adapter = SystemTrustAdapter(authorities, pins)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers = CaseInsensitiveDict({"User-Agent": "captura-abierta", "Accept-Encoding": SKIP_HEADER})
    return session


def _proxies(url: str) -> dict[str, str]:
    host = urlsplit(url).hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return {}
    return urllib.request.getproxies()


def checked_address(url: str, allow_plain_http: bool) -> str:
    """The portal's address without a trailing slash; WrongAddress where it may not be used.

    Plain http carries no secret of ours but shows what is captured, so that it is for this computer alone,
    or for a network of one's own where the office says so.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise WrongAddress("bad_address") from error
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.query or parts.fragment:
        raise WrongAddress("bad_address")
    if parts.scheme == "http" and not (allow_plain_http or is_loopback(host)):
        raise WrongAddress("plain_http")
    return url.strip().rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether the host is this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
