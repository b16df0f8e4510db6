"""What a row of a stage is born with, so that nothing known is typed again."""

from collections.abc import Mapping
from typing import Any

from forms.pointers import get


def born_row(body: Mapping[str, Any], array: str) -> dict[str, Any]:
    """An award is of what was asked for; a contract comes from the only award there is and is of the same."""
    if array == "/awards":
        return _given(title=get(body, "/tender/title"))
    if array == "/contracts":
        awards = get(body, "/awards")
        only = awards[0] if isinstance(awards, list) and len(awards) == 1 else {}
        return _given(awardID=only.get("id"), title=get(body, "/tender/title"))
    return {}


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
