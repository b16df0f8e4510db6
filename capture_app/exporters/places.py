"""Where each release stands in a publication that is files alone; names that every system takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sync import canonical

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_MARK = 8


def release_place(ocid: str, release: Mapping[str, Any]) -> str:
    """The file of a release below the root of the publication."""
    return f"releases/{str(release['date'])[:4]}/{safe(ocid)}/{safe(str(release['id']))}.json"


def safe(name: str) -> str:
    """The name as a file of any system: what is unsafe becomes `_`, with a mark so that two never meet."""
    plain = _UNSAFE.sub("_", name)
    if plain == name and name.strip("."):
        return name
    return f"{plain}-{canonical.content_hash(name)[:_MARK]}"
