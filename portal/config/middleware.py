"""Headers that every answer of the portal carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from portal.config.errors import bad_request
from sync import wire

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)
# A reply of the protocol is no page and nosniff keeps it so: on a slow link every byte of it counts.
FOR_PAGES = ("Cross-Origin-Opener-Policy", "Referrer-Policy", "X-Frame-Options")


class StrictHeaders:
    """Nothing from elsewhere is ever loaded: no script at all, styles and images of our own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.headers.get("Content-Type") == wire.CONTENT_TYPE:
            for name in FOR_PAGES:
                response.headers.pop(name, None)
            return response
        for name, value in HEADERS:
            response.headers.setdefault(name, value)
        return response


class WellFormedAddress:
    """An address with a NUL in it asks for nothing that a database can hold: it is answered without asking one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return self._get_response(request)
