"""The portal's own final address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def portal_address(request: HttpRequest) -> str:
    """Scheme and host without a final slash: the configured one, else the one that was asked."""
    return settings.PORTAL_URL or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    return portal_address(request) + path
