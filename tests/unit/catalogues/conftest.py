from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from capture_app.services.catalogues import CatalogueService
from capture_app.store.product_codes import SHIPPED, ProductCodes
from forms.catalog import load_catalog
from tests.conftest import FixedClock


@pytest.fixture
def catalogues(tmp_path: Path, fixed_clock: FixedClock) -> CatalogueService:
    return CatalogueService(tmp_path, load_catalog(), fixed_clock, user="Ana")


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str, str], Path]:
    """A table as a file that somebody brings."""

    def write(text: str, name: str = "tabla.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def real_codes() -> ProductCodes:
    """The catalogue of products as it is built; without it the tests that need it are skipped by name."""
    if not SHIPPED.is_file():
        pytest.skip("the product codes are not built: make setup")
    return ProductCodes()
