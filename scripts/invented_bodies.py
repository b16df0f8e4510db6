"""Bodies of records made of the law alone, to train on: every field may be there, with words of the forms, of the
catalogues and of the demonstration. Nothing here was ever captured by anybody."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from forms.catalog import Catalog
from forms.record_type import Field, FieldType, Node, RecordType
from sync import canonical

ROOT = Path(__file__).resolve().parents[1]
PHRASES = Path(__file__).with_name("phrases.toml")
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
SHARES = (0.15, 0.25, 0.35, 0.5, 0.7)
DEEPEST = 6
SMALLEST, LARGEST = 600, 9000
Body = dict[str, Any]


class Words:
    """Pieces of Spanish as an office writes it."""

    def __init__(self) -> None:
        told = tomllib.loads(PHRASES.read_text(encoding="utf-8"))
        self.acts, self.things, self.grounds = told["acts"], told["things"], told["grounds"]
        self.companies, self.first, self.family = told["companies"], told["first_names"], told["family_names"]
        self.streets, self.places, self.units = told["streets"], told["places"], told["units"]
        self.addresses, self.schemes, self.bodies = told["addresses"], told["schemes"], told["bodies"]
        self.sentences = [*told["sentences"], *_sentences()]

    def title(self, chance: Random) -> str:
        text = f"{chance.choice(self.acts)} {chance.choice(self.things)}"
        if chance.random() < 0.5:
            text += f" {chance.choice(self.grounds)}"
        return text.upper() if chance.random() < 0.3 else text

    def long(self, chance: Random) -> str:
        count = chance.randrange(1, 3)
        return " ".join([self.title(chance), *(chance.choice(self.sentences) for _ in range(count))])[:600]

    def name(self, chance: Random) -> str:
        kind = chance.random()
        if kind < 0.4:
            return f"{chance.choice(self.first)} {chance.choice(self.family)} {chance.choice(self.family)}"
        if kind < 0.7:
            return f"{chance.choice(self.companies)} {chance.choice(self.family)}, {chance.choice(_ENDINGS)}"
        return str(chance.choice(self.bodies))


_ENDINGS = ("S.A. de C.V.", "S. de R.L. de C.V.", "S.A.P.I. de C.V.", "S.C.", "A.C.", "SA DE CV", "S. A. de C. V.")
_QUOTED = re.compile(r'^(?:label|help|title|example|note)\s*=\s*"(.*)"$', re.MULTILINE)


def _sentences() -> Iterator[str]:
    """What the forms, the lists and the demonstration say."""
    for file in sorted((ROOT / "forms").rglob("*.toml")):
        yield from (text for text in _QUOTED.findall(file.read_text(encoding="utf-8")) if " " in text)
    for file in sorted((ROOT / "forms").rglob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            yield from (cell for row in csv.reader(stream) for cell in row if cell.count(" ") > 1)


def bodies(law: Catalog, record_type: RecordType, seed: int) -> Iterator[Body]:
    """Without end; the same seed gives the same."""
    chance, words = Random(seed), Words()
    while True:
        made = _Maker(law, words, chance, chance.choice(SHARES)).members(record_type.tree)
        if SMALLEST < len(canonical.encode(made)) < LARGEST:
            yield made


class _Maker:
    """One body."""

    def __init__(self, law: Catalog, words: Words, chance: Random, share: float) -> None:
        self._law, self._words, self._chance, self._share = law, words, chance, share

    def members(self, node: Node, depth: int = 0) -> Body:
        found: Body = {}
        for name, child in node.children.items():
            if self._chance.random() < (self._share + 0.1):
                value = self._of(name, child, depth + 1)
                if value not in (None, {}, []):
                    found[name] = value
        return found

    def _of(self, name: str, node: Node, depth: int) -> Any:
        field = node.field
        if "*" in node.children:
            count = 1 if depth > 2 else self._chance.choice((1, 1, 2))
            return [self._row(node.children["*"], depth) for _ in range(count)] if depth < DEEPEST else None
        if field is None or field.type is FieldType.COMPOSITE:
            return self.members(node, depth) if depth < DEEPEST else None
        return self._value(name, field)

    def _row(self, node: Node, depth: int) -> Body:
        return {"_key": "".join(self._chance.choice(LETTERS) for _ in range(10)), **self.members(node, depth)}

    def _value(self, name: str, field: Field) -> Any:
        if field.type is FieldType.CODES:
            return [self._code(field)]
        if field.type is FieldType.TEXTS:
            return [self._words.title(self._chance)]
        plain = _PLAIN.get(field.type)
        if plain is not None:
            return plain(self._chance)
        if field.codelist:
            return self._code(field)
        return self._text(name, field)

    def _code(self, field: Field) -> str:
        known = self._law.codelists.get(field.codelist or "")
        return self._chance.choice(known.codes).code if known and known.codes else "other"

    def _text(self, name: str, field: Field) -> str:
        chance, words = self._chance, self._words
        if field.type is FieldType.LONG_TEXT:
            return words.long(chance)
        if field.type is FieldType.URI or name.endswith(("uri", "url", "Url")):
            return str(chance.choice(words.addresses)) + f"{chance.randrange(10**5)}.pdf"
        if field.type is FieldType.EMAIL:
            return f"{chance.choice(words.first).lower()}@{chance.choice(('gob.mx', 'qroo.gob.mx', 'example.com'))}"
        if name in _PIECES:
            return _PIECES[name](words, chance)
        return words.title(chance) if chance.random() < 0.7 else field.example or words.name(chance)


def _day(chance: Random) -> str:
    return f"20{chance.randrange(17, 28)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"


def _moment(chance: Random) -> str:
    tail = ("T00:00:00Z", "T23:59:59Z", "T09:00:00Z", "T00:00:00-05:00", "T23:59:59-05:00", "T18:00:00Z", "T09:30:00Z")
    return _day(chance) + chance.choice(tail)


_PLAIN: Mapping[FieldType, Any] = {
    FieldType.NUMBER: lambda chance: Decimal(chance.randrange(10**3, 10**8)) / 100,
    FieldType.INTEGER: lambda chance: chance.randrange(400),
    FieldType.BOOLEAN: lambda chance: chance.random() < 0.5,
    FieldType.DATE: lambda chance: _day(chance) if chance.random() < 0.3 else _moment(chance),
    FieldType.MOMENT: _moment,
    FieldType.ANY: lambda chance: None,
}


def _number(_: Words, chance: Random) -> str:
    made = (
        lambda: str(chance.randrange(1, 40)),
        lambda: (
            f"MX-RFC-{''.join(chance.choice('ABCDEFGHIJLMNOPRST') for _ in range(3))}{chance.randrange(10**5, 10**6)}"
        ),
        lambda: f"{chance.choice(('AD', 'IR', 'LP', 'PC', 'CT'))}-{chance.randrange(400):04d}-2026",
        lambda: str(chance.randrange(1000, 60000)),
        lambda: f"ocds-213czf-MLA-2026-{chance.randrange(10**5):05d}",
    )
    return chance.choice(made)()


_PIECES: Mapping[str, Any] = {
    "id": _number,
    "folio": _number,
    "scheme": lambda words, chance: chance.choice(words.schemes),
    "name": lambda words, chance: words.name(chance),
    "legalName": lambda words, chance: words.name(chance),
    "streetAddress": lambda words, chance: f"{chance.choice(words.streets)} {chance.randrange(900)}",
    "locality": lambda words, chance: chance.choice(words.places),
    "region": lambda words, chance: chance.choice(words.places),
    "countryName": lambda words, chance: "México",
    "postalCode": lambda words, chance: f"{chance.randrange(1000, 99999):05d}",
    "telephone": lambda words, chance: f"52 {chance.randrange(55, 999)} {chance.randrange(10**6, 10**7)}",
    "currency": lambda words, chance: "MXN",
    "unit": lambda words, chance: chance.choice(words.units),
    "format": lambda words, chance: chance.choice(("application/pdf", "text/html", "PDF")),
    "language": lambda words, chance: "es",
}
