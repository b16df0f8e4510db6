"""Catalogues: what the program brings, what the office has imported over it, and the search in all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from capture_app.errors import BadInput, NotFound, Refused
from capture_app.ids import Clock, stamp
from capture_app.store.catalogue_editions import Edition, EditionFolder, check_edition
from capture_app.store.product_codes import PLAN, SCHEME, SHIPPED, ProductCode, ProductCodes, write_product_codes
from capture_app.words import say
from forms.catalog import Catalog
from forms.catalogues.catalogues import load_catalogue, plans
from forms.catalogues.entry import Catalogue, Entry
from forms.catalogues.office_words import OfficeWord, find_words, office_words, read_words
from forms.catalogues.reading import Problem, decode, read_entries, write_row
from forms.codes import Code
from forms.workflow import Role

FOLDER = "catalogues"
ZONE = "America/Cancun"
PRODUCTS = PLAN.name
OFFICE_WORDS = "office_words"
LARGEST_FILE = 32 * 1024 * 1024
PAGE = 20
EDITED = "renglon-"
_SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class CatalogueInfo:
    """One catalogue in the list of them; `editions` are the imported ones of the day."""

    name: str
    title: str
    entries: int
    editions: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueHit:
    """One code found: what to keep in the record (scheme, code, title) and what helps to choose it."""

    code: str
    title: str
    scheme: str = ""
    kind: str = ""
    path: tuple[str, ...] = ()
    detail: str = ""
    word: str = ""
    since: date | None = None
    until: date | None = None
    successor: str | None = None
    source: str = ""
    verified: bool | None = None
    parent: str = ""


class CatalogueService:
    """Reads and imports; it holds no connection, so one serves any lane. Records are never touched. Only an
    administrator brings or writes rows."""

    def __init__(
        self,
        data_dir: Path,
        catalog: Catalog,
        clock: Clock,
        zone: str = ZONE,
        user: str = "",
        role: str = Role.ADMINISTRADOR,
    ) -> None:
        self._editions = EditionFolder(data_dir / FOLDER)
        self._role = role
        self._catalog, self._clock, self._zone, self._user = catalog, clock, zone, user
        self._made: dict[tuple[str, ...], Catalogue] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that can be asked for: catalogues, products, office words and code lists."""
        return (*plans(), PRODUCTS, OFFICE_WORDS, *sorted(self._catalog.codelists))

    def listing(self) -> tuple[CatalogueInfo, ...]:
        """What there is, with how many entries each has today."""
        made = [self._info(name, len(self.catalogue(name).entries)) for name in plans()]
        products = self.products()
        made.append(self._info(PRODUCTS, int(products.facts()["products"]) if products.present else 0))
        made.append(self._info(OFFICE_WORDS, len(self.words())))
        lists = sorted(self._catalog.codelists.items())
        return (*made, *(CatalogueInfo(name, found.title, len(found.codes)) for name, found in lists))

    def _info(self, name: str, entries: int) -> CatalogueInfo:
        plan = PLAN if name == PRODUCTS else plans().get(name)
        title, source = (plan.title, plan.source) if plan else (say("catalogue.office_words"), "")
        editions = tuple(edition.edition for edition in self._editions.on(name, self._today()))
        return CatalogueInfo(name, title, entries, editions, source)

    def catalogue(self, name: str, day: date | None = None) -> Catalogue:
        """A catalogue with its hierarchy, as it is on a day; NotFound for a name that there is not."""
        if name not in plans():
            raise self._unknown(name)
        made, path = load_catalogue(name), [name]
        for edition in self._editions.on(name, day or self._today()):
            path.append(edition.sha256)
            if tuple(path) not in self._made:
                reading = read_entries(decode(self._editions.content(edition)), made.plan, made)
                self._made[tuple(path)] = made.with_entries(reading.entries, edition.edition)
            made = self._made[tuple(path)]
        return made

    def words(self, day: date | None = None) -> tuple[OfficeWord, ...]:
        """The office's words, the imported ones first."""
        words = office_words()
        for edition in self._editions.on(OFFICE_WORDS, day or self._today()):
            words = read_words(decode(self._editions.content(edition)))[0] + words
        return words

    def products(self, day: date | None = None) -> ProductCodes:
        """The product codes of a day with the office's words."""
        editions = self._editions.on(PRODUCTS, day or self._today())
        return ProductCodes(self._editions.indexed(editions[-1]) if editions else SHIPPED, self.words(day))

    def search(self, name: str, text: str = "", limit: int = PAGE, day: date | None = None) -> tuple[CatalogueHit, ...]:
        """The best of a catalogue for what has been typed; products need something typed."""
        day = day or self._today()
        if name == PRODUCTS:
            return tuple(map(_product_hit, self._present_products(day).search(text, day, limit)))
        if name == OFFICE_WORDS:
            words = find_words(text, self.words(day)) if text.strip() else self.words(day)
            return tuple(map(_word_hit, words[:limit]))
        if name in self._catalog.codelists:
            return tuple(map(_code_hit, self._catalog.codelists[name].find(text)[:limit]))
        catalogue = self.catalogue(name, day)
        return tuple(_entry_hit(catalogue, entry) for entry in catalogue.find(text, day)[:limit])

    def _present_products(self, day: date) -> ProductCodes:
        products = self.products(day)
        if not products.present:
            raise NotFound(say("catalogue.products_missing"), action_es=say("catalogue.products_missing.action"))
        return products

    def editions(self, name: str) -> tuple[Edition, ...]:
        """What has been imported of a catalogue, in the order in which it applies."""
        return self._editions.every(name)

    def import_file(
        self, name: str, file: Path, edition: str = "", since: date | None = None, until: date | None = None
    ) -> Edition:
        """Take a file over what there is, for the days given; all of it or nothing. No record changes."""
        self._refuse_others()
        if name not in (*plans(), PRODUCTS, OFFICE_WORDS):
            raise self._unknown(name)
        since = since or self._today()
        if until is not None and until < since:
            raise BadInput(say("catalogue.days", since=since, until=until), str(file), "until")
        data, edition = content_of(file), check_edition(edition or since.isoformat())
        known = self._editions.known(name, edition, data)
        return known or self._import(name, file, data, edition, since, until)

    def put(self, name: str, cells: Mapping[str, str]) -> Edition:
        """One row as people write it, by the names of `forms.catalogues.reading.COLUMNS`: an edition of its own from
        today, or from the day the row begins. BadInput names the cell that is wrong; nothing is kept then."""
        self._refuse_others()
        if name not in plans():
            raise self._unknown(name)
        text = write_row({**cells, "verified": "no"})
        reading = read_entries(text, plans()[name], self.catalogue(name))
        if reading.problems:
            wrong = reading.problems[0]
            said = _told(wrong, name, plans()[name].shape)
            raise BadInput(said[:1].upper() + said[1:], place=wrong.column)
        (entry,) = reading.entries.values()
        made = f"{EDITED}{self._today():%Y%m%d}-"
        number = sum(other.edition.startswith(made) for other in self._editions.every(name)) + 1
        since = max(self._today(), entry.since or self._today())
        return self._import(name, Path(entry.code), text.encode(), f"{made}{number}", since, None)

    def _refuse_others(self) -> None:
        if self._role != Role.ADMINISTRADOR:
            raise Refused(say("catalogue.role"), (), say("act.safe"), say("user.not_admin.action"))

    def _import(self, name: str, file: Path, data: bytes, edition: str, since: date, until: date | None) -> Edition:
        rows, products = self._checked(name, file, decode(data), since)
        made = Edition(
            name=name,
            edition=edition,
            since=since,
            until=until,
            sha256=hashlib.sha256(data).hexdigest(),
            rows=rows,
            imported_at=stamp(self._clock.now()),
            imported_by=self._user,
            original=file.name,
        )
        if products:
            facts = {"source": made.original, "edition": made.edition, "sha256": made.sha256}
            write_product_codes(self._editions.indexed(made), products, facts)
        self._editions.keep(made, data)
        return made

    def _checked(self, name: str, file: Path, text: str, day: date) -> tuple[int, tuple[ProductCode, ...]]:
        """How many rows a sound file has, with every product where it is of products."""
        if name == OFFICE_WORDS:
            products = self._present_products(day)
            words, problems = read_words(text, lambda code: products.get(code) is not None)
            refuse_problems(file, problems, "")
            return len(words), ()
        plan = PLAN if name == PRODUCTS else plans()[name]
        base = None if name == PRODUCTS else self.catalogue(name, day)
        reading = read_entries(text, plan, base)
        refuse_problems(file, reading.problems, plan.shape)
        return len(reading.entries), self._all_products(reading.entries.values(), day) if name == PRODUCTS else ()

    def _all_products(self, entries: Iterable[Entry], day: date) -> tuple[ProductCode, ...]:
        """The imported products over those there were: no code is lost."""
        before = self.products(day)
        products = {product.code: product for product in (before.every() if before.present else ())}
        imported = (ProductCode(entry.code, entry.title, entry.words, entry.until) for entry in entries)
        return tuple({**products, **{product.code: product for product in imported}}.values())

    def _today(self) -> date:
        return self._clock.today(self._zone)

    def _unknown(self, name: str) -> NotFound:
        known = ", ".join((*plans(), PRODUCTS, OFFICE_WORDS))
        return NotFound(say("catalogue.unknown", name=name), action_es=say("catalogue.unknown.action", known=known))


