"""Personal data in free text: what looks like a CURP, a person's RFC, a telephone, an address, an account.

It reads shapes, not meanings: a check digit, a possible date or a word beside the number must agree, so that
numbers of contracts, identifiers, dates and amounts are passed over. It never says whose the datum is.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from forms.nobody import GENERIC_KEYS


class Kind(StrEnum):
    """What a text seems to hold; the words are in the messages (`personal.kind.…`)."""

    CURP = "curp"
    RFC = "rfc"
    VOTER_KEY = "voter_key"
    SOCIAL_SECURITY = "social_security"
    EMAIL = "email"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    CLABE = "clabe"
    CARD = "card"
    ACCOUNT = "account"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place of a text: characters from `start` up to `end`."""

    kind: Kind
    start: int
    end: int


LONGEST_KEPT, LONG_KEPT = 4096, 65_536  # letters: many of the ones are remembered, few of the others
SHORTEST_TEXT = 6  # a@b.mx: nothing that is looked for is shorter
_STATES = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE CX"
_SHORTEST = 10**9
STATES = frozenset(_STATES.split())
# Banks and other participants of the payment system (ABM numbers), as a CLABE begins with one.
_BANKS = (
    "002 006 009 012 014 019 021 030 032 036 037 042 044 058 059 060 062 072 106 108 110 112 113 124 126 127 128 129"
    " 130 131 132 133 135 136 137 138 140 141 143 145 147 148 150 151 152 154 155 156 157 158 160 166 168 600 601 602"
    " 605 608 610 614 615 616 617 618 619 620 621 622 623 626 627 628 629 630 631 632 633 634 636 637 638 640 642 646"
    " 647 648 649 651 652 653 655 656 659 661 670 677 680 683 684 685 686 689 699 703 706 710 712 714 715 720 722 723"
    " 728 730 732 734 738 812 901 902"
)
BANKS = frozenset(_BANKS.split())
PUBLIC_DOMAINS = ("gob.mx", "edu.mx")
_SPELT_AT = r"[\[(]?arroba[\])]?|[\[(][ ]?at[\])]"
_DIGIT_OR_AT = re.compile(r"[0-9@]")
_SPELT_SIGNS = ("rroba", "RROBA", "at)", "at]", "AT)", "AT]")  # one of them is in every at sign that is spelt
_NOT_DIGITS = re.compile(r"[^0-9]+")
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2}))?"
)
_TO_DIGITS = str.maketrans("OILoil", "011011")
_NOT_PLAIN = re.compile(r"[^0-9A-Za-zÑñ&]")


def _spaced(*classes: str) -> str:
    """The classes one after the other, each pair with up to two separators between."""
    return r"[\s.\-]{0,2}".join(classes)


