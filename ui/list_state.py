"""How a person likes each list: its columns, their widths and the views kept. Beside the data, by the store lane."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FILE_NAME = "listas.json"
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class ListState:
    """`widths` by column; `hidden` columns, and those `shown` also where it is narrow; `views`: name -> members of a
    filter as text."""

    widths: Mapping[str, int] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    views: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_list(_app: Any, data_dir: Path, name: str) -> ListState:
    """A task of the store lane; what cannot be read is as on the first day."""
    return _state_of(_read(data_dir).get(name))


def write_list(_app: Any, data_dir: Path, name: str, state: ListState) -> None:
    """A task of the store lane: the other lists stay as they are."""
    everything = {**_read(data_dir), name: asdict(state)}
    path = data_dir / FILE_NAME
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(path)


def _read(data_dir: Path) -> dict[str, Any]:
    path = data_dir / FILE_NAME
    try:
        if path.stat().st_size > MOST_BYTES:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _state_of(members: Any) -> ListState:
    if not isinstance(members, dict):
        return ListState()
    widths, views = members.get("widths"), members.get("views")
    return ListState(
        widths={str(name): int(width) for name, width in _items(widths) if isinstance(width, int) and width > 0},
        hidden=_names(members.get("hidden")),
        shown=_names(members.get("shown")),
        views={str(name): {str(key): str(text) for key, text in _items(view)} for name, view in _items(views)},
    )


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()
