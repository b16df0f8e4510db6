"""What an outlet will show of a body, told before it is published: what stays back, and what still looks personal."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.findings import Finding
from forms.justifications import open_findings
from forms.outlets import NOTHING_SAID, Outlet, Policies
from forms.pointers import KEY, escape, has, to_path
from forms.public_view import CONTRACTING, visible

PERSONAL = "personal.found"


@dataclass(frozen=True)
class GoingOut:
    """`shown` is what will be public; `kept_back` the places (plain pointers) of the body that will not be;
    `personal` the warnings of personal data in what will, those left out that somebody has answered for."""

    shown: Mapping[str, Any]
    kept_back: tuple[str, ...]
    personal: tuple[Finding, ...]


def going_out(
    body: Mapping[str, Any],
    findings: Iterable[Finding],
    policies: Policies = NOTHING_SAID,
    record_type: str = CONTRACTING,
    *,
    outlet: str = Outlet.PORTAL,
    stages: Collection[str] | None = None,
    salt: str = "",
) -> GoingOut:
    """What the act would publish; `findings` are those of the body."""
    shown = visible(body, outlet, policies, record_type, stages=stages, salt=salt)
    warned = (item for item in open_findings(body, findings) if item.code == PERSONAL)
    personal = tuple(item for item in warned if has(shown, to_path(body, item.pointer)))
    return GoingOut(shown, tuple(_missing(body, shown, "")), personal)


def _missing(value: Any, shown: Any, at: str) -> Iterator[str]:
    """The outermost places of the value that are not in what is shown; what is ours alone is not told."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            if name.startswith("_"):
                continue
            if not isinstance(shown, Mapping) or name not in shown:
                yield f"{at}/{escape(name)}"
            else:
                yield from _missing(member, shown[name], f"{at}/{escape(name)}")
    elif isinstance(value, list):
        kept = {row.get(KEY): row for row in shown if isinstance(row, Mapping)} if isinstance(shown, list) else {}
        for index, row in enumerate(value):
            if isinstance(row, Mapping) and row.get(KEY) is not None:
                if row[KEY] in kept:
                    yield from _missing(row, kept[row[KEY]], f"{at}/{index}")
                else:
                    yield f"{at}/{index}"
