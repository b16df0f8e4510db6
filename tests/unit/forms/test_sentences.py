"""Sentences read one by one, when they are said."""

from __future__ import annotations

import tomllib

import pytest

from forms.sentences import Sentences
from tests.conftest import ROOT


@pytest.mark.parametrize("room", ["capture_app", "forms", "ui"])
def test_each_sentence_is_the_one_of_the_whole_file(room):
    file = ROOT / room / "messages" / "es.toml"
    assert dict(Sentences(file)) == tomllib.loads(file.read_text(encoding="utf-8"))


def test_what_the_file_has_not_got_is_missing(tmp_path):
    file = tmp_path / "es.toml"
    file.write_text('# Words.\n\n"a.b" = "Una \\"cita\\" = dos"\n\n"c" = """\nDos\n\n# líneas"""\n', encoding="utf-8")
    said = Sentences(file)
    assert dict(said) == {"a.b": 'Una "cita" = dos', "c": "Dos\n\n# líneas"}
    assert (len(said), said.get("#", "")) == (2, "")
    with pytest.raises(KeyError):
        said["a"]
