"""Why the system refused is told in Spanish, whatever the system says."""

from __future__ import annotations

import errno
import os

import pytest

from capture_app.words import reason


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_known_reason_has_words_of_its_own(number):
    said = reason(OSError(number, os.strerror(number)))
    assert said
    assert os.strerror(number) not in said
    assert str(number) not in said


def test_another_has_its_number():
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == f"error {errno.EXDEV} del sistema"
    assert reason(OSError("without a number")) == "error 0 del sistema"
