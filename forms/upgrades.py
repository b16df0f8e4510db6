"""One step per forms_version: a body of the version before in, a body of this version out."""

from collections.abc import Callable, Mapping
from typing import Any

FORMS_VERSION = 1
Step = Callable[[dict[str, Any]], dict[str, Any]]
STEPS: Mapping[int, Step] = {}


class NewerForms(ValueError):
    """The body was written by a newer program than this one."""


def upgrade(body: Mapping[str, Any], from_version: int) -> dict[str, Any]:
    """The body as this version writes it; the body given stays as it is."""
    if from_version > FORMS_VERSION:
        raise NewerForms(f"forms version {from_version} is newer than {FORMS_VERSION}")
    result = dict(body)
    for version in range(from_version, FORMS_VERSION):
        result = STEPS[version](result)
    return result
