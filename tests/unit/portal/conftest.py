"""The portal's fixtures."""

from tests.unit.portal.site import portal_home, site

__all__ = ["portal_home", "site"]