_L, _D = "[A-Z0Ñ]", "[0-9OIL]"
_CURP = re.compile(
    rf"(?<![A-Z0-9]){_spaced(*[_L] * 4, *[_D] * 6, '[HMX]', *[_L] * 5, '[A-Z0-9]', _D)}(?![A-Z0-9])", re.IGNORECASE
)
_RFC = re.compile(
    r"(?:(?<![A-Z0-9Ñ&\-/])|(?<=RFC-)|(?<=RFC/))([A-ZÑ&]{4})[\s.\-/]?([0-9]{6})[\s.\-/]?([A-Z0-9]{2}[0-9A])"
    r"(?![A-Z0-9]|-[A-Z0-9])",
    re.IGNORECASE,
)
_SHORT_RFC = re.compile(  # as people write it who do not know the rest: ten letters behind the word
    r"\b(?:r\.?f\.?c\.?|contribuyentes?)[^0-9A-Za-zÑñ&]{0,4}(?:sin homoclave[^0-9A-Za-z]{0,3})?"
    r"([A-ZÑ&][AEIOUX][A-ZÑ&]{2})[ \-]?([0-9]{6})(?![A-Z0-9]|[ \-][A-Z0-9]{3}\b)",
    re.IGNORECASE,
)
_VOTER = re.compile(r"(?<![A-Z0-9])[A-ZÑ]{6}[ ]?[0-9]{8}[ ]?[HM][ ]?[0-9]{3}(?![A-Z0-9])", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Z0-9._%+\-]{1,64}@((?:[A-Z0-9\-]{1,63}\.){1,5}[A-Z]{2,24})(?![A-Z0-9])", re.IGNORECASE)
_SPELT_EMAIL = re.compile(
    rf"[A-Z0-9._%+\-]{{1,64}}\s?(?:@|{_SPELT_AT})\s?"
    r"((?:[A-Z0-9\-]{1,63}[ ]?(?:\.|punto|[\[(][ ]?(?:punto|dot)[ ]?[\])])[ ]?){1,4}(?:com|mx|net|org))(?![A-Z0-9])",
    re.IGNORECASE,
)
_LOOSE_AT = re.compile(r"\s@|@\s")
_SPELT_DOT = re.compile(r"[ ]?[\[(]?[ ]?(?:punto|dot)[ ]?[\])]?[ ]?", re.IGNORECASE)
_SOCIAL_SECURITY = re.compile(
    r"\b(?:n\.?[ ]?s\.?[ ]?s\b\.?|seguridad\s+social|afiliaci[oó]n\s+al\s+imss)[^0-9A-Za-z]{0,4}"
    r"(?:n[uú]mero|n[uú]m|no)?[^0-9A-Za-z]{0,3}[0-9](?:[ \-]?[0-9]){10}(?![0-9])",
    re.IGNORECASE,
)
_CALL_WORD = re.compile(
    r"\b(?:tel[eé]fonos?|tels?\b|celular(?:es)?|cel\b|m[oó]vil|whats?app|fax|marcar|marque|llamar|llame)"
    r"[^0-9A-Za-z+(]{0,4}(?:(?:de\s+)?(?:contacto|oficina|casa|particular|n[uú]mero|n[uú]m|no|al?)[^0-9A-Za-z+(]{0,3})?"
    r"(?:\+?52[ \-.]?)?((?:\(?[0-9][\s().\-/]{0,3}){7,13})(?![0-9])",
    re.IGNORECASE,
)
_GROUPED_CALL = re.compile(
    r"(?<![\w/.\-])(?:\+?52[ \-.]?(?:1[ \-.])?|04[45][ \-.]|01[ \-.])?"
    r"(?:\([2-9][0-9]{1,2}\)[ ]?|[2-9][0-9]{2}[ \-.]|[2-9][0-9][ \-.])"
    r"(?:[0-9]{3,4}[ \-.][0-9]{4}|[0-9](?:[ \-.][0-9]{2}){3}|[0-9]{3}(?:[ \-.][0-9]{2}){2}"
    r"|[0-9]{2}(?:[ \-.][0-9]{2}){3})"
    r"(?![\w/]|[.\-][0-9])"
)
_AREA_CALL = re.compile(
    r"(?<![\w/.\-])(?:\+?52[ \-.]?)?\((?:01[ \-.]?)?[2-9][0-9]{1,2}\)"
    r"[ \-.]?[0-9](?:[ \-.]?[0-9]){6,7}(?![\w/]|[.\-][0-9])"
)
_BARE_CALL = re.compile(
    r"(?:(?<![\w/.\-$,])(?:\+52 ?1? ?|04[45] ?|01 ?)?|(?<=wa\.me/)(?:52)?1?)"
    r"(?:(?:55|56|33|81)[0-9]{8}|(?:98[1-8]|99[6-9]) ?[0-9]{7})(?![\w/]|[.,\-][0-9])"
)
_FREE_CALL = re.compile(r"(?:52|01)?[89]00")  # numbers that anybody may call, of no person
_LONG_NUMBER = re.compile(r"(?<![\w/.\-])[0-9](?:[\s.\-]?[0-9]){14,17}(?![\w/]|[.\-][0-9])")
_TOLD_CLABE = re.compile(r"\bclabe\b[^0-9]{0,40}[0-9](?:[\s.\-]?[0-9]){17}(?![0-9])", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:cuenta|cta)\b\.?[ :]{0,3}(?:(?:bancaria|de cheques|de d[eé]bito|de ahorros?|n[uú]mero|n[uú]m\.?|no\.?|#|"
    r"del? banco \w{2,20}|bbva|banorte|santander|banamex|hsbc|scotiabank|\w{0,20}banc\w{0,10})[ :]{0,3}){0,4}"
    r"([0-9](?:[ \-]?[0-9]){9,19}|(?<=[a-z.#:] )[0-9]{8,9})(?![0-9\-])",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"\b(?:placas?|matr[ií]cula)\b[^0-9A-Za-z]{0,4}"
    r"(?:(?:de circulaci[oó]n|n[uú]mero|n[uú]m|no|del?)[^0-9A-Za-z]{0,3}){0,2}"
    r"((?:[A-Z]{3}[ .\-]?[0-9]{2}[ .\-]?[0-9]{1,2}(?:[ .\-]?[A-Z])?|[A-Z]{2}[ .\-]?[0-9]{4,5}(?:[ .\-]?[A-Z])?|"
    r"[A-Z]{1,2}[ .\-]?[0-9]{2,3}[ .\-]?[A-Z]{2,3}|[0-9]{2,3}[ .\-]?[A-Z]{3}|[A-Z][0-9]{2}[ .\-]?[A-Z]{3}))"
    r"(?![A-Z0-9])",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(r"\b(?:de|del|en|con|por|al|la|el|no)\b")
_STREET = (
    r"(?:calle|c\.(?=[ ][0-9])|avenida|av\.|avda\.?|andador|privada|priv\.|cerrada|retorno|prolongaci[oó]n|boulevard"
    r"|blvd\.?|calzada|callej[oó]n)"
)
_HOUSE = (
    r"(?:n[uú]mero|n[uú]m\.?|no\.|#)?[ ]{0,2}#?[0-9]{1,5}(?![0-9]|[ ]?(?:m[l23]?|mts?|metros|km)\b)(?:[ \-]?[A-Z])?"
)
_AREA = (
    r"(?:col\.|colonia|fracc\.|fraccionamiento|barrio|c\.?[ ]?p\.?[ ]{0,2}[0-9]{5}|smza?\.?|superm\w*|infonavit"
    r"|unidad\s+habitacional|residencial|regi[oó]n\s+[0-9])"
)
_LOT = re.compile(  # how houses are told in towns without street names
    r"\b(?:manzana|m[zn]a?)\.?[ ]{0,2}[0-9]{1,4}[^\n;0-9]{1,12}\b(?:lote|lte?)\.?[ ]{0,2}[0-9]{1,4}(?![0-9])",
    re.IGNORECASE,
)
_NOT_A_HOUSE = re.compile(r"\b(?:entre|esq|esquina|tramo|km|kil[oó]metro|del?|con|y|a|al|al\s+n[uú]mero)\.?\s*$", re.I)
_ADDRESS = re.compile(
    rf"\b{_STREET}[ ]+([A-ZÁÉÍÓÚÑ0-9][^\n,;:]{{1,60}}?)[, ]{{1,3}}{_HOUSE}(?![0-9/])[^\n;:]{{0,40}}?\b{_AREA}",
    re.I,
)
_HOME = re.compile(
    rf"\bdomicilio(?:\s+(?:particular|fiscal|en|ubicado|sito|del|de|la|el|su|y|\w{{1,12}})){{0,5}}[ :,]{{1,3}}"
    rf"[^\n;]{{0,60}}?(?:{_STREET}[^\n;,]{{1,60}}?[, ]{{1,3}})?(?:{_HOUSE}|s/?n)\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    rf"\b(?:viven?|habitan?|residen?)\s+en\s+(?:(?:la|el|su)\s+)?(?:{_STREET}|c\.)[^\n;:]{{1,60}}?[0-9]{{1,5}}\b",
    re.IGNORECASE,
)
_NAMED_OTHERWISE = re.compile(  # what the number that follows is, when it is none of these
    r"\b(?:folios?|expedientes?|exp|oficios?|contratos?|pedidos?|requisici[oó]n|recibos?|facturas?|convenios?"
    r"|autorizaci[oó]n|p[oó]lizas?|fianzas?|licitaci[oó]n|concurso|serie|inventario|partida|dictamen|actas?|suficiencia"
    r"|referencia|remisi[oó]n|cheques?|transferencia|medidor|orden\s+de\s+(?:compra|pago|servicio|trabajo)|mxn|usd)\b"
    r"(?:[\s.:#°º\-]|\b(?:n[uú]mero|n[uú]m|no|de|del|la|el|oficial|fiscal|interno)\b){0,8}$",
    re.IGNORECASE,
)
_TOLD_RFC = re.compile(r"\b(?:r\.?f\.?c|contribuyentes?)\b[^0-9A-Za-z]{0,4}$", re.IGNORECASE)
_BEFORE = 40  # letters in which a number is told by name


def is_worth_reading(text: str) -> bool:
    """Whether the text can hold anything of what is looked for: all of it has a digit or an at sign, spelt or not."""
    return _DIGIT_OR_AT.search(text) is not None or _has_spelt_at(text)


def _has_spelt_at(text: str) -> bool:
    return any(sign in text for sign in _SPELT_SIGNS)


def is_short(number: float | Decimal) -> bool:
    """Whether a number has too few digits before its point for a telephone, let alone an account."""
    if isinstance(number, Decimal):
        return number.adjusted() < 9
    return abs(number) < _SHORTEST


def telling(texts: Iterable[str]) -> dict[str, tuple[Hit, ...]]:
    """Those of the texts that seem to hold personal data, with the places of it."""
    return {text: hits for text in texts if (hits := _remembered(text) if len(text) <= LONGEST_KEPT else scan(text))}


def scan(text: str) -> tuple[Hit, ...]:
    """Every place of the text that seems to hold personal data, in order; overlapping ones once."""
    length = len(text)
    return _remembered(text) if length <= LONGEST_KEPT else _long(text) if length <= LONG_KEPT else _scan(text)


def kinds(text: str) -> tuple[Kind, ...]:
    """What the text seems to hold, each kind once."""
    return tuple(dict.fromkeys(hit.kind for hit in scan(text)))


def _scan(text: str) -> tuple[Hit, ...]:
    if not is_worth_reading(text) or _DATE.fullmatch(text):
        return ()
    letters, digits = len(text), len(_NOT_DIGITS.sub("", text))
    found: list[Hit] = []
    for search in SEARCHES:
        if search.letters > letters or search.digits > digits or not search.sign.search(text):
            continue
        for start, end in search.find(text):
            if not any(start < hit.end and hit.start < end for hit in found):
                found.append(Hit(search.kind, start, end))
    return tuple(sorted(found, key=lambda hit: hit.start))


_remembered = lru_cache(maxsize=16384)(_scan)
_long = lru_cache(maxsize=64)(_scan)
Spans = Iterator[tuple[int, int]]


def _plain(text: str) -> str:
    return _NOT_PLAIN.sub("", text).upper()


def is_curp(text: str) -> bool:
    """Whether eighteen characters are a CURP by their parts; letters and digits that look alike are taken."""
    said = _plain(text)
    if len(said) != 18:
        return False
    letters = (said[:4] + said[10:16]).replace("0", "O")
    digits, last = said[4:10].translate(_TO_DIGITS), said[17].translate(_TO_DIGITS)
    if not (digits.isdigit() and last.isdigit() and letters.replace("Ñ", "N").isalpha()):
        return False
    return letters[5:7] in STATES and letters[1] in "AEIOUX" and not set(letters[7:]) & set("AEIOU") and _is_day(digits)


def _is_day(digits: str) -> bool:
    """Whether YYMMDD is a day of the century before or of this one."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    try:
        date(2000 + year if year % 4 == 0 else 1900 + year, month, day)
    except ValueError:
        return False
    return True


def _curps(text: str) -> Spans:
    yield from (match.span() for match in _CURP.finditer(text) if is_curp(match.group()))


def _has_check_digit(key: str) -> bool:
    from stdnum.mx import rfc

    return bool(rfc.is_valid(key, validate_check_digits=True))


def is_person_key(text: str) -> bool:
    """Whether the text is the RFC of a natural person, generic ones apart; a vowel or the check digit must agree."""
    said = _plain(text)
    if len(said) != 13 or said in GENERIC_KEYS or not _RFC.fullmatch(said) or not _is_day(said[4:10]):
        return False
    return said[1] in "AEIOUX" or _has_check_digit(said)


def _person_keys(text: str) -> Spans:
    said = text.casefold()
    if "rfc" in said or "r.f.c" in said or "contribuyente" in said:
        yield from (match.span() for match in _SHORT_RFC.finditer(text) if _is_day(match.group(2)))
    yield from (match.span() for match in _RFC.finditer(text) if _is_key_as_written(match))


def _is_key_as_written(match: re.Match[str]) -> bool:
    """Whether it is a person's RFC; with signs between its parts no number of the office that only looks like one."""
    said = match.group()
    if not is_person_key(said):
        return False
    if said.isalnum() or "&" in said or _is_told(_TOLD_RFC, match):
        return True
    is_written_so = not any(sign in said for sign in "./\n") or _has_check_digit(_plain(said))
    return is_written_so and not _is_told(_NAMED_OTHERWISE, match)


def _is_told(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether the words before a match say what it is."""
    start = match.start()
    return pattern.search(match.string, max(0, start - _BEFORE), start) is not None


def _emails(text: str) -> Spans:
    """Addresses of public bodies and of schools are public."""
    for match in _EMAIL.finditer(text):
        if not _is_public(match.group(1)):
            yield match.span()
    if _LOOSE_AT.search(text) or _has_spelt_at(text):
        for match in _SPELT_EMAIL.finditer(text):
            if not _is_public(_SPELT_DOT.sub(".", match.group(1)).replace(" ", "")):
                yield match.span()


def _is_public(domain: str) -> bool:
    return any(f".{domain.lower()}".endswith(f".{public}") for public in PUBLIC_DOMAINS)


def _calls(text: str) -> Spans:
    for match in _CALL_WORD.finditer(text):
        if not _FREE_CALL.match(re.sub(r"\D", "", match.group(1))):
            yield match.span()
    for pattern in (_GROUPED_CALL, _AREA_CALL, _BARE_CALL):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            is_call = len(digits) in (10, 12, 13) and not _FREE_CALL.match(digits)
            if is_call and not _is_told(_NAMED_OTHERWISE, match):
                yield match.span()


def is_clabe(digits: str) -> bool:
    """Whether eighteen digits are a CLABE: a bank and the check digit."""
    weighed = sum(int(digit) * (3, 7, 1)[place % 3] % 10 for place, digit in enumerate(digits[:17]))
    return len(digits) == 18 and digits[:3] in BANKS and (10 - weighed % 10) % 10 == int(digits[17])


def _clabes(text: str) -> Spans:
    """By its check digit, or by the word before it: a wrong digit does not make it another's."""
    yield from (match.span() for match in _TOLD_CLABE.finditer(text))
    for match in _LONG_NUMBER.finditer(text):
        if is_clabe(re.sub(r"\D", "", match.group())):
            yield match.span()


def _cards(text: str) -> Spans:
    from stdnum import luhn

    for match in _LONG_NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if re.fullmatch(r"(?:4[0-9]{15}|5[1-5][0-9]{14}|3[47][0-9]{13})", digits) and luhn.is_valid(digits):
            yield match.span()


def _plates(text: str) -> Spans:
    """Letters and digits that no word of the sentence is part of."""
    for match in _PLATE.finditer(text):
        if not _SMALL_WORD.search(match.group(1)):
            yield match.span()


def _addresses(text: str) -> Spans:
    """A street, a house and where it is: works speak of streets, not of houses."""
    for match in _ADDRESS.finditer(text):
        if not _NOT_A_HOUSE.search(match.group(1)):
            yield match.span()
    for pattern in (_HOME, _LOT, _LIVES):
        yield from (match.span() for match in pattern.finditer(text))


def _whole(pattern: re.Pattern[str]) -> Callable[[str], Spans]:
    return lambda text: (match.span() for match in pattern.finditer(text))


@dataclass(frozen=True, slots=True)
class Search:
    """How a kind is found, and what a text has at least that holds one: letters, digits among them, and a sign."""

    kind: Kind
    find: Callable[[str], Spans]
    letters: int
    digits: int
    sign: re.Pattern[str]


def _sign(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


SEARCHES: tuple[Search, ...] = (
    Search(Kind.CURP, _curps, 18, 0, _sign(_spaced(*[_D] * 6))),
    Search(Kind.VOTER_KEY, _whole(_VOTER), 18, 11, _sign(r"[0-9]{8}")),
    Search(
        Kind.SOCIAL_SECURITY, _whole(_SOCIAL_SECURITY), 14, 11, _sign(r"\b(?:n\.?[ ]?s\.?[ ]?s|seguridad|afiliaci)")
    ),
    Search(Kind.RFC, _person_keys, 13, 6, _sign(r"[0-9]{6}")),
    Search(Kind.EMAIL, _emails, SHORTEST_TEXT, 0, re.compile("|".join(map(re.escape, ("@", *_SPELT_SIGNS))))),
    Search(Kind.CLABE, _clabes, 18, 18, _LONG_NUMBER),
    Search(Kind.CARD, _cards, 15, 15, _LONG_NUMBER),
    Search(Kind.ACCOUNT, _whole(_ACCOUNT), 11, 8, _sign("cuenta|cta")),
    Search(Kind.TELEPHONE, _calls, 10, 7, _sign(r"[0-9][ ().\-]{0,4}[0-9]")),
    Search(Kind.PLATE, _plates, 10, 2, _sign(r"\b(?:placa|matr[ií]cula)")),
    Search(Kind.ADDRESS, _addresses, 10, 1, _sign(rf"\b(?:{_STREET}|domicilio|manzana|m[zn]|vive|habita|reside)")),
)
