"""The scanner finds personal data however it is written, and passes over what only looks like it."""

from __future__ import annotations

import csv
import json
import string
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from forms.persons import says_person
from forms.scanner import (
    BANKS,
    SEARCHES,
    SHORTEST_TEXT,
    STATES,
    Kind,
    is_clabe,
    is_short,
    is_worth_reading,
    kinds,
    scan,
)

PLANTED = 5000
HOLD_CONTACTS = ("/contactPoint/", "/streetAddress", "/additionalContactPoints/")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CURP: PEGJ850101HQRRRN09", Kind.CURP),
        ("con CURP P E G J 8 5 0 1 0 1 H Q R R R N 0 9 en su credencial", Kind.CURP),
        ("pegj85o1o1hqrrrno9", Kind.CURP),
        ("su RFC PEGJ850101AB1 y firma", Kind.RFC),
        ("PEGJ-850101-AB1", Kind.RFC),
        ("MX-RFC-PEGJ850101AB1", Kind.RFC),
        ("clave de elector PRGRJN85010123H100", Kind.VOTER_KEY),
        ("escriba a juan.inventado@correo.example.com", Kind.EMAIL),
        ("tel. 832 12 34", Kind.TELEPHONE),
        ("celular 9831234567", Kind.TELEPHONE),
        ("(983) 83 2 12 34", Kind.TELEPHONE),
        ("+52 998 123 4567", Kind.TELEPHONE),
        ("55 1234 5678", Kind.TELEPHONE),
        ("vive en Calle Flamboyán 22, colonia Centro", Kind.ADDRESS),
        ("Av. Juárez No. 12-A, Fracc. Las Palmas, C.P. 77000", Kind.ADDRESS),
        ("con domicilio particular en Privada Ceiba 7", Kind.ADDRESS),
        ("CLABE 032180000118359719", Kind.CLABE),
        ("032 180 00011835971 9", Kind.CLABE),
        ("4111 1111 1111 1111", Kind.CARD),
        ("cuenta bancaria 0123456789", Kind.ACCOUNT),
        ("cuenta no. 12345678 de Banorte", Kind.ACCOUNT),
        ("vehículo con placas UTR-123-A", Kind.PLATE),
        ("Placas: UTR.123.A", Kind.PLATE),
        ("RFC PEGJ.850101.AB1", Kind.RFC),
        ("RFC PEGJ\n850101 AB1", Kind.RFC),
        ("su CURP PEGJ850101\nHQRRRN09", Kind.CURP),
        ("Cel. 983\n1234567", Kind.TELEPHONE),
        ("(01 983) 83 21234", Kind.TELEPHONE),
        ("expediente con cel. 983 123 4567", Kind.TELEPHONE),
        ("ana.inventada@\ncorreo.com", Kind.EMAIL),
        ("CLABE interbancaria número 002690701234567890", Kind.CLABE),
        ("032.180.00011835971.9", Kind.CLABE),
        ("vive en C. Laguna 15, Barrio Bravo", Kind.ADDRESS),
        ("placas de circulación TX-4567-C", Kind.PLATE),
    ],
)
def test_it_finds(text: str, kind: Kind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "ocds-213czf-LAGUNA-2026-i66hfvxl",
        "Contrato LPN-2023-0001234567",
        "LA-009000999-E123-2026",
        "2026-01-20T10:00:00-05:00",
        "$9,831,234,567.00",
        "4850000.00 MXN",
        "del 12/03/2026 al 15/04/2026",
        "partida 21101, proyecto 23-01-0045-112-3",
        "clave programática 2112300450112300111101",
        "Pavimentación de la calle 20 de Noviembre entre 5 y 7, colonia Centro",
        "Rehabilitación de la avenida Benito Juárez, colonia Centro",
        "tramo del km 12+340 al km 15+900",
        "30 placas de yeso de 12 mm",
        "cuenta pública 2023",
        "cuenta contable 5121000100",
        "compras@lagunaazul.gob.mx",
        "RFC PIS180514AB1",
        "XAXX010101000",
        "UNSPSC 14111507, 44121706",
        "ISO 9001:2015, NOM-059-SEMARNAT-2010",
        "oficio TM/DA/0147/2026 del 9 de febrero",
        "folio 123456789012345678",
        "Folio 9831234567",
        "Expediente 55-1234-5678",
        "oficio número 983 832 1234",
        "orden de compra 5512345678",
        "requisición no. 998 123 4567",
        "Recibo oficial: 9831234567",
        "MXN 5512345678",
        "folio PODA-260115-001",
        "PODA/260115/001",
        "la obligación reside en el artículo 5",
    ],
)
def test_it_passes_over(text: str) -> None:
    assert scan(text) == ()


def curp(chance: Random) -> str:
    letters, consonants = string.ascii_uppercase, "BCDFGHJKLMNPQRSTVWXYZ"
    name = chance.choice(letters) + chance.choice("AEIOUX") + chance.choice(letters) + chance.choice(letters)
    day = f"{chance.randint(0, 99):02}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    inner = "".join(chance.choice(consonants) for _ in range(3))
    where = chance.choice(sorted(STATES))
    said = f"{name}{day}{chance.choice('HM')}{where}{inner}{chance.choice('0A')}"
    alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    total = sum(alphabet.index(letter) * (18 - place) for place, letter in enumerate(said))
    return f"{said}{(10 - total % 10) % 10}"


