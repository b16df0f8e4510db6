"""Pages for what went wrong; they ask nothing of the database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "error.html", {"status": 400}, status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "error.html", {"status": 403}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the page's own token: most often a page that was left open while its session ended."""
    return render(request, "error.html", {"status": 403, "is_stale": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "error.html", {"status": 404}, status=404)


def server_failed(request: HttpRequest) -> HttpResponse:
    return render(request, "error.html", {"status": 500}, status=500)
