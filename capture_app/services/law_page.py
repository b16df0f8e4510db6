"""The dictionary as one page: no script, nothing from elsewhere, printable, found with Ctrl+F."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from capture_app.services.law_entries import Chapter, Entry, chapters, is_short, used_lists
from capture_app.words import say
from forms.catalog import Catalog, Codelist
from forms.record_type import RecordType

_STYLE = """
:root { color-scheme: light; font: 15px/1.45 system-ui, "Segoe UI", "Noto Sans", sans-serif; color: #1b1b1b }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem }
h1 { font-size: 1.7rem; margin: 0 0 .3rem } h2 { font-size: 1.35rem; margin: 2.2rem 0 .4rem; color: #5b1030 }
h3 { font-size: 1.08rem; margin: 1.4rem 0 .3rem } p { margin: .3rem 0; max-width: 60rem }
nav ol { columns: 2; padding-left: 1.4rem } nav a, td a { color: #7a1740 }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: .4rem 0 1rem }
th, td { border: 1px solid #cfcfcf; padding: .35rem .5rem; text-align: left; vertical-align: top }
td, th { overflow-wrap: anywhere }
thead th { background: #f1ecee; font-weight: 600 } tbody th { font-weight: 600 }
tbody th code { display: block; font-weight: 400 }
code { font: .82rem/1.4 ui-monospace, Consolas, monospace; color: #444 }
td ul { margin: .2rem 0 0; padding-left: 1.1rem } .quiet { color: #555; font-size: .9rem }
.d1 th { padding-left: 1.6rem } .d2 th { padding-left: 2.8rem } .d3 th { padding-left: 4rem } .must { font-weight: 600 }
@media print { body { max-width: none; padding: 0; font-size: 9pt } nav { display: none }
  thead { display: table-header-group } tr { break-inside: avoid } h2, h3 { break-after: avoid } a { color: inherit } }
"""
_COLUMNS = (("label", 24), ("type", 20), ("required", 14), ("visibility", 11), ("help", 31))
_DEEPEST = 3


def page(record: RecordType, catalog: Catalog) -> bytes:
    """The page of a record type: its stages, their sections, and the lists of codes."""
    found = list(chapters(record, catalog))
    title = say("dictionary.title", record=record.title)
    body = "".join(
        [
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(say('dictionary.intro', version=catalog.forms_version))}</p>",
            _contents(found),
            *_stages(found),
            f'<h2 id="listas">{escape(say("dictionary.lists"))}</h2>',
            *(_list(codelist) for codelist in used_lists(record, catalog)),
        ]
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    head = f"<head>{head}<style>{_STYLE}</style></head>"
    return f'<!doctype html>\n<html lang="es-MX">{head}<body>{body}</body></html>\n'.encode()


def _contents(found: list[Chapter]) -> str:
    stages = dict.fromkeys(chapter.stage for chapter in found)
    links = [f'<li><a href="#{stage.id}">{escape(stage.title)}</a></li>' for stage in stages]
    lists = f'<li><a href="#listas">{escape(say("dictionary.lists"))}</a></li>'
    return f"<nav><ol>{''.join(links)}{lists}</ol></nav>"


def _stages(found: list[Chapter]) -> Iterator[str]:
    for stage, sections in groupby(found, lambda chapter: chapter.stage):
        yield f'<section><h2 id="{stage.id}">{escape(stage.title)}</h2>'
        for chapter in sections:
            yield f"<h3>{escape(chapter.section.title)}</h3>"
            yield f"<p>{escape(chapter.section.help)}</p>" if chapter.section.help else ""
            yield _table(chapter)
        yield "</section>"


def _table(chapter: Chapter) -> str:
    widths = "".join(f'<col style="width:{width}%">' for _, width in _COLUMNS)
    heads = "".join(f'<th scope="col">{escape(say(f"dictionary.column.{name}"))}</th>' for name, _ in _COLUMNS)
    rows = "".join(map(_row, chapter.entries))
    return f"<table><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(entry: Entry) -> str:
    cells = [
        f'<th scope="row">{escape(entry.label)}<code>{escape(entry.pointer)}</code></th>',
        f"<td>{escape(entry.type)}{_codes(entry.codelist)}</td>",
        f"<td>{escape(entry.requirement)}{_condition(entry.condition)}</td>",
        f"<td>{escape(entry.visibility)}</td>",
        f"<td>{escape(entry.help)}{_quiet('example', entry.example)}{_quiet('source', entry.source)}</td>",
    ]
    return f'<tr class="d{min(entry.depth, _DEEPEST)}">{"".join(cells)}</tr>'


def _codes(codelist: Codelist | None) -> str:
    if codelist is None:
        return ""
    link = f'<div><a href="#lista-{codelist.name}">{escape(codelist.title)}</a></div>'
    if not is_short(codelist):
        return link
    items = [f"<li>{escape(code.title)} <code>{escape(code.code)}</code></li>" for code in codelist.codes]
    return f"{link}<ul>{''.join(items)}</ul>"


def _condition(condition: str) -> str:
    if not condition:
        return ""
    return f'<div class="quiet">{escape(say("dictionary.when"))} <code>{escape(condition)}</code></div>'


def _quiet(name: str, value: str) -> str:
    return f'<div class="quiet">{escape(say(f"dictionary.{name}", value=value))}</div>' if value else ""


def _list(codelist: Codelist) -> str:
    kind = escape(say("dictionary.list.open" if codelist.open else "dictionary.list.closed"))
    rows = "".join(
        f'<tr><th scope="row">{escape(code.title)}</th><td><code>{escape(code.code)}</code></td>'
        f"<td>{escape(code.description)}</td></tr>"
        for code in codelist.codes
    )
    heads = "".join(f'<th scope="col">{escape(say(f"dictionary.column.{name}"))}</th>' for name in _CODE_COLUMNS)
    widths = '<colgroup><col style="width:34%"><col style="width:22%"><col style="width:44%"></colgroup>'
    table = f"<table>{widths}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<h3 id="lista-{codelist.name}">{escape(codelist.title)}</h3><p class="quiet">{kind}</p>{table}'


_CODE_COLUMNS = ("title", "code", "description")
