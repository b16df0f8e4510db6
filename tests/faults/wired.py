"""A program of ours with something changed in its wiring: `python -m tests.faults.wired MODULE ARGUMENT …`.

`CAPTURA_WIRING` says what, in JSON: ``clock`` a file with the seconds by which the portal's clock is wrong, read at
each look; ``kill`` [module, function, times] ends the process by SIGKILL after the function has run so often;
``forms`` what the next edition of the law moved and dropped; ``store`` a file that says ``full`` or ``read-only``
while the portal's database is so. A mutant that is switched on
(see tests/faults/mutating.py) is switched on here too.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from tests.faults import mutating

WIRING = "CAPTURA_WIRING"


def apply(wiring: dict[str, Any]) -> None:
    for name, value in wiring.items():
        SWITCHES[name](value)


def wrong_clock(file: str) -> None:
    from django.utils import timezone

    real, path = timezone.now, Path(file)
    timezone.now = lambda: real() + timedelta(seconds=float(path.read_text() or 0))


def kill_after(where: list[Any]) -> None:
    module, name, times = where
    left = [times]

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(real)
        def wrapped(*arguments: Any, **options: Any) -> Any:
            result = real(*arguments, **options)
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return wrapped

    mutating.put(module, name, dying)


STATES = {
    ("sqlite", "full"): "PRAGMA max_page_count = 1",
    ("sqlite", "read-only"): "PRAGMA query_only = 1",
    ("sqlite", ""): "PRAGMA query_only = 0; PRAGMA max_page_count = 1073741823",
    ("postgresql", "read-only"): "SET default_transaction_read_only = on",
    ("postgresql", ""): "SET default_transaction_read_only = off",
}


def troubled_store(file: str) -> None:
    from django.core.signals import request_started
    from django.db import connection

    def begin(**_: object) -> None:
        for statement in STATES[connection.vendor, Path(file).read_text()].split(";"):
            connection.cursor().execute(statement)

    request_started.connect(begin, weak=False)


def other_forms(members: dict[str, Any]) -> None:
    """The law is of another edition, one step after this one; before anything else is imported."""
    from forms import upgrades

    upgrades.FORMS_VERSION = 2
    upgrades.STEPS = {1: upgrades.Step(members["moved"], tuple(members["dropped"]))}


SWITCHES: dict[str, Callable[[Any], None]] = {"clock": wrong_clock, "kill": kill_after, "store": troubled_store}


def main() -> None:
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    wiring = json.loads(os.environ.get(WIRING, "{}"))
    if "forms" in wiring:
        other_forms(wiring.pop("forms"))
    if module.startswith("portal."):
        home = sys.argv[sys.argv.index("--data") + 1]
        os.environ["CAPTURA_PORTAL_DATA"] = home
        import django

        django.setup()
    mutating.apply_from_environment(at_portal=module.startswith("portal."))
    apply(wiring)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