def disguised(text: str, chance: Random) -> str:
    """As people write it: small letters, spaces, O for zero, behind and before other words."""
    text = chance.choice([str.upper, str.lower, str.title])(text)
    text = text.replace("0", "O") if chance.random() < 0.2 else text
    text = chance.choice(["", " ", "-"]).join(text) if chance.random() < 0.3 else text
    before, after = (
        chance.choice(["CURP ", "de la C. Ana, ", "", "(", "curp: "]),
        chance.choice(["", ".", " y firma", ")"]),
    )
    return f"{before}{text}{after}"


def test_ninety_nine_of_a_hundred_planted_curps_are_found() -> None:
    chance = Random(7)
    found = sum(Kind.CURP in kinds(disguised(curp(chance), chance)) for _ in range(PLANTED))
    assert found >= PLANTED * 0.99


def test_what_is_found_among_made_up_codes_is_at_least_ninety_five_in_a_hundred_right() -> None:
    """As many codes of other kinds as CURPs: contract numbers, keys of programmes, product codes, amounts."""
    chance = Random(11)
    letters, digits = string.ascii_uppercase, string.digits
    shapes = ("LLLL-999999-LLL", "LL-999999999-L999-9999", "9999999999999999", "999999999999999999", "LLL9999999999")
    shapes += ("9999-99-99", "99999999", "LLLLLL99999999L999", "LLLL999999L99", "$9,999,999.99", "9999/999/9999")
    swap = {"L": letters, "9": digits}
    wrong = 0
    for _ in range(PLANTED):
        said = "".join(chance.choice(swap[sign]) if sign in swap else sign for sign in chance.choice(shapes))
        wrong += bool(scan(f"número {said} del expediente"))
    assert wrong <= PLANTED * 0.05


def test_what_is_not_searched_for_lacks_what_it_needs(shared: Path) -> None:
    """A kind is looked for only in a text with letters, digits and a sign enough for it: nothing is lost by that."""
    chance = Random(17)
    alphabet = "0123456789019 -.()@/,:ABCDEFGHIJLMNORSUXÑ&oil"
    words = (
        "tel ",
        "fax",
        "cel:",
        "cta ",
        "cuenta no. ",
        "placas ",
        "calle ",
        "av. ",
        " col. ",
        "domicilio ",
        "PEGJ850101",
    )
    texts = {text for _, text in sample_texts(shared / "data" / "samples")}
    texts |= {disguised(curp(chance), chance) for _ in range(200)}
    for _ in range(PLANTED):
        parts = (
            chance.choice((chance.choice(words), chance.choice(alphabet) * 2)) for _ in range(chance.randint(1, 3))
        )
        texts.add("".join(parts) + "".join(chance.choices(alphabet, k=chance.randint(5, 30))))
    for text in texts:
        searched = {hit.kind for hit in scan(text)}
        there = {search.kind for search in SEARCHES if any(True for _ in search.find(text))}
        assert bool(searched) == bool(there and is_worth_reading(text)), text
        assert searched <= there


def test_a_clabe_needs_its_check_digit_and_a_bank() -> None:
    assert is_clabe("032180000118359719")
    assert not is_clabe("032180000118359718")
    assert not is_clabe("999180000118359714")
    assert "002" in BANKS


def test_what_is_passed_over_for_its_length_would_hold_nothing() -> None:
    """Numbers of nine digits before the point, and texts of five signs, are not read at all."""
    chance = Random(13)
    for _ in range(PLANTED):
        number = Decimal(chance.randrange(-(10**9) + 1, 10**9)).scaleb(-chance.randrange(0, 9))
        number += Decimal(chance.randrange(10**18)).scaleb(-18) * chance.randrange(2)
        text = "".join(chance.choice("a@.xM9 1-") for _ in range(SHORTEST_TEXT - 1))
        assert not is_short(number) or not (scan(str(number)) or says_person(str(number)))
        assert not scan(text)
        assert not says_person(text)
    assert is_short(999_999_999)
    assert is_short(Decimal("-999999999.999"))
    assert not is_short(5_512_345_678)
    assert scan("a@b.mx")


def test_nothing_but_contacts_is_found_in_what_is_published_already(shared: Path) -> None:
    """Real files: every hit stands where a telephone, a mail or an address is asked for."""
    texts = list(sample_texts(shared / "data" / "samples"))
    odd = {(at, text) for at, text in texts if scan(text) and not any(part in at for part in HOLD_CONTACTS)}
    assert len(texts) > 40_000
    assert odd == set()


def sample_texts(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*.json")):
        yield from leaves(json.loads(file.read_text(encoding="utf-8")), "")
    for file in sorted(folder.rglob("*.csv")):
        with file.open(encoding="latin-1", newline="") as stream:
            for row in csv.DictReader(stream):
                yield from ((f"/{name}", value) for name, value in row.items() if isinstance(value, str))


def leaves(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, f"{at}/{name}")
    elif isinstance(value, list):
        for member in value:
            yield from leaves(member, f"{at}/*")
    elif isinstance(value, str):
        yield at, value


@pytest.mark.parametrize(
    "unit", ["9", "9 ", "calle 9 ", "A9", "tel 9", "a.a@", "cuenta no. ", "domicilio del de la ", "placas no "]
)
def test_a_hostile_text_is_read_in_a_straight_line(unit: str) -> None:
    """Ten times the text takes at most about ten times the time: no pattern explodes."""
    took = []
    for size in (20_000, 200_000):
        text = unit * (size // len(unit))
        begun = time.process_time()
        scan(text)
        took.append(time.process_time() - begun)
    assert took[1] <= max(0.05, took[0]) * 25
