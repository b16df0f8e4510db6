"""Finding published processes: words and filters, all of them in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import F, QuerySet

from forms.catalog import load_catalog
from forms.codes import alphabetical, fold
from portal.accounts.models import Office
from portal.intake.projection import CONTRACTING
from portal.publication.models import Process

MOST_WORDS = 8
LONGEST_TEXT = 200
LATEST_YEAR = 9999


@dataclass(frozen=True)
class Query:
    """What was asked; "" is anything."""

    text: str = ""
    office: str = ""
    method: str = ""
    category: str = ""
    year: str = ""
    stage: str = ""
    order: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Query:
        said = {name: str(parameters.get(key, "")).strip()[:LONGEST_TEXT] for name, key in NAMES}
        return cls(**{**said, "order": said["order"] if said["order"] in dict(ORDERS) else ""})

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left out, in whatever order it stands."""
        return self == Query(order=self.order)

    @property
    def is_filtered(self) -> bool:
        return any((self.office, self.method, self.category, self.year, self.stage, self.order))

    def address(self, page: int = 1) -> str:
        """The query as the end of an address, so that every state can be linked."""
        return "?" + urlencode([*self._said(), *([("pagina", str(page))] if page > 1 else [])])

    @property
    def download(self) -> str:
        """The end of the address of a download of what is found, in whatever order."""
        said = replace(self, order="")._said()
        return "?" + urlencode(said) if said else ""

    def _said(self) -> list[tuple[str, str]]:
        return [(key, getattr(self, name)) for name, key in NAMES if getattr(self, name)]


NAMES = (
    ("text", "q"),
    ("office", "ente"),
    ("method", "metodo"),
    ("category", "materia"),
    ("year", "anio"),
    ("stage", "etapa"),
    ("order", "orden"),
)
BY_AMOUNT = "monto"
ORDERS = ((BY_AMOUNT, "Por monto, el mayor primero"),)


def find(query: Query) -> QuerySet[Process]:
    """Published processes that match as the list shows them, the newest first where no other order is asked for."""
    rows = chosen(query).select_related("office").defer("compiled", "search_text")
    if query.order == BY_AMOUNT:
        return rows.order_by(F("amount").desc(nulls_last=True), "-published_at", "ocid")
    return rows


def chosen(query: Query) -> QuerySet[Process]:
    """Published processes that match, whole."""
    rows = Process.objects.all()
    for word in fold(query.text).split()[:MOST_WORDS]:
        rows = rows.filter(search_text__contains=word)
    if query.office:
        rows = rows.filter(office__code=query.office)
    if query.year:
        rows = rows.filter(year=int(query.year)) if is_year(query.year) else rows.none()
    said = {"method": query.method, "category": query.category, "stage": query.stage}
    return rows.filter(**{name: value for name, value in said.items() if value})


def is_year(text: str) -> bool:
    """Whether a text of an address names a year."""
    return text.isascii() and text.isdigit() and len(text) == 4 and int(text) <= LATEST_YEAR


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """One list of the search form."""

    name: str
    label: str
    everything: str
    options: tuple[Option, ...]


def filters(query: Query) -> tuple[Filter, ...]:
    """The lists of the form, with what is published and nothing else."""
    law = load_catalog()
    record = law.record_types[CONTRACTING]
    offices = Office.objects.filter(processes__isnull=False).distinct().values_list("code", "name")
    by_name = sorted(offices, key=lambda office: (alphabetical(office[1]), office[0]))
    years = [(str(year), str(year)) for year in _present("year", descending=True)]
    stages = {step.id: step.title for step in record.steps()}
    stage_pairs = [(key, title) for key, title in stages.items() if key in set(_present("stage"))]
    return (
        _filter("ente", "Ente público", "Todos", by_name, query.office),
        _filter("metodo", "Método", "Todos", _titles("procurementMethod", "method"), query.method),
        _filter("materia", "Materia", "Todas", _titles("mainProcurementCategory", "category"), query.category),
        _filter("anio", "Año", "Todos", years, query.year),
        _filter("etapa", "Etapa", "Todas", stage_pairs, query.stage),
        _filter("orden", "Orden", "Lo más reciente primero", list(ORDERS), query.order),
    )


def _filter(name: str, label: str, everything: str, pairs: list[tuple[str, str]], chosen: str) -> Filter:
    known = pairs if not chosen or chosen in dict(pairs) else [*pairs, (chosen, chosen)]
    return Filter(name, label, everything, tuple(Option(value, words, value == chosen) for value, words in known))


def _present(column: str, descending: bool = False) -> list[object]:
    rows = Process.objects.exclude(**{f"{column}__isnull": True}).order_by(("-" if descending else "") + column)
    return [value for value in rows.values_list(column, flat=True).distinct() if value != ""]


def _titles(codelist: str, column: str) -> list[tuple[str, str]]:
    known = load_catalog().codelists.get(codelist)
    return [(str(code), known.title_of(code) if known else str(code)) for code in _present(column)]
