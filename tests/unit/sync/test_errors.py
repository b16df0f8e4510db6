"""Words: every code that the courier can raise has its sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sync import errors, wire

ROOM = Path(errors.__file__).parent
TEXTS = tomllib.loads((ROOM / "messages" / "es.toml").read_text(encoding="utf-8"))
# Parts of the sentence of a certificate that is not trusted.
PARTS = {name for name in TEXTS if name.startswith(("tls_why_", "tls_shown"))}
KINDS = "|".join(
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.SyncError)
)


def raised_codes() -> set[str]:
    found: set[tuple[str, str]] = set()
    for file in (*ROOM.glob("*.py"), ROOM.parent / "portal" / "intake" / "stick.py"):
        found.update(re.findall(rf'\b(?:{KINDS})\("(\w+)"|"(?=stick_)(\w+)"', file.read_text(encoding="utf-8")))
    return {name for pair in found for name in pair if name}


def portal_codes() -> set[str]:
    text = (wire.Refusal.__doc__ or "").partition("Codes:")[2]
    return set(re.findall(r"[a-z_]+", text)) - {"retry_after"}


def noticed_codes() -> set[str]:
    """What a report says beside its counts."""
    return set(re.findall(r'"(\w+)"', (ROOM / "report.py").read_text(encoding="utf-8"))) & set(TEXTS)


def test_every_code_has_words():
    codes = raised_codes()
    assert {"captive_portal", "receipt_unsigned", "cancelled"} <= codes
    assert not (codes | portal_codes()) - set(TEXTS)


def test_no_words_without_a_code():
    assert (
        not set(TEXTS)
        - PARTS
        - raised_codes()
        - portal_codes()
        - noticed_codes()
        - {f"taken_{code}" for code in portal_codes()}
        - {"unknown", "retry_later", "reply_too_large", "reply_altered", "wrong_protocol"}
    )


@pytest.mark.parametrize("code", sorted(set(TEXTS) - PARTS))
def test_words_say_what_happened_and_what_is_safe(code):
    said = {
        "seconds": "120",
        "count": "3",
        "file": "a.capbatch",
        "part": "2",
        "until": "20/03/2027",
        "span": "7 minutos",
        "shown": "AbC=",
    }
    text = errors.words(code, **said, why="venció.")
    assert text.count(".") >= 2
    assert text.endswith(".")
    assert re.search(r"guardad|[Nn]ada|No se |a salvo|se conserva|siguen|no repiti", text), text


@pytest.mark.parametrize("code", sorted(portal_codes() - {"bad_hash", "replayed", "encoding_unknown"}))
def test_who_takes_a_stick_at_the_portal_is_not_told_to_ask_themselves(code):
    text = errors.words_at_portal(code)
    if not code.startswith("code_"):  # of an enrolment, which no stick carries
        assert "esta computadora" not in text.lower()
        assert "a quien administra el portal" not in text


def test_an_unknown_code_is_shown_as_it_came():
    assert "brand_new" in errors.words("brand_new")


def test_an_error_carries_its_words():
    assert "120 segundos" in errors.RetryLater(120.2).message
    assert errors.SyncError("cancelled").message == TEXTS["cancelled"]
