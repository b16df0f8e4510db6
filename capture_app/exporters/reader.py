"""What a spreadsheet says of itself to whoever opens it: what it is, for whom, from whom and of when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capture_app.ocds.package import PackageHead
from capture_app.words import count, say


def told(head: PackageHead, tables: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, str]]:
    """Pairs of a word and what it says; then the tables: name, what stands in it and how many rows."""
    yield say("export.readme.title"), ""
    yield say("export.readme.audience"), say(f"export.audience.{head.audience}")
    yield say("export.readme.publisher"), head.publisher.name
    yield say("export.readme.date"), head.published_date
    yield say("export.readme.license"), head.license
    yield say("export.readme.uri"), head.uri
    yield "", ""
    for name, title, rows in tables:
        yield name, f"{title}. {count('export.readme.rows', rows)}"
