"""A portal on a database of its own, and devices that talk to it in signed envelopes."""

from __future__ import annotations

from tests.portal_world import portal, world  # noqa: F401 - fixtures
