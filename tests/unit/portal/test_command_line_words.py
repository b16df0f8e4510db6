"""What the portal's command line says of itself and of a wrong order is Spanish."""

from __future__ import annotations

import pytest

from portal.commands import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["take-batch"], "captura-portal take-batch: falta ARCHIVO, --receipts."),
        (["serve", "--port", "x"], "captura-portal serve: --port no puede ser 'x'."),
        (["stats", "--nada"], "captura-portal: no se conoce --nada."),
    ],
)
def test_a_wrong_order_is_explained(arguments, said, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert told.startswith("uso: ")
    assert said in told


def test_help_has_no_english_heads(capsys):
    with pytest.raises(SystemExit) as left:
        main(["take-batch", "--help"])
    told = capsys.readouterr().out
    assert left.value.code == 0
    assert "muestra esta ayuda" in told
    assert not {"usage:", "positional arguments:", "options:"} & set(told.split("\n"))
    assert "usage:" not in told
