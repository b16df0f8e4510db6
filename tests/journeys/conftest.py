"""The journeys' fixtures."""

from __future__ import annotations

from tests.journeys.served import desktop, open_portal, portal, portal_seed, stranger

__all__ = ["desktop", "open_portal", "portal", "portal_seed", "stranger"]
