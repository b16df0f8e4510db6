"""What a spreadsheet says of itself to whoever opens it: what it is, for whom, from whom and of when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from capture_app.ocds.package import PackageHead
from capture_app.words import count, say
from forms.record_type import RecordType


def title_of(record: RecordType | None) -> str:
    """What the file is called: the register's own name, or contracting processes."""
    register = record.register if record else None
    return say("export.readme.register", title=register.title_plural) if register else say("export.readme.title")


def told(head: PackageHead, tables: Iterable[tuple[str, str, int]], title: str) -> Iterator[tuple[str, str]]:
    """Pairs of a word and what it says; then the tables: name, what stands in it and how many rows."""
    yield title, ""
    yield say("export.readme.audience"), say(f"export.audience.{head.audience}")
    yield say("export.readme.publisher"), head.publisher.name
    yield say("export.readme.date"), head.published_date
    yield say("export.readme.license"), head.license
    yield say("export.readme.uri"), head.uri
    yield "", ""
    for name, title, rows in tables:
        yield name, f"{title}. {count('export.readme.rows', rows)}"
