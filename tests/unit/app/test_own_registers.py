"""An office's own registers (CAPTURA_FORMS_EXTRA): what cannot be read is said by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture_app.__main__ import main
from tests.office import begin, opened


@pytest.mark.parametrize("written", ['[record]\nid = "mal"\n', "[record", '[record]\nid = "otro"\n'])
def test_a_register_that_cannot_be_read_is_told_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    office = begin(tmp_path / "oficina")
    with opened(office):
        pass
    (tmp_path / "propios" / "records").mkdir(parents=True)
    (tmp_path / "propios" / "records" / "mal.toml").write_text(written, encoding="utf-8")
    monkeypatch.setenv("CAPTURA_FORMS_EXTRA", str(tmp_path / "propios"))
    assert main(["list", "--data", str(office)]) == 3
    assert "mal.toml" in capsys.readouterr().err
    monkeypatch.delenv("CAPTURA_FORMS_EXTRA")
    assert main(["list", "--data", str(office)]) == 0
