"""The portal's fixtures."""

from tests.unit.portal.site import database, portal_home, site

__all__ = ["database", "portal_home", "site"]
