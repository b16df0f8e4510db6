"""A draft is put away on one computer and on all; an edit nobody had seen brings it back; nothing is lost."""

from __future__ import annotations

from tests.unit.portal.site import Site, portal_home, site  # noqa: F401 - fixtures

ON_BOTH = False
