"""Signing in to the portal's pages: guesses are slowed for the name and address that try, nobody is locked for good."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from sync import canonical

MOST_TRIES = 20
REST_SECONDS = 3600
TOO_MANY = 429


class SignIn(LoginView):
    """Twenty wrong passwords an hour; then the page says so, and a colleague on another computer still enters."""

    template_name = "sign_in.html"

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if cache.get(_tries_name(request), 0) >= MOST_TRIES:
            return self.render_to_response({"is_resting": True}, status=TOO_MANY)
        return super().post(request, *args, **options)

    def form_invalid(self, form: Any) -> HttpResponse:
        name = _tries_name(self.request)
        cache.add(name, 0, REST_SECONDS)
        cache.incr(name)
        return super().form_invalid(form)


def _tries_name(request: HttpRequest) -> str:
    who = [request.POST.get("username", "").casefold(), request.META.get("REMOTE_ADDR", "")]
    return f"sign-in-{canonical.content_hash(who)}"
