from tests.unit.store.conftest import office

__all__ = ["office"]
