"""Words in the place of a key that say that there is none."""

import pytest

from forms.nobody import says_none

NONE = [
    "S/RFC",
    "SIN RFC",
    "sin r.f.c.",
    "S / R F C",
    "s/r",
    "N/A",
    "#N/A",
    "n.a.",
    "No aplica",
    "NO TIENE",
    "no tiene RFC",
    "No cuenta con RFC",
    "XXX",
    "xxxxxx",
    "XXXX000000XXX",
    "0",
    "000",
    "-----",
    ".",
    "ND",
    "s/d",
    "S/N",
    "Sin dato",
    "No disponible",
    "No se proporcionó",
    "no proporcionado",
    "No inscrito",
    "Sin información",
    "pendiente",
    "pendiente de RFC",
    "ninguno",
    "Inexistente",
    "RFC",
    "Extranjero",
]
KEYS = "PIS180514KQ1 XAXX010101000 XEXX010101000 XXX010101AB1 SRF800101AB1 NAN800101AB1 NOR8001014A5 US-998877 12345 X1"


@pytest.mark.parametrize("text", NONE)
def test_these_say_that_there_is_none(text):
    assert says_none(text)


@pytest.mark.parametrize("text", KEYS.split())
def test_these_are_keys(text):
    assert not says_none(text)
