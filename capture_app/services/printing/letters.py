"""The oficio de requerimiento: what each area still owes of the quarter, one page an area; and the acuse of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from capture_app.services.printing.owing import Owed, Receipted, quarter_words
from capture_app.services.printing.sheet import Sheet
from capture_app.words import count, say
from forms.formats import show_day
from forms.quarters import Quarter


def request(
    office: str, quarter: Quarter, owed: Sequence[Owed], today: date, made_at: datetime, fixed: Sequence[str] = ()
) -> bytes:
    """The letters, each area on a page of its own; ``fixed`` are the format and the authority in force, in words."""
    areas = sorted({area for item in owed for area in item.areas})
    sheet = Sheet(
        office, say("print.request.title"), say("print.request.about", quarter=quarter_words(quarter)), made_at
    )
    if not areas:
        sheet.paragraph(say("print.request.nothing", quarter=quarter_words(quarter)))
    for place, area in enumerate(areas):
        if place:
            sheet.add_page()
            sheet.part(say("print.request.title"))
        _letter(sheet, area, quarter, [item for item in owed if area in item.areas], today, fixed)
    return sheet.bytes()


def _letter(sheet: Sheet, area: str, quarter: Quarter, owed: Sequence[Owed], today: date, fixed: Sequence[str]) -> None:
    sheet.pairs(
        [
            (say("print.request.number"), ""),
            (say("print.request.date"), show_day(today.isoformat())),
            (say("print.request.to"), area),
        ]
    )
    sheet.ln(3)
    sheet.paragraph(count("print.request.body", len(owed), quarter=quarter_words(quarter)))
    heads = [say("print.request.folio"), say("print.request.process"), say("print.request.missing")]
    sheet.rows(heads, [[item.folio, item.title, "; ".join(item.missing)] for item in owed], (22, 33, 45))
    sheet.ln(3)
    for words in (say("print.request.closing"), *fixed):
        sheet.paragraph(words)
    sheet.signatures([say("print.sign.sent"), say("print.sign.received")])


def batch_receipt(
    office: str, head: Sequence[tuple[str, str]], lines: Iterable[Receipted], signature: str, made_at: datetime
) -> bytes:
    """The acuse of a batch: when the portal received it, what it held, and the portal's signature."""
    sheet = Sheet(office, say("print.batch.title"), say("print.batch.about"), made_at)
    sheet.pairs(head)
    sheet.part(say("print.batch.held"))
    heads = [say(f"print.batch.{name}") for name in ("folio", "process", "kind", "result")]
    sheet.rows(heads, [[line.folio, line.title, line.kind, line.result] for line in lines], (18, 42, 18, 22))
    sheet.part(say("print.batch.signature"))
    sheet.paragraph(signature)
    return sheet.bytes()