def content_of(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise BadInput(say("catalogue.problem.large", file=file.name), str(file))
        return file.read_bytes()
    except OSError as error:
        raise BadInput(say("catalogue.unreadable", file=file), str(file)) from error


def refuse_problems(file: Path, problems: Sequence[Problem], shape: str) -> None:
    """BadInput that names every place, with what to do there."""
    if problems:
        lines = [_sentence(file, problem, shape) for problem in problems[:_SHOWN_PROBLEMS]]
        left = len(problems) - len(lines)
        lines += [say("catalogue.more", number=left)] if left else []
        place = f"{problems[0].row}:{problems[0].column}"
        raise BadInput("\n".join(lines), str(file), place, say("catalogue.refused.action"))


def _sentence(file: Path, problem: Problem, shape: str) -> str:
    where = say("catalogue.place", file=file.name, row=problem.row, column=problem.column or "—")
    return where + _told(problem, file.name, shape)


def _told(problem: Problem, file: str, shape: str) -> str:
    known = {"value": problem.value, "known": problem.known}
    return say(f"catalogue.problem.{problem.what}", file=file, shape=shape, **known)


def _product_hit(product: ProductCode) -> CatalogueHit:
    return CatalogueHit(
        product.code, product.title, SCHEME, detail=product.synonyms, word=product.word, until=product.until
    )


def _word_hit(word: OfficeWord) -> CatalogueHit:
    return CatalogueHit(" ".join(word.codes), word.name, SCHEME, detail=", ".join(word.names[1:]))


def _code_hit(code: Code) -> CatalogueHit:
    return CatalogueHit(code.code, code.title, detail=code.description)


def _entry_hit(catalogue: Catalogue, entry: Entry) -> CatalogueHit:
    above = tuple(other.title for other in catalogue.path_to(entry.code)[:-1])
    return CatalogueHit(
        code=entry.code,
        title=entry.title,
        scheme=catalogue.plan.scheme,
        kind=entry.kind,
        path=above,
        detail=entry.words,
        since=entry.since,
        until=entry.until,
        successor=entry.successor,
        source=entry.source,
        verified=entry.verified,
        parent=entry.parent or "",
    )
