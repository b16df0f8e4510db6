"""What every template knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from portal.config.menu import MENU


def portal(request: HttpRequest) -> dict[str, object]:
    """Name of the portal and its menu, with the entry of this page marked."""
    return {
        "portal_name": settings.PORTAL_NAME,
        "complaint_url": settings.PORTAL_COMPLAINT_URL,
        "menu": [(name, words, _is_here(request.path, path)) for name, path, words in MENU],
    }


def _is_here(current: str, path: str) -> bool:
    return current == path if path == "/" else current.startswith(path)
