"""`make screens` still takes its pictures: one of them, of a quick office, on the window as it is today."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.screens.__main__ import DRESSES
from tests.screens.offices import small
from tests.screens.shots import EMPTY, FILLED
from tests.screens.stage import Stage


def test_a_picture_shows_the_window_in_the_size_asked(tmp_path, qapp):
    office, size = small(tmp_path / "oficina"), (1024, 560)
    stage = Stage(qapp, office, size, dark=False)
    try:
        FILLED["expediente-nuevo"](stage)
        stage.picture(tmp_path / "nuevo.png")
    finally:
        stage.close()
    with Image.open(tmp_path / "nuevo.png") as image:
        assert (image.size, image.mode) == (size, "P")
        assert len(image.getcolors() or ()) > 30


@pytest.mark.parametrize("dress", DRESSES)
def test_what_a_dress_keeps_can_be_taken(dress):
    assert set(DRESSES[dress].only) <= {*EMPTY, *FILLED}
