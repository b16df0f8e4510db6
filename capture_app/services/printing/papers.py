"""The sheets of one process: the cover of its folder, the index of its papers, the comparison of its offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from capture_app.services.printing.owing import RECORD_TYPE, Printed
from capture_app.services.printing.sheet import Sheet
from capture_app.words import say
from forms.acts.required import Act, Standing
from forms.acts.wording import figure_words
from forms.formats import money, quantity, show_day
from forms.members import as_number, part, rows, text
from forms.progress import amount_of, answers, current_stage, title_of
from forms.record_type import kinds_of
from forms.words import label_at

PAPER = "offline/print"
_HOLDERS = (
    ("planning", "/planning"),
    ("tender", "/tender"),
    ("award", "/awards/*"),
    ("contract", "/contracts/*"),
    ("implementation", "/contracts/*/implementation"),
)


def _sheet(printed: Printed, title: str, landscape: bool = False) -> Sheet:
    return Sheet(printed.office, title, printed.about, printed.changed_at, landscape)


def cover(printed: Printed) -> bytes:
    """The carátula: what stands on the folder of the process."""
    body, law = printed.body, printed.catalog
    tender = part(body, "tender")
    sheet = _sheet(printed, say("print.cover.title"))
    sheet.paragraph(title_of(body))
    amount, currency = amount_of(body)
    record = law.record_types[RECORD_TYPE]
    stage = record.stage(current_stage(body, RECORD_TYPE, law))
    kinds = kinds_of(body)
    method = law.codelists["procurementMethod"].title_of(kinds[1]) if kinds[1] else ""
    sheet.pairs(
        [
            (say("print.cover.folio"), printed.folio),
            (say("print.cover.ocid"), printed.ocid),
            (say("print.cover.number"), text(tender, "id")),
            (say("print.cover.method"), text(tender, "procurementMethodDetails") or method),
            (say("print.cover.stage"), stage.title_for(*kinds) if stage else ""),
            (say("print.cover.amount"), money(amount, currency) if amount is not None else ""),
            (label_at("/awards/*/suppliers", record, kinds), "; ".join(_suppliers(body))),
            (
                label_at("/contracts/*", record, kinds),
                "; ".join(text(row, "id") for _, row in rows(body, "", "contracts")),
            ),
            *([(say("print.cover.auditor"), printed.auditor)] if printed.auditor else []),
            (say("print.cover.shelf"), ""),
            (say("print.cover.pages"), ""),
        ]
    )
    sheet.part(say("print.cover.answers"))
    known = answers(body, RECORD_TYPE, law)
    sheet.pairs([(answer.title, answer.told() or say("print.pending")) for answer in known])
    return sheet.bytes()


def _suppliers(body: Mapping[str, Any]) -> list[str]:
    names = [text(row, "name") for _, award in rows(body, "", "awards") for _, row in rows(award, "", "suppliers")]
    return list(dict.fromkeys(name for name in names if name))


def index(printed: Printed) -> bytes:
    """The índice del expediente: every paper by stage, where it is and its fojas; then what is not there, and why."""
    sheet = _sheet(printed, say("print.index.title"))
    sheet.paragraph(title_of(printed.body))
    lines = list(_papers(printed))
    heads = [say(f"print.index.{name}") for name in ("number", "paper", "date", "where", "pages")]
    numbered = [[str(number), *line] for number, line in enumerate(lines, 1)]
    sheet.rows(heads, numbered or [["", say("print.index.none"), "", "", ""]], (7, 48, 16, 22, 14))
    absent = [
        [act.row.document or act.row.act, _standing(act)] for act in printed.acts.all() if act.standing in _NOT_THERE
    ]
    if absent:
        sheet.part(say("print.index.absent"))
        sheet.rows([say("print.index.paper"), say("print.index.why")], absent, (50, 50))
    fixed = dict.fromkeys(figure_words(row) for act in printed.acts.all() for row in act.figures)
    if fixed:
        sheet.part(say("print.index.fixed"))
        for words in fixed:
            sheet.paragraph(words)
    sheet.signatures([say("print.sign.made"), say("print.sign.checked")])
    return sheet.bytes()


def _papers(printed: Printed) -> Iterator[list[str]]:
    types = printed.catalog.codelists["documentType"]
    for _, pattern in _HOLDERS:
        for _, document in rows(printed.body, "", *pattern[1:].split("/"), "documents"):
            kind, title = text(document, "documentType"), text(document, "title")
            words = types.title_of(kind) if kind else ""
            name = f"{words}: {title}" if words and title and title != words else title or words
            yield [name, _day(document), _where(document, printed.has_file), text(part(document, "_paper"), "pages")]


def _day(row: Mapping[str, Any]) -> str:
    said = text(row, "datePublished")
    return show_day(said) if said else ""


def _where(document: Mapping[str, Any], has_file: frozenset[str]) -> str:
    folder = text(part(document, "_paper"), "folder")
    if folder or text(document, "format") == PAPER:
        return say("print.where.paper", folder=folder).strip()
    if text(document, "_key") in has_file:
        return say("print.where.file")
    return say("print.where.link") if text(document, "url") else ""


_NOT_THERE = (Standing.NONEXISTENT, Standing.NOT_APPLICABLE, Standing.MISSING, Standing.ON_PAPER)


def _standing(act: Act) -> str:
    said = say(f"print.act.{act.standing}")
    return f"{said}: {act.reason}" if act.reason else said


def comparison(printed: Printed) -> bytes:
    """The cuadro comparativo: each item with the price of every offer, and the totals."""
    offers = list(_offers(printed.body))
    sheet = _sheet(printed, say("print.comparison.title"), landscape=True)
    sheet.paragraph(title_of(printed.body))
    if not offers:
        sheet.paragraph(say("print.comparison.none"))
        return sheet.bytes()
    record = printed.catalog.record_types[RECORD_TYPE]
    item = label_at("/tender/items", record, kinds_of(printed.body))
    heads = [item, say("print.comparison.quantity"), *(offer.name for offer in offers)]
    lines = [_item_line(item, offers) for item in _items(printed.body, offers)]
    lines.append([say("print.comparison.total"), "", *(offer.total for offer in offers)])
    if any(offer.status for offer in offers):
        words = printed.catalog.codelists["bidStatus"]
        lines.append(
            [say("print.comparison.status"), "", *(words.title_of(o.status) if o.status else "" for o in offers)]
        )
    aligns = ("LEFT", "RIGHT", *("RIGHT" for _ in offers))
    sheet.rows(heads, lines, (34, 12, *(54 / len(offers) for _ in offers)), aligns)
    cheapest = _cheapest(offers)
    if cheapest:
        sheet.ln(2)
        sheet.paragraph(say("print.comparison.cheapest", name=cheapest.name, total=cheapest.total))
    awarded = "; ".join(_suppliers(printed.body))
    if awarded:
        sheet.paragraph(say("print.comparison.awarded", name=awarded))
    sheet.signatures([say("print.sign.made"), say("print.sign.asked"), say("print.sign.authorised")])
    return sheet.bytes()


@dataclass(frozen=True)
class Offer:
    """One offer: who made it, its total, and what it says of each item."""

    name: str
    amount: Decimal | None
    currency: str
    status: str
    items: Sequence[Mapping[str, Any]]

    @property
    def total(self) -> str:
        return money(self.amount, self.currency or None) if self.amount is not None else ""

    def price_of(self, item: Mapping[str, Any]) -> str:
        same = [own for own in self.items if text(own, "id") == text(item, "id")]
        same = same or [own for own in self.items if text(own, "description") == text(item, "description")]
        unit = part(same[0], "unit", "value") if same else {}
        price = as_number(unit.get("amount"))
        return money(price, text(unit, "currency") or None) if price is not None else ""


def _offers(body: Mapping[str, Any]) -> Iterator[Offer]:
    """Bids where there are any, else quotes."""
    bids = [row for _, row in rows(part(body, "bids"), "", "details")]
    for bid in bids:
        names = [text(row, "name") for _, row in rows(bid, "", "tenderers")]
        yield _offer("; ".join(names), bid)
    if bids:
        return
    for _, request in rows(part(body, "planning"), "", "requestsForQuotes"):
        for _, quote in rows(request, "", "quotes"):
            yield _offer(text(part(quote, "issuingSupplier"), "name"), quote)


def _offer(name: str, row: Mapping[str, Any]) -> Offer:
    value = part(row, "value")
    items = [item for _, item in rows(row, "", "items")]
    shown = name or say("print.comparison.unnamed")
    return Offer(shown, as_number(value.get("amount")), text(value, "currency"), text(row, "status"), items)


def _items(body: Mapping[str, Any], offers: Sequence[Offer]) -> list[Mapping[str, Any]]:
    """The items asked for; where none were written, those offered first."""
    asked = [item for _, item in rows(part(body, "tender"), "", "items")]
    for _, request in rows(part(body, "planning"), "", "requestsForQuotes"):
        asked = asked or [item for _, item in rows(request, "", "items")]
    return asked or next((list(offer.items) for offer in offers if offer.items), [])


def _item_line(item: Mapping[str, Any], offers: Sequence[Offer]) -> list[str]:
    amount, unit = as_number(item.get("quantity")), text(part(item, "unit"), "name")
    asked = f"{quantity(amount)} {unit}".strip() if amount is not None else unit
    return [text(item, "description"), asked, *(offer.price_of(item) for offer in offers)]


_OUT = frozenset({"disqualified", "withdrawn", "invited"})


def _cheapest(offers: Sequence[Offer]) -> Offer | None:
    """The lowest total of those still in, when all are in one currency and no two are the lowest."""
    known = [offer for offer in offers if offer.amount is not None and offer.status not in _OUT]
    if len(known) < 2 or len({offer.currency for offer in known}) > 1:
        return None
    first, second = sorted(known, key=lambda offer: offer.amount or Decimal(0))[:2]
    return first if first.amount != second.amount else None


PAPERS: Mapping[str, Callable[[Printed], bytes]] = {"caratula": cover, "indice": index, "cuadro": comparison}
